// What one shift leaves the next, and what the week brought, as docs/api/openapi.yaml describes them.
import { at, call } from "./api.ts";
import type { Named, Officer } from "./desk_api.ts";

export interface Handover {
  id: string;
  desk: Named | null;
  by: Officer | null;
  at: string;
  words: string;
  open: number; // conversations at that moment
  breached: number; // of these
  read_by: Officer | null;
  read_at: string | null;
  may_read: boolean; // say that one read it
}
export interface Handovers {
  handovers: Handover[]; // the newest first
  for_you: Handover[];
  desks: { desk: Named; open: number; breached: number }[]; // where one writes one
}
export interface WeekFigures {
  asked: number;
  answered: number;
  open: number; // now
  overdue: number;
  first_answer_seconds: number | null; // the median, in the desk's hours
}
export const channels = ["dialogue", "qa"] as const;
export type ByChannel = Record<(typeof channels)[number], WeekFigures>;
export interface Week {
  from: string;
  to: string;
  zone: string;
  desks: (ByChannel & { desk: Named })[];
  all: ByChannel;
  topics: { topic: string; asked: number; usual: number; new: boolean }[];
  followers: { new: number; named: { actor: string; acct: string; name: string; url: string | null }[]; complete: boolean };
}

export const shifts = {
  handovers: () => call<Handovers>("GET", "/handovers"),
  handOver: (desk: string, words: string) => call<Handover>("POST", "/handovers", { desk, words }),
  read: (id: string) => call<Handover>("POST", `/handovers/${at(id)}/read`, {}),
  // The week of that day; the last one that is over.
  week: (day: string | null) => call<Week>("GET", `/monday${day ? `?week=${at(day)}` : ""}`),
};
