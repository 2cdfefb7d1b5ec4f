// What the check before publication found, as sentences of the catalogues: why, and what to do. A code this version
// does not know keeps the server's own English words.
import { languageName, list } from "./format.ts";
import type { Values } from "./text/message.ts";
import type { Key } from "./text.svelte.ts";

export type CautionLevel = "note" | "caution" | "second_person";

export type CautionCode =
  | "alt_missing"
  | "alt_meaningless"
  | "language_missing"
  | "language_differs"
  | "languages_unchanged"
  | "demand_public_name"
  | "demand_possible_name"
  | "national_day"
  | "mourning_day"
  | "own_day"
  | "link_unlisted"
  | "link_shortened"
  | "link_misleading"
  | "link_lookalike"
  | "link_private_post"
  | "rival_spelling"
  | "bidi_controls"
  | "mixed_scripts"
  | "hidden_characters"
  | "shouting"
  | "many_hashtags";

export const cautionCodes: readonly CautionCode[] = [
  "alt_missing",
  "alt_meaningless",
  "language_missing",
  "language_differs",
  "languages_unchanged",
  "demand_public_name",
  "demand_possible_name",
  "national_day",
  "mourning_day",
  "own_day",
  "link_unlisted",
  "link_shortened",
  "link_misleading",
  "link_lookalike",
  "link_private_post",
  "rival_spelling",
  "bidi_controls",
  "mixed_scripts",
  "hidden_characters",
  "shouting",
  "many_hashtags",
];

export interface Caution {
  code: string;
  level: CautionLevel;
  part: string; // "texts.0.markdown", "pictures.1.alt", "poll.options.0"; empty: the whole post
  language: string; // of that part; may be empty
  words: string[]; // found in it; of a demand: the demand, then the name; languages that were changed
  others: string[]; // rival spellings; the language it reads as; what a link shows; languages that were not changed
  country: string; // of a day
  n: number; // hashtags
  reason: string; // in English
  advice: string;
}

export type Say = (key: Key, values?: Values) => string;

export function cautionLevel(caution: Pick<Caution, "level">, say: Say): string {
  return say(`caution.level.${caution.level}`);
}

// `countryName`: how this installation calls a country in the reader's language (map/policy.ts, placeName).
export function cautionText(
  caution: Caution,
  say: Say,
  language: string,
  countryName: (code: string) => string,
): { reason: string; advice: string } {
  const known = cautionCodes.find((code) => code === caution.code);
  if (!known) return { reason: caution.reason, advice: caution.advice };
  const named = (tag: string | undefined) => (tag ? (languageName(tag, language) ?? tag) : "—");
  const values: Values = {
    n: caution.n,
    language: named(caution.language),
    other: named(caution.others[0]),
    demand: caution.words[0] ?? "",
    name: caution.words[1] ?? "",
    shown: caution.others[0] ?? "",
    words: list(caution.words, language),
    others: list(caution.others, language),
    changed: list(caution.words.map(named), language),
    unchanged: list(caution.others.map(named), language),
    country: caution.country ? countryName(caution.country) : "—",
  };
  return { reason: say(`caution.${known}`, values), advice: say(`caution.${known}.do`) };
}
