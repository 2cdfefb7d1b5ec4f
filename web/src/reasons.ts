// Why an alert was raised: its reason codes as sentences of the catalogues. A code this version does not know says
// nothing.
import { estimate, languageName, list, number } from "./format.ts";
import type { Alert, Reason } from "./listening_api.ts";
import type { Values } from "./text/message.ts";
import type { Key } from "./text.svelte.ts";

export type Say = (key: Key, values?: Values) => string;

export function reasonInWords(reason: Reason, say: Say, language: string): string | null {
  const whole = (value: number | undefined) => estimate(value ?? 0, language);
  const ratio = () => number(reason.ratio ?? 0, language, 1);
  switch (reason.code) {
    case "above_expected":
      return say("reason.above", {
        n: reason.n ?? 0,
        expected: whole(reason.expected),
        upper: whole(reason.upper),
      });
    case "below_expected":
      return typeof reason.n === "number"
        ? say("reason.below", { n: reason.n, expected: whole(reason.expected) })
        : say("reason.belowFew", { expected: whole(reason.expected) });
    case "previous_day":
      return say("reason.previousDay", { n: reason.n ?? 0 });
    case "previous_week":
      return say("reason.previousWeek", { n: reason.n ?? 0 });
    case "escalated":
      return say("reason.escalated");
    case "little_history":
      return say("reason.littleHistory");
    case "others_unchanged":
      return reason.ratio && Math.abs(reason.ratio - 1) >= 0.05
        ? say("reason.othersUnchanged", { ratio: ratio() })
        : say("reason.othersUnchangedPlain");
    case "growth":
      return reason.ratio ? say("reason.growth", { ratio: ratio() }) : say("reason.growthNew");
    case "languages":
      return say("reason.languages", {
        n: reason.languages?.length ?? 0,
        languages: list((reason.languages ?? []).map((tag) => languageName(tag, language) ?? tag), language),
      });
    case "words":
      return say("reason.words", { words: list(reason.words ?? [], language) });
    case "duplicates":
      return say("reason.duplicates", { n: reason.authors ?? 0, posts: whole(reason.posts) });
    default:
      return null;
  }
}

export function reasonsInWords(alert: Alert, say: Say, language: string): string[] {
  return alert.reasons
    .map((reason) => reasonInWords(reason, say, language))
    .filter((text): text is string => text !== null);
}

// What an alert is about, beside its kind: "KZ" is a country, "kk" a language, "climate" a topic, else words.
export type ValueKind = "none" | "country" | "language" | "topic" | "words";
export function valueKind(value: string, topics: readonly string[]): ValueKind {
  if (value === "") return "none";
  if (/^[A-Z]{2}$/.test(value)) return "country";
  if (topics.includes(value)) return "topic";
  return /^[a-z]{2,3}(-[A-Za-z]{2,8})*$/.test(value) ? "language" : "words";
}
