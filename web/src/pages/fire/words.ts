// What an alert says, in sentences: what was seen, out of how many, against what is usual.
import type { FireEvidence, FireSignal } from "../../fire_api.ts";
import { countryName, list, number, percent } from "../../format.ts";
import type { Reason } from "../../listening_api.ts";
import type { Key, t as say } from "../../text.svelte.ts";

type Say = typeof say;

// One signal as a sentence; every count beside what it is out of.
export function signalInWords(signal: FireSignal, t: Say, language: string): string {
  const n = Math.round(signal.seen);
  const values = {
    n,
    seen: number(n, language),
    of: number(Math.round(signal.of), language),
    expected: number(signal.expected, language, 1),
    share: signal.of > 0 ? percent(signal.seen / signal.of, language) : "",
    usual: percent(signal.expected, language),
  };
  return t(`fire.signal.${signal.signal}` as Key, values);
}

// What fired, the gravest first as the server orders them; then what belongs to reading it.
export function evidenceInWords(evidence: FireEvidence | null, t: Say, language: string): string[] {
  if (!evidence) return [];
  const said = evidence.signals.filter((one) => one.fires).map((one) => signalInWords(one, t, language));
  if (evidence.countries.length)
    said.push(t("fire.countries", { countries: list(evidence.countries.map((code) => countryName(code, language)), language) }));
  if (evidence.little_history) said.push(t("fire.littleHistory"));
  return said;
}

// What is told of a watched public actor's post: people in tens, shares in twentieths.
export function watchedInWords(reasons: readonly Reason[], t: Say, language: string): string[] {
  return reasons.flatMap(({ code, n, expected, share, of, countries, minutes }) => {
    const values = {
      n: number(n ?? 0, language),
      of: number(of ?? 0, language),
      expected: number(expected ?? 0, language, 1),
      share: percent(share ?? 0, language),
      usual: percent(expected ?? 0, language),
    };
    switch (code) {
      case "fire_post":
        return [t("fire.afterMinutes", { n: minutes ?? 0 })];
      case "fire_volume":
      case "fire_quotes":
      case "fire_ratio":
      case "fire_target_language":
      case "fire_crisis_words":
      case "fire_copied_text":
      case "fire_age_unknown":
        return [t(`watched.${code}`, values)];
      case "fire_official":
        return [t("fire.signal.official", { n: n ?? 0 })];
      case "fire_countries":
        return [t("fire.countries", { countries: list((countries ?? []).map((one) => countryName(one, language)), language) })];
      default:
        return [];
    }
  });
}
