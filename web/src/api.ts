// The server as docs/api/openapi.yaml describes it: its schemas as types, one function an operation. Listening stands
// in listening_api.ts, who may listen to what in governance_api.ts, press pages in feeds_api.ts, whom we limit in
// moderation_api.ts, whom we follow in reading_api.ts.
//
// A failing call throws Problem. Nothing here knows a page.

import type { MapSettings } from "./map/policy.ts";
import type { Role } from "./rights.ts";
import type { OwnTopic } from "./topics.ts";
export type { Role } from "./rights.ts";

export interface Institution {
  name: string;
  country: string; // ISO 3166-1 alpha-2
  languages: string[]; // BCP 47, the first is the default
  demo: boolean;
}
export interface User {
  id: string;
  login: string;
  name: string;
  role: Role;
  local: boolean; // her name stays at her desks
  ended: string | null; // she may not sign in any more
}
export interface Session {
  set_up: boolean;
  signed_in: boolean;
  csrf?: string;
  user?: User;
  institution?: Institution;
  base_url?: string;
  map?: MapSettings;
  own_topics?: OwnTopic[];
  host?: string;
}
export interface Enrolment {
  kind: "setup" | "invitation";
  expires: string;
  role?: Role;
  name?: string;
  totp: { secret: string; uri: string };
}
export interface NewUser {
  login: string;
  name: string;
  password: string;
  code: string;
}
export const purposes = [
  "public_service",
  "crisis_response",
  "consular_protection",
  "public_diplomacy_evaluation",
  "policy_research",
] as const;
export type Purpose = (typeof purposes)[number];
export type AccountType = "Organization" | "Person" | "Service";
export const accountRights = ["write", "approve", "publish", "administer"] as const;
export type AccountRight = (typeof accountRights)[number];
export interface Account {
  id: string;
  name: string;
  acct: string;
  type: AccountType;
  display_name: string;
  summary: string;
  language: string;
  url: string;
  followers: number;
  notes: number;
  replies: number;
  created: string;
  rights: AccountRight[]; // the reader, under its name
  missing_approvers: number; // before what she writes can leave
}
export interface NewAccount {
  name: string;
  type: AccountType;
  display_name: string;
  summary: string;
  language: string;
  approvals: number; // people besides the writer
  grace: number; // seconds
}
export interface Holder {
  user: { id: string; name: string };
  rights: AccountRight[];
}
// Who may do what under an account's name, and what a post of it needs.
export interface AccountRights {
  approvals: number;
  grace: number; // seconds
  people: Holder[];
  under_way: { submitted: number; approved: number }; // posts that have not left
  missing_approvers: number; // as of the account
  waiting: AccountChange[];
}
// Takes eyes away from an account, so it waits until `due`.
export interface AccountChange {
  account: string;
  by: Holder["user"];
  at: string;
  due: string;
  right: AccountRight | null; // null: the rule
  approvals: number | null;
  grace: number | null; // seconds
}
export interface ProfilePicture {
  media: string;
  alt: string;
  picture?: { url: string; small: string; width: number; height: number };
}
export interface NewProfile {
  type: AccountType;
  display_name: string;
  summary: string;
  language: string;
  languages: string[];
  fields: { name: string; value: string; verified?: string | null }[]; // since when the page there links back
  avatar: ProfilePicture | null;
  header: ProfilePicture | null;
  also_known_as: string[];
  mission: string;
  approves_followers: boolean;
  discoverable: boolean;
  indexable: boolean;
}
export interface Profile extends NewProfile {
  moved_to: string | null;
  pins: string[];
  waiting: WaitingProfile | null;
}
// Asked for by one person; another has to approve it.
export interface WaitingProfile {
  by: Holder["user"];
  at: string;
  digest: string;
  profile: NewProfile;
  may: ("approve" | "stop")[];
}
export interface Author {
  name: string;
  acct: string;
  url?: string;
  actor?: string; // a stranger's address among servers
  ours: boolean;
  face?: string; // path of a picture
  name_html?: string; // with custom emoji
}
export interface Deliveries {
  pending: number;
  delivered: number;
  failed: number;
}
export interface Attachment {
  kind: "picture" | "video" | "sound" | "file";
  path?: string; // of ours, where a picture is shown
  url?: string; // at its own server
  alt: string;
  width: number;
  height: number;
}
export interface Note {
  id: string;
  url: string;
  content: string; // HTML the server has sanitised
  language: string;
  visibility?: "public" | "unlisted" | "followers" | "direct";
  published: string;
  updated?: string; // where its author changed it
  warning?: string; // plain text
  warning_html?: string; // with custom emoji
  translations?: { language: string; content: string }[]; // HTML the server has sanitised
  options?: string[]; // of a poll
  quote?: string; // address of what it quotes
  author: Author;
  post?: string | null; // only of ours: what it left as
  replies?: number;
  part?: { n: number; of: number }; // of a thread of ours
  in_reply_to?: string;
  fetched?: boolean; // nobody sent it to us
  depth?: number; // in a thread
  deliveries?: Deliveries;
  attachments?: Attachment[];
  sensitive?: boolean; // they are to be covered
}
// A note, what it answers with the oldest first, and all below it in reading order.
export interface Thread {
  note: Note;
  earlier: Note[];
  missing: boolean; // something above is not here
  replies: Note[];
}
export interface AuditEntry {
  sequence: number;
  at: string;
  actor: string;
  name: string | null; // of the person, where it was one
  action: string;
  subject: string;
  reason: string | null; // of a legal hold, which keeps it; the chain does not
}
export interface Link {
  link: string;
  expires: string;
}

// What the server answered, or that it did not (status 0).
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  readonly retryAfter: number | null; // seconds

  constructor(status: number, code: string, hint: string, retryAfter: number | null = null) {
    super(hint || code);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.retryAfter = retryAfter;
  }
}

let csrf = "";
const deadline = 20_000; // milliseconds
const patience = [1_000, 3_000, 9_000]; // milliseconds before each further try of a change that met no line

let sendingAgain: (again: boolean) => void = () => undefined;

// Tells whoever shows it that something pressed could not be sent yet.
export function onSendingAgain(tell: (again: boolean) => void): void {
  sendingAgain = tell;
}

const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

// Fresh for each change: the server does a change once for its key, so that it may be sent again after a broken line.
function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The answer, after up to three further tries where the line broke. What came too late is not asked again.
async function send(path: string, once: boolean, ask: () => RequestInit): Promise<Response> {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(`/api/staff${path}`, ask());
      if (tries > 0) sendingAgain(false);
      return answer;
    } catch (failure) {
      const late = failure instanceof DOMException && failure.name === "TimeoutError";
      const wait = patience[tries];
      if (once) sendingAgain(!late && wait !== undefined);
      if (!once || late || wait === undefined) throw new Problem(0, "unreachable", "");
      await pause(wait);
    }
  }
}

// `seen` is shown the fields of the answer. What has not changed since the ETag in `headers` answers undefined.
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  seen?: (fields: Headers) => void,
): Promise<T> {
  const fields: Record<string, string> = { Accept: "application/json", ...headers };
  const form = body instanceof FormData || body instanceof Blob; // the browser names its type
  if (body !== undefined && !form) fields["Content-Type"] = "application/json";
  const once = method !== "GET" && csrf !== "";
  if (once) {
    fields["X-CSRF-Token"] = csrf;
    fields["Idempotency-Key"] ??= freshKey();
  }
  const answer = await send(path, once, () => ({
    method,
    headers: fields,
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(form ? 3 * deadline : deadline),
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  }));
  seen?.(answer.headers);
  if (answer.status === 204 || answer.status === 304) return undefined as T;
  let value: unknown = null;
  try {
    value = await answer.json();
  } catch {
    if (answer.ok) throw new Problem(answer.status, "malformed", "");
  }
  // Done, and told by a server that has been started again: it knows that alone.
  const known = answer.headers.get("Idempotent-Replayed") === "true" && (value as { done?: unknown } | null)?.done === true;
  if (answer.ok && known) throw new Problem(answer.status, "done_before", "");
  if (answer.ok) return value as T;
  const failure = (value ?? {}) as { error?: unknown; hint?: unknown };
  const wait = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  throw new Problem(
    answer.status,
    typeof failure.error === "string" ? failure.error : "",
    typeof failure.hint === "string" ? failure.hint : "",
    Number.isNaN(wait) ? null : wait,
  );
}

export function keepToken(session: Session): Session {
  csrf = session.csrf ?? "";
  return session;
}
export const after = (before?: string) => (before ? `before=${encodeURIComponent(before)}` : "");
export const at = (id: string) => encodeURIComponent(id);

export const api = {
  session: () => call<Session>("GET", "/session").then(keepToken),
  signIn: (login: string, password: string, code: string) =>
    call<Session>("POST", "/session", { login, password, code }).then(keepToken),
  signOut: () => call<void>("DELETE", "/session").then(() => void (csrf = "")),
  enterDemo: (token: string) => call<Session>("POST", "/demo", { token }).then(keepToken),
  openEnrolment: (token: string) => call<Enrolment>("POST", "/enrolments/open", { token }),
  setUp: (form: {
    token: string;
    institution: Omit<Institution, "demo">;
    user: NewUser;
    watch: { terms: string[]; purpose: Purpose; legal_basis: string; expires: string };
  }) => call<Session>("POST", "/setup", form).then(keepToken),
  acceptInvitation: (token: string, user: NewUser) =>
    call<Session>("POST", "/invitations/accept", { token, user }).then(keepToken),

  accounts: () => call<{ accounts: Account[] }>("GET", "/accounts").then((answer) => answer.accounts),
  account: (id: string) => call<Account>("GET", `/accounts/${at(id)}`),
  createAccount: (account: NewAccount) => call<Account>("POST", "/accounts", account),
  profile: (id: string) => call<Profile>("GET", `/accounts/${at(id)}/profile`),
  approveProfile: (id: string, digest: string) => call<Profile>("POST", `/accounts/${at(id)}/profile/approve`, { digest }),
  setProfile: (id: string, profile: NewProfile) => call<Profile>("PUT", `/accounts/${at(id)}/profile`, profile),
  // It goes on elsewhere; `confirm` is its name, typed.
  move: (id: string, target: string, confirm: string) =>
    call<{ moved_to: string | null }>("POST", `/accounts/${at(id)}/move`, { target, confirm }),
  undoMove: (id: string) => call<{ moved_to: string | null }>("DELETE", `/accounts/${at(id)}/move`),
  pin: (note: string) => call<void>("PUT", `/notes/${at(note)}/pin`),
  unpin: (note: string) => call<void>("DELETE", `/notes/${at(note)}/pin`),
  accountRights: (id: string) => call<AccountRights>("GET", `/accounts/${at(id)}/rights`),
  setRights: (id: string, user: string, rights: AccountRight[]) =>
    call<AccountRights>("PUT", `/accounts/${at(id)}/rights/${at(user)}`, { rights }),
  setRule: (id: string, approvals: number, grace: number) =>
    call<AccountRights>("PUT", `/accounts/${at(id)}/rule`, { approvals, grace }),
  notes: (account: string, before?: string) =>
    call<{ notes: Note[]; next?: string | null }>("GET", `/accounts/${at(account)}/notes?${after(before)}`),
  note: (id: string) => call<Thread>("GET", `/notes/${at(id)}`),
  stopChanges: (id: string) => call<AccountRights>("DELETE", `/accounts/${at(id)}/changes`),
  deleteNote: (id: string, reason: string) => call<void>("DELETE", `/notes/${at(id)}`, { reason }),

  users: () => call<{ users: User[] }>("GET", "/users").then((answer) => answer.users),
  invite: (name: string, role: Role) => call<Link>("POST", "/users", { name, role }),
  audit: (before?: string) =>
    call<{ entries: AuditEntry[]; intact: boolean; head: string; next?: string | null }>("GET", `/audit?${after(before)}`),
};
