// Who listens to what and why: watches, the register of public actors, data protection, as docs/api/openapi.yaml
// describes them.
import { type Purpose, at, call } from "./api.ts";
import type { Example } from "./listening_api.ts";

export const watchStatuses = [
  "draft",
  "submitted",
  "held",
  "refused",
  "approved",
  "suspended",
  "stopped",
  "expired",
] as const;
export type WatchStatus = (typeof watchStatuses)[number];
export interface StaffPerson {
  id: string;
  login: string;
  name: string;
}
export interface WatchForm {
  name: string;
  query: string;
  purpose: Purpose;
  legal_basis: string;
  dpia: string;
  country: string | null;
  expires: string;
}
export interface WatchVersion extends Omit<WatchForm, "dpia"> {
  version: number;
  status: "draft" | "submitted" | "held" | "refused" | "approved" | "replaced";
  dpia: string | null;
  held_phrases: string[];
  author: StaffPerson;
  written: string;
  decided_by: string | null;
  decided: string | null;
}
// `approved` is what runs, ran last, or is suspended; `pending` what is asked for beside it.
export interface WatchRecord {
  id: string;
  status: WatchStatus;
  active: boolean;
  expires_soon: boolean;
  owner: StaffPerson;
  created: string;
  approved: WatchVersion | null;
  pending: WatchVersion | null;
}
export interface WatchChange {
  at: string;
  actor: string;
  action: "draft" | "change" | "submit" | "renew" | "approve" | "refuse" | "suspend" | "resume" | "stop";
  version: number;
  from: string | null;
  to: string;
  reason: string;
}
export interface WatchDetail extends WatchRecord {
  versions: WatchVersion[];
  changes: WatchChange[];
}
export interface QueryRemark {
  position: number; // in characters, from 0
  length: number;
  message: string;
  expected: string;
}
export interface QueryCheck {
  ok: boolean;
  canonical: string | null;
  errors: QueryRemark[];
  warnings: QueryRemark[];
  held_phrases: string[];
}
export interface WatchPreview {
  canonical: string;
  minutes: number; // how far back it looked
  posts: number; // looked at
  matched: number | null; // in tens; null: of fewer than ten people, or of nobody
  examples: Example[];
}
export const actorKinds = ["state_organ", "officeholder", "registered_organisation"] as const;
export type ActorKind = (typeof actorKinds)[number];
export interface NewPublicActor {
  kind: ActorKind;
  names: { language: string; text: string }[];
  office: string;
  country?: string | null;
  addresses: string[];
  evidence_url: string;
  evidence_note: string;
  until?: string | null;
  replaces?: string | null;
}
export interface PublicActor extends NewPublicActor {
  id: string;
  status: "proposed" | "approved" | "refused" | "retired";
  active: boolean;
  proposed_by: string;
  proposed: string;
  approvals: { by: string; at: string }[];
  ended: string | null;
  end_reason: string | null;
  warnings: string[];
}
export interface DataProtection {
  by_status: Readonly<Record<string, number>>;
  by_purpose: Readonly<Record<string, number>>;
  by_legal_basis: { legal_basis: string; count: number }[];
  waiting: WatchRecord[];
  expiring: WatchRecord[];
  public_actors: number;
  proposed: PublicActor[];
  looks: { days: number; times: number; withheld: number; people: number };
  retention: {
    days: number;
    posts: number;
    oldest: string | null;
    by_age: { day: number; week: number; fortnight: number; month: number; overdue: number };
    next_expiry: string | null;
    sources: string[];
  };
  pseudonyms: { since: string; next_rotation: string; keys: number };
  opt_outs: number;
}
export interface Look {
  login: string;
  name: string;
  look: "figures" | "posts" | "search" | "export" | "preview";
  watch: string | null;
  first: string;
  last: string;
  times: number;
  withheld: number;
}
export const requestKinds = ["access", "erase", "object", "lift"] as const;
export type RequestKind = (typeof requestKinds)[number];
export interface PersonsAnswer {
  kind: RequestKind;
  removed: number;
  opted_out: boolean;
  address: string; // the DID of a handle
  posts?: { time: string; stored: string; text: string; language: string; watches: string[] }[];
}
export const correspondentKinds = ["access", "erase"] as const;
export type CorrespondentKind = (typeof correspondentKinds)[number];
export interface CorrespondentsAnswer {
  kind: CorrespondentKind;
  person: { actor: string; acct: string; name: string; url: string } | null;
  conversations: number;
  erased: number;
  correspondence: unknown[]; // as lines of an archive
  next: string | null;
}
export interface PublicNotice {
  contact: string | null;
  watches: unknown[];
  retention_days: number;
}

export const governance = {
  watches: () => call<{ watches: WatchRecord[] }>("GET", "/watches").then((answer) => answer.watches),
  watch: (id: string) => call<WatchDetail>("GET", `/watches/${at(id)}`),
  checkQuery: (query: string) => call<QueryCheck>("POST", "/watches/check", { query }),
  previewQuery: (query: string) => call<WatchPreview>("POST", "/watches/preview", { query }),
  draftWatch: (form: WatchForm) => call<WatchRecord>("POST", "/watches", form),
  changeWatch: (id: string, form: WatchForm) => call<WatchRecord>("PUT", `/watches/${at(id)}`, form),
  submitWatch: (id: string) => call<WatchRecord>("POST", `/watches/${at(id)}/submit`, {}),
  renewWatch: (id: string, expires: string) => call<WatchRecord>("POST", `/watches/${at(id)}/renew`, { expires }),
  approveWatch: (id: string, version: number, reason: string | null) =>
    call<WatchRecord>("POST", `/watches/${at(id)}/approve`, { version, reason }),
  refuseWatch: (id: string, version: number, reason: string | null) =>
    call<WatchRecord>("POST", `/watches/${at(id)}/refuse`, { version, reason }),
  suspendWatch: (id: string, reason: string | null) => call<WatchRecord>("POST", `/watches/${at(id)}/suspend`, { reason }),
  resumeWatch: (id: string, reason: string | null) => call<WatchRecord>("POST", `/watches/${at(id)}/resume`, { reason }),
  stopWatch: (id: string, reason: string | null) => call<WatchRecord>("POST", `/watches/${at(id)}/stop`, { reason }),

  register: () => call<{ public_actors: PublicActor[] }>("GET", "/register").then((answer) => answer.public_actors),
  proposeActor: (actor: NewPublicActor) => call<PublicActor>("POST", "/register", actor),
  approveActor: (id: string) => call<PublicActor>("POST", `/register/${at(id)}/approve`, {}),
  refuseActor: (id: string, reason: string | null) => call<PublicActor>("POST", `/register/${at(id)}/refuse`, { reason }),
  retireActor: (id: string, reason: string | null) => call<PublicActor>("POST", `/register/${at(id)}/retire`, { reason }),

  dataProtection: () => call<DataProtection>("GET", "/data-protection"),
  looks: (days: number) => call<{ looks: Look[]; cut: boolean }>("GET", `/data-protection/looks?days=${days}`),
  notice: () => call<PublicNotice>("GET", "/data-protection/notice"),
  breachPack: (days: number) => call<unknown>("GET", `/data-protection/breach-pack?days=${days}`),
  personsRequest: (kind: RequestKind, address: string) =>
    call<PersonsAnswer>("POST", "/data-protection/requests", { kind, address }),
  correspondent: (kind: CorrespondentKind, address: string, reason: string, after: string | null) =>
    call<CorrespondentsAnswer>("POST", "/data-protection/correspondents", { kind, address, reason, after }),
  setContact: (contact: string) => call<{ contact: string | null }>("PUT", "/data-protection/contact", { contact }),
};
// The breach pack as a page to print, opened by its address.
export const breachPackPage = (days: number) => `/api/staff/data-protection/breach-pack?days=${days}&format=html`;
