// Clocks in words: how long until an answer is due, or since when it is late. Never a colour alone.
import type { Clock, Row } from "../../desk_api.ts";
import type { Key } from "../../text.svelte.ts";

export type Tone = "calm" | "near" | "late";
export interface ClockWords {
  tone: Tone;
  key: Key;
  span: string; // "35 min"
}

const units: readonly [Intl.NumberFormatOptions["unit"] & string, number][] = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
];

// "35 min", "3 hr", "2 days": rounded down, at least a minute.
export function span(seconds: number, language: string): string {
  const size = Math.max(60, Math.abs(seconds));
  const [unit, of] = units.findLast(([name, least]) => size >= (name === "day" ? 2 * least : least)) ?? ["minute", 60];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: unit === "minute" ? "short" : "long" }).format(Math.floor(size / of));
}

// Of a row: the least clock that runs. Null where none does.
export function dueWords(row: Pick<Row, "due_at" | "warn_at" | "place">, now: number, language: string): ClockWords | null {
  if (!row.due_at || row.place === "closed") return null;
  const left = (Date.parse(row.due_at) - now) / 1000;
  if (left < 0) return { tone: "late", key: "clock.late", span: span(left, language) };
  const near = row.warn_at !== null && Date.parse(row.warn_at) <= now;
  return { tone: near ? "near" : "calm", key: "clock.due", span: span(left, language) };
}

// Of one clock, for who wants to know.
export function clockWords(clock: Clock, now: number, language: string): ClockWords | null {
  const since = (from: string | null, to: number) => span((to - Date.parse(from ?? "")) / 1000, language);
  switch (clock.state) {
    case "running":
      if (!clock.due) return null;
      return dueWords({ due_at: clock.due, warn_at: null, place: "queue" }, now, language);
    case "waiting":
      return { tone: "calm", key: "clock.waiting", span: "" };
    case "met":
      return { tone: "calm", key: "clock.met", span: since(clock.started, Date.parse(clock.stopped ?? "")) };
    case "missed":
      return { tone: "late", key: "clock.missed", span: span(clock.over_seconds ?? 0, language) };
    case "ended":
      return { tone: "calm", key: "clock.ended", span: "" };
    case "none":
      return null;
  }
}
