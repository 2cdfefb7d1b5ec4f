// What a profile that waits would change: all of it, for whoever approves answers for all of it.
import type { NewProfile } from "../../api.ts";
import { languageName, list } from "../../format.ts";
import type { Key, t as say } from "../../text.svelte.ts";

export interface ProfileChange {
  label: Key;
  before: string;
  text: string;
}

export function profileChanges(before: NewProfile, wanted: NewProfile, t: typeof say, language: string): ProfileChange[] {
  const tongues = (one: NewProfile) => list([...new Set([one.language, ...one.languages])].map((tag) => languageName(tag, language) ?? tag), language);
  const yes = (on: boolean) => t(on ? "profile.yes" : "profile.no");
  const said = (one: NewProfile): [Key, string][] => [
    ["account.displayName", one.display_name],
    ["account.summary", one.summary],
    ["account.type", t(`account.type.${one.type}`)],
    ["profile.mission", one.mission],
    ["profile.languages", tongues(one)],
    ["profile.fields", one.fields.map(({ name, value }) => `${name}: ${value}`).join("\n")],
    ["profile.aliases", one.also_known_as.join("\n")],
    ["profile.approves_followers", yes(one.approves_followers)],
    ["profile.discoverable", yes(one.discoverable)],
    ["profile.indexable", yes(one.indexable)],
  ];
  const stood = said(before);
  return said(wanted).flatMap(([label, text], index) => {
    const was = stood[index]?.[1] ?? "";
    return text === was ? [] : [{ label, before: was, text }];
  });
}

// Which of the two pictures is another, or is described otherwise.
export function changedPictures(before: NewProfile, wanted: NewProfile): ("avatar" | "header")[] {
  return (["avatar", "header"] as const).filter((part) => wanted[part]?.media !== before[part]?.media || wanted[part]?.alt !== before[part]?.alt);
}
