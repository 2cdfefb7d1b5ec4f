// One inbox for a whole ministry, as docs/api/openapi.yaml describes it: conversations, who has them, and what becomes of
// them.
import { type Note, at, call } from "./api.ts";
import type { Post, PostBody, PostStatus } from "./posts_api.ts";

export const matters = ["life", "consular", "question", "dialogue"] as const;
export type Matter = (typeof matters)[number];
export type Place = "queue" | "person" | "closed";
export type Outcome = "answered" | "referred" | "noted" | "no_reply" | "merged";
export type Flag = "quarantined" | "withdrawn" | "imported" | "unsorted" | "official" | "flood" | "gone"; // gone: the person's account was removed
export type Urgency = 0 | 1 | 2 | 3;
export interface Named {
  id: string;
  name: string;
}
export interface Officer {
  id: string;
  login: string;
  name: string;
}
export interface Correspondent {
  actor: string;
  name: string;
  acct: string;
  url: string | null;
  official: boolean;
  face?: string;
  name_html?: string; // with custom emoji
}
export type ClockState = "none" | "running" | "waiting" | "met" | "missed" | "ended";
export interface Clock {
  state: ClockState;
  started: string | null;
  stopped: string | null;
  due: string | null;
  over_seconds: number | null;
}
export interface Row {
  id: string;
  revision: number;
  account: Named;
  person: Correspondent | null; // gone, or de-identified
  desk: Named;
  place: Place;
  holder: Officer | null;
  assigned: boolean;
  token: number;
  matter: Matter;
  urgency: Urgency;
  urgency_by_person: boolean;
  private: boolean;
  language: string;
  topics: string[];
  countries: string[];
  channel: "dialogue" | "qa";
  qa: string | null;
  outcome: Outcome | null;
  outcome_detail: string;
  merged_into: string | null;
  opened_at: string;
  last_at: string;
  closed_at: string | null;
  last_in: string;
  last_out: string | null;
  due_at: string | null; // the least clock that runs
  warn_at: string | null;
  breached_at: string | null;
  messages: number;
  flags: Flag[];
  excerpt: string; // of her last message that still stands
  draft: { post: string; status: PostStatus } | null;
  waits: boolean; // for approval or its departure
  flood: string | null; // in which the reader answers it with others
}
export interface Message {
  id: string;
  note: string;
  direction: "in" | "out";
  how: "reply" | "mention" | "quote" | "direct";
  at: string;
  state: "shown" | "rewritten" | "withdrawn" | "erased";
  language: string;
  urgency: Urgency;
  said: Note | null; // taken back or erased
}
export type EventKind =
  | "received" | "rewritten" | "withdrawn" | "answered" | "taken_back" | "routed" | "moved" | "claimed" | "released" | "lapsed"
  | "taken_over" | "assigned" | "drafted" | "submitted" | "returned" | "recalled" | "noted" | "classified" | "urgency" | "marked"
  | "made_private" | "joined_qa" | "left_qa" | "merged_in" | "merged_into" | "closed" | "reopened" | "held" | "lifted"
  | "deidentified" | "imported";
export interface ConversationEvent {
  id: string;
  at: string;
  recorded_at: string;
  kind: EventKind;
  by: Officer | null; // the program
  desk: Named | null;
  user: Officer | null; // who got it, or whose it was
  note: string | null;
  post: string | null;
  other: string | null;
  value: string; // a code
  words: string; // a reason people wrote
  approved_by?: Officer[]; // of "answered" alone: what left
}
export interface InternalNote {
  id: string;
  by: Officer | null;
  at: string;
  words: string;
  mentions: Officer[];
}
export interface Draft extends Post {
  token: number;
  kind: "reply" | "handover" | "door";
  keep_open: boolean;
  parent: string;
  line: string | null;
}
export type May =
  | "claim" | "take_over" | "release" | "assign" | "draft" | "submit" | "release_draft" | "recall" | "withdraw" | "approve" | "return" | "note"
  | "move" | "merge" | "classify" | "urgency" | "close" | "reopen" | "private" | "recall_private";
export interface Conversation extends Row {
  answers: Note | null; // what her first message answers, where it is none of these
  messages_shown: Message[];
  to_answer: string | null; // the note a reply answers: the last that waits, else her last; null: she took back what waited
  events: ConversationEvent[];
  notes: InternalNote[];
  draft_post: Draft | null;
  clocks: { first_answer: Clock; next_answer: Clock; resolution: Clock };
  lease: { seconds: number } | null; // none where it cannot lapse
  may: May[];
  addressed: Named[]; // other accounts of ours her last message spoke to
  context: ContextRow[];
  people: Presence[];
}
export interface ContextRow {
  id: string;
  account: Named;
  desk: Named;
  place: Place;
  outcome: Outcome | null;
  last_at: string;
  messages: number;
  excerpt: string;
}
export interface Presence {
  user: Officer;
  doing: "reading" | "writing";
  since: string;
}
export interface Colleague {
  user: Officer;
  on_duty: boolean;
  holds: number; // conversations in hand
}
export interface ConversationPage {
  conversations: Row[];
  next: string | null;
  revision: number;
}
export interface ConversationCounts {
  desks: { desk: Named; queue: number; breached: number; held: number; qa: { queue: number; breached: number; held: number } }[];
  mine: number; // everyday dialogue; beside it Q&A
  mine_qa: number;
  approvals: number;
  unsorted: number;
}
export interface NearAnswer {
  conversation: string;
  score: number;
  question: string;
  answer: string;
  language: string;
  at: string;
  readable: boolean;
}
export interface SearchHit {
  conversation: Row;
  message: string | null;
  note: string | null;
  at: string;
  excerpt: string;
}
export interface SearchPage {
  hits: SearchHit[];
  next: string | null;
  searched_back_to: string | null;
}
export const noticeKinds = ["mention", "assigned", "taken_over", "returned", "said_more", "held", "graver", "warned", "breached", "handed_over", "approve", "webhook_paused", "post_late", "clearance_asked", "cleared", "objected", "clearance_overdue", "clearance_void"] as const;
export interface StaffNotice {
  id: string;
  kind: (typeof noticeKinds)[number];
  conversation: string | null;
  about: { name: string | null; account: Named; excerpt: string } | null; // null: no conversation, or one the reader may not read
  at: string;
  by: Officer | null;
}
export interface Claimed {
  token: number;
  seconds: number;
  took_over: boolean;
  conversation: Row;
}

// The server knows from the conversation under whose name, and what it answers.
const sent = ({ account: _, in_reply_to: __, ...body }: PostBody) => body;

export const conversations = {
  // `seen` is given the ETag; undefined: nothing changed since `etag`.
  list: (q: string, after: string | null, etag: string, seen: (fields: Headers) => void) =>
    call<ConversationPage | undefined>("GET", `/conversations?q=${at(q)}${after ? `&after=${at(after)}` : ""}`, undefined, etag ? { "If-None-Match": etag } : {}, seen),
  counts: () => call<ConversationCounts>("GET", "/conversations/counts"),
  one: (id: string, etag = "", seen?: (fields: Headers) => void) =>
    call<Conversation | undefined>("GET", `/conversations/${at(id)}`, undefined, etag ? { "If-None-Match": etag } : {}, seen),
  toApprove: () => call<{ conversations: Conversation[] }>("GET", "/conversations/to-approve").then((answer) => answer.conversations),
  ofNote: (note: string) => call<{ conversation: string }>("GET", `/conversations/of-note/${at(note)}`).then((answer) => answer.conversation),
  claim: (id: string, take_over: boolean) => call<Claimed>("POST", `/conversations/${at(id)}/claim`, { take_over }),
  release: (id: string, token: number) => call<Row>("POST", `/conversations/${at(id)}/release`, { token }),
  assign: (id: string, user: string) => call<Row>("POST", `/conversations/${at(id)}/assign`, { user }),
  colleagues: (id: string) => call<{ colleagues: Colleague[] }>("GET", `/conversations/${at(id)}/colleagues`).then((answer) => answer.colleagues),
  people: (id: string) => call<{ people: Presence[]; lease: { seconds: number } | null }>("GET", `/conversations/${at(id)}/presence`),
  present: (id: string, doing: "reading" | "writing" | "gone", token?: number) =>
    call<{ people: Presence[]; lease: { seconds: number } | null }>("PUT", `/conversations/${at(id)}/presence`, { doing, ...(token === undefined ? {} : { token }) }),
  move: (id: string, desk: string, reason: string) => call<Row>("POST", `/conversations/${at(id)}/move`, { desk, reason }),
  merge: (id: string, into: string, reason: string) => call<Row>("POST", `/conversations/${at(id)}/merge`, { into, reason }),
  classify: (id: string, matter: Matter) => call<Row>("POST", `/conversations/${at(id)}/classify`, { matter }),
  urgency: (id: string, urgency: Urgency, reason: string) => call<Row>("POST", `/conversations/${at(id)}/urgency`, { urgency, reason }),
  close: (id: string, outcome: Exclude<Outcome, "merged">, to: string, reason: string) =>
    call<Row>("POST", `/conversations/${at(id)}/close`, { outcome, reason, ...(to ? { to } : {}) }),
  reopen: (id: string) => call<Row>("POST", `/conversations/${at(id)}/reopen`, {}),
  note: (id: string, words: string, mentions: string[]) => call<InternalNote>("POST", `/conversations/${at(id)}/notes`, { words, mentions }),
  // Without `standing` it begins the draft. `line_version` is named as a line's text is chosen; else that of before stays.
  draft: (id: string, token: number, says: { body: PostBody; keep_open: boolean; line: string | null; line_version: number | null }, standing: { version: number; digest: string } | null) =>
    call<Draft>("PUT", `/conversations/${at(id)}/draft`, { token, version: standing?.version, digest: standing?.digest, keep_open: says.keep_open, ...(says.line ? { line: says.line } : {}), ...(says.line && says.line_version !== null ? { line_version: says.line_version } : {}), body: sent(says.body) }),
  submit: (id: string, token: number, version: number) => call<Draft>("POST", `/conversations/${at(id)}/draft/submit`, { token, version }),
  releaseDraft: (id: string, token: number, version: number, reason: string) =>
    call<Draft>("POST", `/conversations/${at(id)}/draft/release`, { token, version, reason }),
  recall: (id: string, token: number) => call<Draft>("POST", `/conversations/${at(id)}/draft/recall`, { token }),
  withdraw: (id: string, token: number) => call<Row>("POST", `/conversations/${at(id)}/draft/withdraw`, { token }),
  approve: (id: string, version: number, digest: string) =>
    call<Draft>("POST", `/conversations/${at(id)}/draft/approve`, { version, digest }),
  giveBack: (id: string, version: number, reason: string) =>
    call<Draft>("POST", `/conversations/${at(id)}/draft/return`, { version, reason }),
  near: (id: string) => call<{ near: NearAnswer[] }>("GET", `/conversations/${at(id)}/near`).then((answer) => answer.near),
  search: (q: string, before: string | null) => call<SearchPage>("GET", `/search?q=${at(q)}${before ? `&before=${at(before)}` : ""}`),
  notices: () => call<{ notices: StaffNotice[] }>("GET", "/notices").then((answer) => answer.notices),
  noticeSeen: (id: string) => call<void>("POST", `/notices/${at(id)}/seen`, {}),
  noticesSeen: () => call<void>("POST", "/notices/seen", {}),
};

// As the page goes: nobody waits for the answer.
export function leave(id: string, csrf: string): void {
  void fetch(`/api/staff/conversations/${at(id)}/presence`, {
    method: "PUT",
    keepalive: true,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify({ doing: "gone" }),
  }).catch(() => undefined);
}
