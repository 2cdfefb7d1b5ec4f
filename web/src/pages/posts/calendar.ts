// Days, weeks and months of a calendar, as dates without a time: "2026-11-22".
import type { Post } from "../../posts_api.ts";
import { dayIn, instantOf } from "./zones.ts";

export type Span = "week" | "month";

const utc = (day: string) => new Date(`${day}T00:00:00Z`);
const text = (date: Date) => date.toISOString().slice(0, 10);

export function addDays(day: string, count: number): string {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + count);
  return text(date);
}

// 1 is Monday, 7 Sunday: as weeks begin in the ministry's country, else where the language is spoken.
export function firstWeekday(language: string, country = "ZZ"): number {
  type WithWeek = Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
  const locale: WithWeek = new Intl.Locale(country === "ZZ" ? language : `und-${country}`);
  return locale.getWeekInfo?.().firstDay ?? locale.weekInfo?.firstDay ?? 1;
}

export function startOfWeek(day: string, first: number): string {
  const weekday = utc(day).getUTCDay() || 7;
  return addDays(day, -((weekday - first + 7) % 7));
}

// The days shown around one: a week, or the whole weeks of its month.
export function daysAround(day: string, span: Span, first: number): string[] {
  const begin = startOfWeek(span === "week" ? day : `${day.slice(0, 7)}-01`, first);
  if (span === "week") return Array.from({ length: 7 }, (_, index) => addDays(begin, index));
  const days: string[] = [];
  for (let week = begin; week === begin || week.slice(0, 7) === day.slice(0, 7); week = addDays(week, 7))
    for (let index = 0; index < 7; index += 1) days.push(addDays(week, index));
  return days;
}

export function moved(day: string, span: Span, by: number): string {
  if (span === "week") return addDays(day, 7 * by);
  const date = utc(`${day.slice(0, 7)}-01`);
  date.setUTCMonth(date.getUTCMonth() + by);
  return text(date);
}

// From the first moment of the first day to the last of the last, in the zone. A day whose midnight does not exist there begins an hour later.
export function bounds(days: readonly string[], zone: string): { from: string; to: string } {
  const begin = (day: string) => {
    const instant = instantOf(`${day}T00:00`, zone) ?? instantOf(`${day}T01:00`, zone) ?? Date.parse(`${day}T00:00Z`);
    return new Date(instant).toISOString().replace(".000Z", "Z");
  };
  const last = days.at(-1) ?? "";
  return { from: begin(days[0] ?? last), to: begin(addDays(last, 1)) };
}

// When a post leaves, or would have: a held one has its time still.
export function departure(post: Post): string | null {
  return post.leaves_at ?? post.scheduled;
}

export function byDay(list: readonly Post[], zone: string): Map<string, Post[]> {
  const found = new Map<string, Post[]>();
  for (const post of list) {
    const time = departure(post);
    if (!time) continue;
    const day = dayIn(Date.parse(time), zone);
    found.set(day, [...(found.get(day) ?? []), post]);
  }
  return found;
}
