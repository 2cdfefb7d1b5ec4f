// Why an alert was raised: its reason codes as sentences of the catalogues. A code this version does not know says
// nothing.
import { estimate, languageName, list, number } from "./format.ts";
import type { Alert, Reason } from "./listening_api.ts";
import type { Values } from "./text/message.ts";
import type { Key } from "./text.svelte.ts";

export type Say = (key: Key, values?: Values) => string;

// A number that is missing or null is withheld or unknown: the sentence does without it, or is not said. It is never
// taken for nought.
export function reasonInWords(reason: Reason, say: Say, language: string): string | null {
  const { n, expected, upper, ratio, posts, authors, languages, words } = reason;
  const whole = (value: number) => estimate(value, language);
  switch (reason.code) {
    case "above_expected": {
      if (!known(expected)) return null;
      if (!known(n)) return say("reason.aboveFew", { expected: whole(expected) });
      const above = known(upper)
        ? say("reason.above", { n, expected: whole(expected), upper: whole(upper) })
        : say("reason.below", { n, expected: whole(expected) });
      return reason.minutes ? say("reason.inItsPeak", { above }) : above;
    }
    case "below_expected":
      if (!known(expected)) return null;
      return known(n)
        ? say("reason.below", { n, expected: whole(expected) })
        : say("reason.belowFew", { expected: whole(expected) });
    case "previous_day":
      return known(n) ? say("reason.previousDay", { n }) : null;
    case "previous_week":
      return known(n) ? say("reason.previousWeek", { n }) : null;
    case "escalated":
      return say("reason.escalated");
    case "little_history":
      return say("reason.littleHistory");
    case "others_unchanged":
      if (!known(ratio)) return null;
      return Math.abs(ratio - 1) >= 0.05
        ? say("reason.othersUnchanged", { ratio: number(ratio, language, 1) })
        : say("reason.othersUnchangedPlain");
    case "growth":
      return known(ratio) ? say("reason.growth", { ratio: number(ratio, language, 1) }) : null;
    case "new_story":
      return known(n) && known(expected) ? say("reason.newStory", { n, expected: whole(expected) }) : null;
    case "languages":
      if (!languages?.length) return null;
      return say("reason.languages", {
        n: languages.length,
        languages: list(languages.map((tag) => languageName(tag, language) ?? tag), language),
      });
    case "words":
      return words?.length ? say("reason.words", { words: list(words, language) }) : null;
    case "duplicates":
      return known(authors) && known(posts) ? say("reason.duplicates", { n: authors, posts: whole(posts) }) : null;
    default:
      return null;
  }
}

function known(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function reasonsInWords(alert: Alert, say: Say, language: string): string[] {
  return alert.reasons
    .map((reason) => reasonInWords(reason, say, language))
    .filter((text): text is string => text !== null);
}

// Who heard it: the watch whose figures these are, then the others.
export function whereHeard(alert: Pick<Alert, "watch" | "watch_name" | "watches">, say: Say, language: string): string {
  const others = alert.watches.filter((watch) => watch.id !== alert.watch && watch.name !== "").map((watch) => watch.name);
  const first = alert.watch === null ? say("listen.allWatches") : alert.watch_name;
  if (!others.length) return first || say("listen.allWatches");
  return alert.watch === null
    ? say("alerts.heardIn", { all: first, watches: list(others, language) })
    : list([first, ...others], language);
}

// What an alert is about, beside its kind: "KZ" is a country, "kk" a language, "climate" a topic, else words.
export type ValueKind = "none" | "country" | "language" | "topic" | "words";
export function valueKind(value: string, topics: readonly string[]): ValueKind {
  if (value === "") return "none";
  if (/^[A-Z]{2}$/.test(value)) return "country";
  if (topics.includes(value) || value.startsWith("own-")) return "topic";
  return /^[a-z]{2,3}(-[A-Za-z]{2,8})*$/.test(value) ? "language" : "words";
}
