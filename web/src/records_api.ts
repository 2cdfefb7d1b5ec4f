// For who checks: signed heads of the audit log, the table of rights, and what was decided lately, as
// docs/api/openapi.yaml describes them.
import { type AuditEntry, type Role, call } from "./api.ts";
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

export const records = {
  records: () => call<Records>("GET", "/records"),
  rights: () => call<{ roles: RoleRights[] }>("GET", "/rights").then((answer) => answer.roles),
  head: () => call<AuditHead>("GET", "/audit/head"),
};
// A link, so that the browser keeps the lines as a file.
export const auditExport = "/api/staff/audit/export";
