// What an alert says, in sentences: what was seen, out of how many, against what is usual.
import type { FireEvidence, FireSignal } from "../../fire_api.ts";
import { countryName, list, number, percent } from "../../format.ts";
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
