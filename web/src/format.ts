// Numbers, dates, names of languages and countries, as the reader's language writes them. Hours run to 24: a
// ministry reads times of many places.

import { isolated } from "./text/message.ts";

export function number(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

export function moment(time: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(new Date(time));
}

export function exactMoment(time: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "long", hourCycle: "h23" }).format(new Date(time));
}

export function day(time: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(time));
}

export function hour(time: string, language: string, withDay: boolean): string {
  return new Intl.DateTimeFormat(
    language,
    withDay ? { weekday: "short", day: "numeric" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  ).format(new Date(time));
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 7],
];

// "2 minutes ago"; after a week the date.
export function ago(time: string, now: number, language: string): string {
  let amount = Math.min(0, Math.round((new Date(time).getTime() - now) / 1000));
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "long" });
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return words.format(amount, unit);
    amount = Math.trunc(amount / size);
  }
  return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(time));
}

// "hi-Latn" becomes "Hindi (Latin)"; null for what has no name.
export function languageName(tag: string, language: string): string | null {
  try {
    return new Intl.DisplayNames(language, { type: "language", fallback: "none" }).of(tag) ?? null;
  } catch {
    return null;
  }
}

// As Unicode's CLDR has it. What is shown goes through map/policy.ts, where the installation may say otherwise.
export function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

// What a reader counts as characters of a text, as the server does: code points.
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

// A count that may be an estimate: with a digit where it is small.
export function estimate(value: number, language: string): string {
  return number(value, language, value < 10 ? 1 : 0);
}

export function percent(share: number, language: string): string {
  const digits = share > 0 && share < 0.0095 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(share);
}

// "a, b and c", each of them with its own direction.
export function list(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { style: "long", type: "conjunction" }).format(
    items.map((item) => isolated(item, language)),
  );
}
