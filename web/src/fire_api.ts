// Posts under fire, crises and what is said falsely, as docs/api/openapi.yaml describes it.
import type { LineSuggestion } from "./lines_api.ts";
import { at, call } from "./api.ts";
import type { Person } from "./posts_api.ts";

export type Level = "none" | "loud" | "grave" | "official";
export type Signal = "volume" | "quotes" | "ratio" | "target_language" | "new_accounts" | "copied_text" | "crisis_words" | "official";
export interface FireSignal {
  signal: Signal;
  seen: number;
  of: number; // out of so many; 0: a plain count
  expected: number; // of a share: the share
  surprise: number;
  fires: boolean;
}
export interface FireEvidence {
  level: Level;
  signals: FireSignal[];
  little_history: boolean;
  hour_factor: number;
  countries: string[];
  official: { public_actor: string; kind: string; at: string }[];
}
export interface FireMark {
  age: number; // minutes
  at: string;
  likes: number;
  announces: number;
  replies: number;
  quotes: number;
  aged: number;
  fresh: number;
  texts: number;
  in_target: number;
  copied: number;
  crisis: number;
  official: number;
  evidence: FireEvidence | null;
}
export interface FirePost {
  note: string;
  account: string;
  name: string;
  url: string;
  language: string;
  visibility: string;
  published: string;
  deleted: boolean;
  excerpt: string; // plain; empty where it is not public
}
export type Judgement = "open" | "useful" | "false_alarm";
export interface FireAlert {
  id: string;
  note: string;
  age: number;
  level: Exclude<Level, "none">;
  evidence: FireEvidence | null;
  raised_at: string;
  judged: Judgement;
  judged_by: Person | null;
  judged_at: string | null;
  crisis: string | null;
  post?: FirePost | null;
}
export interface FirePostWhole {
  post: FirePost | null;
  marks: FireMark[];
  usual: { age: number; posts: number; median: number; high: number }[];
  bins: { minute: number; kind: "like" | "announce" | "reply" | "quote"; n: number }[];
  officials: { public_actor: string; name: string; country: string; kind: string; at: string }[];
  alerts: FireAlert[];
}

export interface Crisis {
  id: string;
  title: string;
  opened_by: Person | null;
  opened_at: string;
  closed_by: Person | null;
  closed_at: string | null;
  note: string | null;
}
export type EntryKind = "decision" | "fact" | "hold" | "line" | "post" | "note";
export interface CrisisEntry {
  id: string;
  at: string;
  by: Person | null;
  kind: EntryKind;
  words: string;
  subject: string | null;
}
export interface CrisisWhole {
  crisis: Crisis;
  entries: CrisisEntry[]; // oldest first
  assertions: Assertion[];
  alerts: FireAlert[];
  lines: LineSuggestion[]; // prepared for a crisis, in every language
  stopped_by_closing: number; // answers made of such lines that have not left; 0 while another crisis lasts
  hold: { by: Person | null; since: string; reason: string } | null;
}
export interface CrisisBoard {
  title: string;
  opened_at: string;
  closed_at: string | null;
  holding: boolean;
  now: string;
  open: number; // so far down: everyday dialogue alone
  waiting: number;
  breached: number;
  life: number;
  last_hour: number;
  answered: number;
  qa: { open: number; waiting: number; breached: number; life: number; last_hour: number; answered: number };
  alerts: number;
  assertions: number;
  corrected: number;
  by_hour: number[]; // the oldest first
}

export type Verdict = "open" | "false" | "misleading" | "true" | "unknown";
export interface Assertion {
  id: string;
  crisis: string | null;
  said: string;
  language: string;
  by: Person | null;
  at: string;
  verdict: Verdict;
}
export interface AssertionWhole {
  assertion: Assertion;
  evidence: { id: string; url: string; words: string; by: Person | null; at: string }[];
  copies: { id: string; text: string; posts: number; authors: number; first_at: string; last_at: string; counted_at: string }[];
  corrections: { version: number; language: string; markdown: string; at: string; by: Person | null; post: string | null }[];
}

export const fire = {
  list: () => call<{ posts: { post: FirePost | null; mark: FireMark }[]; alerts: FireAlert[] }>("GET", "/fire"),
  post: (id: string) => call<FirePostWhole>("GET", `/fire/${at(id)}`),
  judge: (id: string, judgement: Judgement) => call<FireAlert>("PUT", `/fire/alerts/${at(id)}`, { judgement }),
};

export const crises = {
  list: () => call<{ crises: Crisis[] }>("GET", "/crises").then((answer) => answer.crises),
  open: (title: string, note: string | null) => call<Crisis>("POST", "/crises", { title, note }),
  whole: (id: string) => call<CrisisWhole>("GET", `/crises/${at(id)}`),
  add: (id: string, kind: EntryKind, words: string) => call<CrisisEntry>("POST", `/crises/${at(id)}/entries`, { kind, words }),
  hold: (id: string, reason: string) => call<{ held: number }>("POST", `/crises/${at(id)}/hold`, { reason }),
  close: (id: string, words: string) => call<Crisis>("POST", `/crises/${at(id)}/close`, { words }),
  board: (id: string) => call<CrisisBoard>("GET", `/crises/${at(id)}/board`),
};

export const assertions = {
  list: () => call<{ assertions: Assertion[] }>("GET", "/assertions").then((answer) => answer.assertions),
  make: (said: string, language: string, crisis: string | null) =>
    call<Assertion>("POST", "/assertions", { said, language, crisis }),
  whole: (id: string) => call<AssertionWhole>("GET", `/assertions/${at(id)}`),
  addEvidence: (id: string, url: string, words: string, verdict: Verdict | null) =>
    call<AssertionWhole>("POST", `/assertions/${at(id)}/evidence`, { url, words, verdict }),
  countCopies: (id: string, text: string) => call<AssertionWhole>("POST", `/assertions/${at(id)}/copies`, { text }),
  correct: (id: string, language: string, markdown: string, account: string | null) =>
    call<AssertionWhole>("POST", `/assertions/${at(id)}/corrections`, { language, markdown, account }),
};
