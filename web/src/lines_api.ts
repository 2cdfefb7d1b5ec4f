// Approved wording, as docs/api/openapi.yaml describes it: lines, their texts by language, and which fit a conversation.
import { at, call } from "./api.ts";
import type { Named, Officer } from "./desk_api.ts";

export const linePurposes = ["answer", "private_matter", "holding"] as const;
export type LinePurpose = (typeof linePurposes)[number];
export type LineStatus = "draft" | "submitted" | "approved" | "replaced" | "withdrawn";
export interface LineText {
  language: string;
  version: number;
  markdown: string;
  digest: string;
  status: LineStatus;
  written_by: Officer | null;
  written_at: string;
  approved_by: Officer | null;
  approved_at: string | null;
  expires_at: string;
  expired: boolean;
  may: ("submit" | "approve" | "withdraw")[];
}
export interface Line {
  id: string;
  name: string;
  mission: Named | null; // everywhere
  desk: Named | null; // at every desk of the mission
  topics: string[];
  purpose: LinePurpose;
  owner: Officer | null;
  retired_at: string | null;
  crisis: boolean; // prepared for one: offered while one lasts alone
  texts: LineText[]; // by language, the newest first; in a list those that stand or are under way
  may_write: boolean;
}
export interface LinePlace {
  mission: string;
  desk: string;
  name: string;
}
export interface Lines {
  lines: Line[];
  places: LinePlace[]; // where one writes lines
  everywhere: boolean;
}
export interface NewLine {
  name: string;
  mission: string | null;
  desk: string | null;
  topics: string[];
  purpose: LinePurpose;
  owner: string | null;
  retired: boolean;
  crisis?: boolean; // as it is made; it stays so
}
export interface LineSuggestion {
  line: string;
  name: string;
  purpose: LinePurpose;
  crisis: boolean;
  language: string;
  version: number;
  markdown: string;
  expires_at: string;
  topics: string[]; // in common with the conversation
}
export interface FittingLines {
  lines: LineSuggestion[]; // in one language
  languages: string[]; // in which there are any
  private: { language: string; markdown: string; own_approval: boolean }[]; // with which a private matter can be moved
  approvals: number; // that the account asks for; a private matter has one
  held: boolean; // every post is
  may_write: boolean; // lines of its desk
}

export const lines = {
  all: () => call<Lines>("GET", "/lines"),
  one: (id: string) => call<Line>("GET", `/lines/${at(id)}`),
  make: (line: NewLine) => call<Line>("POST", "/lines", line),
  change: (id: string, line: NewLine) => call<Line>("PUT", `/lines/${at(id)}`, line),
  // `version`: the newest one she read; 0: there was none.
  write: (id: string, language: string, markdown: string, expires_at: string, version: number) =>
    call<Line>("PUT", `/lines/${at(id)}/texts/${at(language)}`, { markdown, expires_at, version }),
  submit: (id: string, language: string, version: number) => call<Line>("POST", `/lines/${at(id)}/texts/${at(language)}/submit`, { version }),
  approve: (id: string, language: string, version: number, digest: string) =>
    call<Line>("POST", `/lines/${at(id)}/texts/${at(language)}/approve`, { version, digest }),
  withdraw: (id: string, language: string, version: number) => call<Line>("POST", `/lines/${at(id)}/texts/${at(language)}/withdraw`, { version }),
  // Without a language in hers.
  fitting: (conversation: string, language = "") => call<FittingLines>("GET", `/conversations/${at(conversation)}/lines${language ? `?language=${at(language)}` : ""}`),
};
