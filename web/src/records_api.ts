// For who checks: signed heads of the audit log, the table of rights, and what was decided lately, as
// docs/api/openapi.yaml describes them.
import { type AuditEntry, type Role, at, call } from "./api.ts";
import type { DeskAction } from "./house_api.ts";

export interface AuditHead {
  sequence: number;
  hash: string;
  at: string;
  key: string; // Ed25519, base64
  signature: string;
  statement: string; // what is signed
}
export const recordKinds = ["releases", "holds", "take_overs", "silence", "retention", "people", "rights"] as const;
export type RecordKind = (typeof recordKinds)[number];
export interface Records {
  kinds: { kind: RecordKind; entries: AuditEntry[] }[];
  heads: AuditHead[];
}
export interface RoleRights {
  role: Role;
  actions: string[];
  desk_actions: DeskAction[];
}

export const retentionClasses = ["direct", "public", "note", "handover"] as const;
export type RetentionClass = (typeof retentionClasses)[number];
export interface RetentionRule {
  name: RetentionClass;
  days: number; // after the last message
  looked_at: string | null;
  held: number; // kept by a hold, as of then
}
export interface Retention {
  classes: RetentionRule[];
  runs: { at: string; class: RetentionClass; deidentified: number; held: number }[];
  missions: { id: string; name: string }[];
  desks: { id: string; name: string; mission: string }[];
}
export const holdScopes = ["conversation", "person", "desk", "mission", "all"] as const;
export type HoldScope = (typeof holdScopes)[number];
export interface Hold {
  id: string;
  scope: HoldScope;
  subject: { id: string; name: string } | null; // none of all
  reason: string;
  by: { id: string; login: string; name: string } | null;
  at: string;
  lifted_by: { id: string; login: string; name: string } | null;
  lifted_at: string | null;
}
export interface ArchiveExport {
  id: string;
  scope: "desk" | "mission" | "all";
  subject: { id: string; name: string } | null;
  by: { id: string; login: string; name: string } | null;
  at: string;
  state: "waiting" | "ready" | "failed" | "gone";
  conversations: number;
  bytes: number;
  sha256: string;
  expires_at: string;
  manifest: Record<string, unknown> | null;
}

export const records = {
  records: () => call<Records>("GET", "/records"),
  rights: () => call<{ roles: RoleRights[] }>("GET", "/rights").then((answer) => answer.roles),
  head: () => call<AuditHead>("GET", "/audit/head"),
  retention: () => call<Retention>("GET", "/retention"),
  setRetention: (classes: { name: RetentionClass; days: number }[]) => call<Retention>("PUT", "/retention", { classes }),
  holds: () => call<{ holds: Hold[] }>("GET", "/holds").then((answer) => answer.holds),
  placeHold: (scope: HoldScope, subject: string, reason: string) => call<Hold>("POST", "/holds", { scope, subject, reason }),
  liftHold: (id: string) => call<Hold>("POST", `/holds/${at(id)}/lift`, {}),
  exports: () => call<{ exports: ArchiveExport[] }>("GET", "/exports").then((answer) => answer.exports),
  makeExport: (scope: ArchiveExport["scope"], subject: string) => call<ArchiveExport>("POST", "/exports", { scope, subject }),
};
// Likewise.
export const exportFile = (id: string) => `/api/staff/exports/${at(id)}/file`;
// A link, so that the browser keeps the lines as a file.
export const auditExport = "/api/staff/audit/export";
