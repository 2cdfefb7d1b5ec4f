// What each role may do: the image of src/staff/rights.cpp (a test compares them). The pages hide what a role may not
// do; the server refuses it in any case.
export const roles = ["admin", "officer", "dpo", "analyst", "editor", "auditor"] as const;
export type Role = (typeof roles)[number];

const granted = {
  admin:
    "manage_users manage_accounts read_accounts publish delete_note read_listening connect_source manage_feeds " +
    "judge_alerts manage_watches manage_register decide_register read_audit moderate read_desk work_desk " +
    "manage_desks handle_crisis read_records manage_integrations",
  officer: "read_accounts publish delete_note read_listening moderate read_desk work_desk handle_crisis",
  dpo:
    "read_listening decide_watches decide_register read_data_protection honour_rights read_audit read_records " +
    "manage_records",
  analyst: "read_accounts read_listening manage_feeds judge_alerts manage_watches manage_register",
  editor:
    "read_accounts publish delete_note read_listening manage_feeds manage_register decide_register moderate " +
    "read_desk work_desk handle_crisis",
  auditor: "read_accounts read_listening read_audit read_data_protection read_records",
} as const satisfies Record<Role, string>;

export type Right =
  | "manage_users"
  | "manage_accounts"
  | "read_accounts"
  | "publish"
  | "delete_note"
  | "read_listening"
  | "connect_source"
  | "manage_feeds"
  | "judge_alerts"
  | "manage_watches"
  | "decide_watches"
  | "manage_register"
  | "decide_register"
  | "read_data_protection"
  | "honour_rights"
  | "read_audit"
  | "moderate"
  | "read_desk"
  | "work_desk"
  | "manage_desks"
  | "handle_crisis"
  | "read_records"
  | "manage_records"
  | "manage_integrations";

export function rightsOf(role: Role): readonly string[] {
  return granted[role]?.split(" ") ?? [];
}

export function may(role: Role, right: Right): boolean {
  return rightsOf(role).includes(right);
}
