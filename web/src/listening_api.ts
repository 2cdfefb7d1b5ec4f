// What was heard, as docs/api/openapi.yaml describes it. A null is a figure that is withheld or not known.
import { type Purpose, after, at, call } from "./api.ts";

export interface Watch {
  id: string;
  name: string;
  terms: string[];
  query?: string;
  purpose: Purpose;
  legal_basis: string;
  owner: string;
  expires: string;
  status: "approved" | "suspended" | "expired";
  approved_by?: string;
}
export interface Gap {
  source?: string;
  from: string;
  to: string;
}
export interface Source {
  kind: "none" | "jetstream" | "sample" | "replay";
  state: "stopped" | "connecting" | "live" | "waiting" | "finished";
  address?: string;
  events?: number;
  events_per_second?: number;
  bad_lines?: number;
  lag_seconds?: number | null;
  problem?: string;
  gaps?: number; // stretches of the stream nobody has any more
  last_gap?: Gap;
}
export interface ExpectedCount {
  matched: number;
  lower: number;
  upper: number;
}
export interface HourCount {
  from: string;
  matched: number | null;
  expected?: number | null;
  lower?: number | null;
  upper?: number | null;
}
export interface ShareRow {
  matched: number | null;
  share?: number | null;
  lower?: number | null;
  upper?: number | null;
  expected?: number | null; // the share of the four weeks before
}
export interface ShareInterval {
  share: number;
  lower: number;
  upper: number;
}
export interface ToneShares {
  classified: number;
  mistaken: number; // the share of such posts whose tone the model gets wrong, as measured
  negative: ShareInterval;
  neutral: ShareInterval;
  positive: ShareInterval;
}
export interface Figures {
  from: string;
  to: string;
  arriving?: boolean;
  withheld: boolean;
  min_authors: number;
  matched: number | null;
  authors?: number | null;
  expected?: ExpectedCount | null;
  row_step?: number; // what the rows are rounded down to
  by_hour: HourCount[];
  by_language: (ShareRow & { language: string })[];
  by_topic?: (ShareRow & { topic: string })[];
  by_country?: (ShareRow & { country: string })[];
  tone?: ToneShares | null;
  by_watch?: { watch: string; matched: number | null }[];
}
export interface HeardPost {
  id: string;
  time: string;
  text: string;
  language: string | null; // null: too few people wrote in it to tell
  network: "bluesky" | "sample" | "file" | "feed";
  terms: string[];
  topics?: string[];
  countries?: string[];
}
export interface HeardPosts {
  withheld: boolean;
  min_authors: number;
  posts: HeardPost[];
  next?: string | null;
}
export interface Example {
  text: string;
  language: string | null;
  time: string;
}
export interface Narrative {
  id: string;
  words: string[];
  first_seen: string;
  last_seen: string;
  posts: number;
  authors: number;
  growth: number | null; // posts of the last six hours against the six before
  languages: { language: string; posts: number | null }[];
  example: Example | null;
}
export interface CopiedText {
  id: string;
  posts: number;
  authors: number;
  first_seen: string;
  last_seen: string;
  min_similarity: number;
  languages: string[];
  example: Example | null;
}
export interface Coordination {
  window_seconds: number;
  min_shared: number;
  accounts: number | null; // in tens; null: fewer than ten
  largest: number | null;
}
export type Judgement = "open" | "useful" | "false_alarm";
export interface Reason {
  code: string;
  minutes?: number; // of the peak alone; else of the whole
  // Of each number null: withheld, or not known.
  n?: number | null;
  expected?: number | null;
  lower?: number | null;
  upper?: number | null;
  ratio?: number | null;
  languages?: string[] | null;
  words?: string[] | null;
  posts?: number | null;
  authors?: number | null;
  // Of a public actor's post under fire.
  of?: number | null;
  share?: number | null;
  countries?: string[] | null;
}
export interface Alert {
  id: string;
  kind: "burst" | "silence" | "narrative" | "duplicates" | "under_fire";
  watch: string | null; // whose figures these are; null: all together
  watch_name: string;
  watches: { id: string; name: string }[]; // those that heard it, without any that is withheld
  actor: { id: string; name: string; country: string } | null; // whose post is under fire
  value: string; // the country or language that fell silent; "loud", "grave" or "official"
  from: string;
  to: string;
  n: number | null;
  expected: number;
  score: number;
  reasons: Reason[];
  raised_at: string;
  state: Judgement;
  judged_by: string | null;
}
export interface AlertTally {
  raised: number;
  useful: number;
  false_alarms: number;
  open: number;
}
export interface Today {
  since: string;
  now: string;
  source: Source;
  gaps: Gap[];
  watches: { id: string; name: string; matched: number | null; expected: ExpectedCount | null }[];
  new_narratives: Narrative[];
  alerts: Alert[];
  new_languages: string[];
}
export type Hours = 1 | 24 | 168;

// What is looked at: a window, one watch or all, and what narrows the posts.
export interface Scope {
  hours: Hours;
  watch: string;
}
export interface PostFilter {
  language: string;
  topic: string;
  country: string;
  q: string;
}

const scoped = (scope: Scope) => `hours=${scope.hours}${scope.watch ? `&watch=${at(scope.watch)}` : ""}`;
function filtered(filter: PostFilter): string {
  return Object.entries(filter)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
    .join("");
}

export const listening = {
  state: () => call<{ watches: Watch[]; source: Source }>("GET", "/listen"),
  setSource: (kind: "none" | "jetstream" | "sample") => call<Source>("PUT", "/listen/source", { kind }),
  figures: (scope: Scope) => call<Figures>("GET", `/listen/figures?${scoped(scope)}`),
  posts: (scope: Scope, filter: PostFilter, before?: string) =>
    call<HeardPosts>("GET", `/listen/posts?${scoped(scope)}${filtered(filter)}${before ? `&${after(before)}` : ""}`),
  narratives: (scope: Scope) =>
    call<{ narratives: Narrative[] }>("GET", `/listen/narratives?${scoped(scope)}`).then((answer) => answer.narratives),
  duplicates: (scope: Scope) =>
    call<{ clusters: CopiedText[] }>("GET", `/listen/duplicates?${scoped(scope)}`).then((answer) => answer.clusters),
  coordination: (hours: Hours) => call<Coordination>("GET", `/listen/coordination?hours=${hours}`),
  alerts: (state: Judgement | "all", before?: string) =>
    call<{ alerts: Alert[]; next: string | null; last_30_days: AlertTally }>(
      "GET",
      `/listen/alerts?state=${state}${before ? `&${after(before)}` : ""}`,
    ),
  // Before a table becomes a file: who took what away is on record.
  noteExport: (watch: string) => call<void>("POST", "/listen/exports", { watch }),
  judge: (id: string, judgement: Judgement) => call<Alert>("PUT", `/listen/alerts/${at(id)}`, { judgement }),
  today: (since: string) => call<Today>("GET", `/listen/today?since=${encodeURIComponent(since)}`),
};
