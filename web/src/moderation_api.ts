// Servers and people elsewhere our staff limited or blocked, what waits to be looked at, and complaints, as
// docs/api/openapi.yaml describes them.
import { type Note, after, at, call } from "./api.ts";

export const ruleLevels = ["limit", "block"] as const;
export type RuleLevel = (typeof ruleLevels)[number];
export const screenings = ["quarantined", "hidden", "released"] as const;
export type Screening = (typeof screenings)[number];

export interface HostRule {
  host: string; // and its subdomains
  level: RuleLevel;
  reject_media: boolean;
  reject_reports: boolean;
  reason: string; // public
  remark: string; // ours alone
  by: string; // "user:<login>"
  at: string;
}
export type NewHostRule = Omit<HostRule, "host" | "by" | "at">;
export interface ActorRule {
  actor: string; // its address
  level: RuleLevel;
  reason: string;
  by: string;
  at: string;
}
// What a list would change, or changed.
export interface BlockListResult {
  applied: boolean;
  rules: HostRule[]; // new or stricter
  standing: number; // already so, or stricter here
  ignored: number; // lines
  bad_lines: { line: number; why: string }[]; // the first 50
  bad: number;
}
export interface Report {
  id: string;
  server: string;
  objects: string[]; // addresses of accounts and notes of ours
  content: string; // plain text
  received: string;
  resolved_by: string | null; // null: open
  resolved: string | null;
  resolution: string;
}

export const listAddress = "/api/staff/moderation/hosts/list"; // the file others import

// As the server reads it, whatever the file calls itself.
const csv = (file: Blob) => new Blob([file], { type: "text/csv" });

export const moderation = {
  hosts: () => call<{ hosts: HostRule[] }>("GET", "/moderation/hosts").then((answer) => answer.hosts),
  setHost: (host: string, rule: NewHostRule) => call<HostRule>("PUT", `/moderation/hosts/${at(host)}`, rule),
  liftHost: (host: string) => call<void>("DELETE", `/moderation/hosts/${at(host)}`),
  previewList: (file: Blob) => call<BlockListResult>("POST", "/moderation/hosts/list", csv(file)),
  applyList: (file: Blob) => call<BlockListResult>("POST", "/moderation/hosts/list?apply=1", csv(file)),

  actors: () => call<{ actors: ActorRule[] }>("GET", "/moderation/actors").then((answer) => answer.actors),
  setActor: (actor: string, level: RuleLevel, reason: string) =>
    call<ActorRule>("PUT", "/moderation/actors", { actor, level, reason }),
  liftActor: (actor: string) => call<void>("DELETE", `/moderation/actors?actor=${at(actor)}`),

  notes: (screening: Screening, before?: string) =>
    call<{ notes: Note[]; next: string | null }>("GET", `/moderation/quarantine?screening=${screening}&${after(before)}`),
  screen: (note: string, screening: "released" | "hidden") => call<Note>("PUT", `/notes/${at(note)}/screening`, { screening }),

  reports: (all: boolean, before?: string) =>
    call<{ reports: Report[]; next: string | null }>("GET", `/moderation/reports?all=${all ? 1 : 0}&${after(before)}`),
  // In the name of this server, to the server of the actor.
  complain: (actor: string, notes: string[], text: string) =>
    call<void>("POST", "/moderation/reports", { actor, notes, text }),
  settle: (id: string, resolution: string) => call<void>("POST", `/moderation/reports/${at(id)}/resolve`, { resolution }),
};
