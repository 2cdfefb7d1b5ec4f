// How desks work: hours, duty, targets, rules of routing, as docs/api/openapi.yaml describes them.
import { at, call } from "./api.ts";
import type { Matter, Named } from "./desk_api.ts";

export type Stretch = [from: string, to: string]; // "08:30"
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];
export type Week = Partial<Record<Weekday, Stretch[]>>;
export interface SpecialDay {
  day: string; // "2026-05-17"
  open: Stretch[]; // none: a holiday
  name: string;
}
export interface CalendarWords {
  name: string;
  zone: string;
  week: Week;
  days: SpecialDay[];
}
export interface OfficeCalendar extends CalendarWords {
  id: string;
  version: number;
  desks: string[];
  open_now: boolean;
  opens: string | null;
}
export interface DeskWork {
  calendar: string | null; // null: always open
  languages: string[]; // "*": any
  countries: string[];
  topics: string[];
  capacity: number; // 0: without end
  overflow: string | null;
  chain: string | null;
  claim_minutes: number;
}
export interface DeskNow {
  work: DeskWork | null;
  covered: boolean;
  opens: string | null;
  on_duty: Named | null;
}
export const clockNames = ["first", "next", "resolve"] as const;
export const units = ["wall", "covered", "desk", "days"] as const;
export interface DeskTarget {
  matter: Matter;
  clock: (typeof clockNames)[number];
  amount: number; // minutes, or working days; 0: none
  unit: (typeof units)[number];
}
export interface Targets {
  own: DeskTarget[];
  counts: DeskTarget[];
}
export interface Shift {
  id: string;
  user: Named | null;
  from: string;
  to: string;
}
export interface RuleMistake {
  line: number;
  column: number;
  message: string;
  expected: string;
}
export interface RoutingRules {
  version: number;
  text: string;
  errors: RuleMistake[];
  names: { desks: string[]; accounts: string[]; missions: string[]; topics: string[]; marks: string[] };
  history: { version: number; by: Named | null; at: string; text: string }[];
}
export interface RoutingTrial {
  messages: number;
  changed: number;
  by_standing: number; // of those changed: where the rules that stand would send them now as well
  by_front: number;
  by_desk: { desk: string; messages: number }[];
  by_rule: { rule: string; messages: number }[];
  // Without conversation and words where the reader may not read them.
  examples: { conversation: string | null; words: string | null; language: string | null; was: string; would: string | null; standing: boolean; placed: "moved" | "qa" | null; rule: string | null; why: { code: string; value: string }[] }[];
  errors: RuleMistake[];
}
export const work = {
  calendars: () => call<{ calendars: OfficeCalendar[] }>("GET", "/calendars").then((answer) => answer.calendars),
  addCalendar: (calendar: CalendarWords) => call<OfficeCalendar>("POST", "/calendars", calendar),
  setCalendar: (id: string, calendar: CalendarWords & { version: number }) => call<OfficeCalendar>("PUT", `/calendars/${at(id)}`, calendar),
  of: (desk: string) => call<DeskNow>("GET", `/desks/${at(desk)}/work`),
  set: (desk: string, wanted: DeskWork) => call<DeskNow>("PUT", `/desks/${at(desk)}/work`, wanted),
  targets: (desk: string) => call<Targets>("GET", `/desks/${at(desk)}/targets`),
  setTargets: (desk: string, targets: DeskTarget[]) => call<Targets>("PUT", `/desks/${at(desk)}/targets`, { targets }),
  // Of every desk that has none of its own.
  houseTargets: () => call<Targets>("GET", "/targets"),
  setHouseTargets: (targets: DeskTarget[]) => call<Targets>("PUT", "/targets", { targets }),
  shifts: (desk: string) => call<{ shifts: Shift[] }>("GET", `/desks/${at(desk)}/shifts`).then((answer) => answer.shifts),
  addShift: (desk: string, user: string, from: string, to: string) =>
    call<{ shifts: Shift[] }>("POST", `/desks/${at(desk)}/shifts`, { user, from, to }).then((answer) => answer.shifts),
  removeShift: (id: string) => call<{ shifts: Shift[] }>("DELETE", `/shifts/${at(id)}`).then((answer) => answer.shifts),
  routing: () => call<RoutingRules>("GET", "/routing"),
  setRouting: (text: string, version: number) => call<RoutingRules>("PUT", "/routing", { text, version }),
  checkRouting: (text: string) => call<{ errors: RuleMistake[]; rules: string[] }>("POST", "/routing/check", { text }),
  tryRouting: (text: string, last: number) => call<RoutingTrial>("POST", "/routing/try", { text, last }),
};

// What a desk works by where nobody said yet.
export function noWork(): DeskWork {
  return { calendar: null, languages: [], countries: ["*"], topics: ["*"], capacity: 0, overflow: null, chain: null, claim_minutes: 10 };
}
