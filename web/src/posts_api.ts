// Posts on their way to becoming notes, as docs/api/openapi.yaml describes them.
import { type AccountChange, after, at, call } from "./api.ts";
import type { Caution } from "./cautions.ts";
import type { Permission, SourceNote } from "./shares_api.ts";

export type PostStatus = "draft" | "submitted" | "approved" | "held" | "sent" | "withdrawn" | "deleted";
export type PostStep = "change" | "submit" | "approve" | "return" | "schedule" | "withdraw" | "release" | "review";
export const visibilities = ["public", "unlisted", "followers", "direct"] as const;
export type Visibility = (typeof visibilities)[number];
export const permitted = ["anyone", "followers", "mentioned", "nobody"] as const;
export type Permitted = (typeof permitted)[number];

// What the server refuses beyond; texts are counted as a reader counts them: grapheme clusters.
export const limits = { text: 5000, warning: 200, alt: 1500, pictures: 4, languages: 12, options: 10, option: 100, parts: 25 } as const;

export interface Person {
  id: string;
  name: string;
}
export interface Wording {
  language: string;
  text: string;
}
export interface Picture {
  id: string;
  url: string;
  small: string;
  media_type: string;
  width: number;
  height: number;
  blurhash: string;
}
export interface PostPicture {
  media: string;
  alt: Wording[];
  focus: { x: number; y: number }; // -1 to 1, from the middle; y upwards
  picture?: Picture; // as it is stored; never sent
}
export interface PostPoll {
  options: string[];
  multiple: boolean;
  minutes: number;
}
export interface PostText {
  language: string;
  markdown: string;
  warning: string;
}
// A part of a thread after the first: a note of its own that answers the one before it.
export interface PostPart {
  texts: PostText[]; // in the languages of the first part
  pictures: PostPicture[];
  card?: PostCard | null; // added by the server, and never sent
}
// What the page of the first link says about itself: found by the server when somebody asks for it, or submits the post.
export interface PostCard {
  url: string;
  title: string;
  description: string;
  site: string;
  image: string | null;
}
export interface PostBody {
  account: string;
  texts: PostText[]; // the first is the note's own language
  pictures: PostPicture[];
  poll: PostPoll | null;
  visibility: Visibility;
  in_reply_to: string | null;
  quote: string;
  share?: SharedNote | null; // then it says nothing of its own
  may_reply: Permitted;
  may_quote: Permitted;
  herself: boolean;
  sensitive: boolean;
  following: PostPart[]; // the parts of a thread after the first
  // What the server adds, and never is sent: whom the names in the text address, and what the post answers.
  mentions?: { acct: string; actor: string }[];
  answers?: { author: string; content: string; language: string; url: string; deleted: boolean } | null;
  card?: PostCard | null;
}
export interface SharedNote {
  uri: string;
  author: string;
  current: boolean; // false: it was edited or is gone since it was chosen
  source: SourceNote | null;
}
export interface Release {
  version: number; // the one that left so; perhaps not the latest
  digest: string; // of it
  changed_since: boolean; // what stands now says something else
  writers: Person[]; // of it
  approvals_missing: number; // when it left
  body: PostBody | null; // while it waits for its review, what left; null where it cannot be read
  cautions: Caution[]; // of it
  by: Person | null;
  at: string;
  reason: string;
  reviewed_by: Person | null;
  reviewed_at: string | null;
  review: string;
}
export interface TakenStep {
  at: string;
  actor: string; // "user:<login>", or "sender"
  name: string | null; // of the person, where it was one
  step: string;
  version: number;
  reason: string;
  since: string | null; // of "hold": the hold stood already; of "resume": it was held
}
export interface Post {
  id: string;
  status: PostStatus;
  version: number;
  sent_version: number | null; // that the public reads; null: none left yet
  digest: string;
  body: PostBody;
  created_by: Person | null;
  created_at: string;
  changed_at: string;
  writers: Person[];
  approvals: { by: Person; at: string }[];
  approvals_needed: number; // while it waits, by the account's rule now, where that asks for more
  approvals_asked: number; // as it was submitted
  approvers: Approvers | null; // of a draft, by the account's rule alone, and of what was submitted
  cautions: Caution[];
  scheduled: string | null;
  zone: string;
  leaves_at: string | null;
  note: string | null; // once it left; of a thread that of its first part
  parts: SentPart[]; // once it left
  shared?: { id: string; at: string; undone_at: string | null } | null; // likewise, where it shares
  permission?: Permission | null; // of one post alone, where it shares
  release: Release | null;
  removed: Removal | null; // of a deleted post
  may: PostStep[];
  steps?: TakenStep[]; // of one post alone
  unreadable?: true; // what is stored of it is damaged: of its body the account alone is known
  held?: Held; // of what is held, among what waits
  line_ended?: LineEnded | null; // of an answer that has not left: its approved line holds no more
  unasked?: string[]; // of one just saved: names whose servers did not answer, addressed to nobody yet
}
export interface LineEnded {
  line: string;
  name: string;
  language: string;
  version: number;
  why: "expired" | "withdrawn" | "replaced" | "retired" | "crisis_over";
  since: string | null; // null: that is not known
}
export interface Held {
  by: Person | null; // null: the program, or somebody who is not known any more
  kind: "person" | "late" | "restore"; // late: its time passed while nothing could be sent
  since: string;
  reason: string;
}
export interface Approvers {
  needed: number; // approvals
  able: number; // people who may give one
  missing: number; // people too few: above 0 it waits for ever
}
export interface Removal {
  at: string;
  by: string | null;
  reason: string;
}
export interface SentPart {
  note: string;
  deleted: boolean;
}
export interface PostVersion {
  version: number;
  body: PostBody;
}
// One press holds everything, until it is lifted.
export interface StandingHold {
  by: Person | null;
  since: string;
  reason: string;
}
export interface PostDesk {
  waiting: Post[];
  held: Post[];
  hold: StandingHold | null;
  under_way: { approved: number; held: number }; // whoever may read them
  releases: Post[];
  stuck: Post[];
  changes: AccountChange[]; // of accounts the reader may approve for
  profiles: { account: string; by: Person; at: string }[]; // that wait for her
}
export interface PostTexts {
  texts: { language: string; content: string }[];
}
export interface PostPreview extends PostTexts {
  following: PostTexts[];
}
export interface PostCheck {
  cautions: Caution[]; // the gravest first
  more_approvals: number; // beyond the account's rule
  approvers: Approvers;
}

// What the server shows of a picture is the server's; it is told which picture, not what it looks like.
const shown = (pictures: readonly PostPicture[]) => pictures.map(({ media, alt, focus }) => ({ media, alt, focus }));
const said = ({ mentions: _, answers: __, ...body }: PostBody) => ({
  ...body,
  share: body.share?.uri ?? null,
  pictures: shown(body.pictures),
  following: body.following.map(({ texts, pictures }) => ({ texts, pictures: shown(pictures) })),
});

export const posts = {
  // Made anew by the server; "square" and "banner" cut it to that shape.
  upload: (file: File, shape: "whole" | "square" | "banner" = "whole") => {
    const form = new FormData();
    form.set("file", file);
    form.set("shape", shape);
    return call<Picture>("POST", "/media", form);
  },
  list: (statuses: readonly PostStatus[], before?: string, account?: string) =>
    call<{ posts: Post[]; next: string | null }>(
      "GET",
      `/posts?status=${statuses.join(",")}&${after(before)}${account ? `&account=${at(account)}` : ""}`,
    ),
  desk: () => call<PostDesk>("GET", "/posts/desk"),
  standingHold: () => call<{ hold: StandingHold | null }>("GET", "/posts/hold").then((answer) => answer.hold),
  calendar: (from: string, to: string) =>
    call<{ posts: Post[] }>("GET", `/posts/calendar?from=${at(from)}&to=${at(to)}`).then((answer) => answer.posts),
  one: (id: string) => call<Post>("GET", `/posts/${at(id)}`),
  versions: (id: string) =>
    call<{ versions: PostVersion[] }>("GET", `/posts/${at(id)}/versions`).then((answer) => answer.versions),
  preview: (body: PostBody) => call<PostPreview>("POST", "/posts/preview", said(body)),
  // `time`: when it is to leave; null: as soon as it may. `post`: what it is to be saved in.
  check: (body: PostBody, time: string | null, post?: string) =>
    call<PostCheck>("POST", "/posts/check", { ...said(body), at: time, ...(post ? { post } : {}) }),
  // The same key drafts once, however often it is sent.
  draft: (body: PostBody, key: string) => call<Post>("POST", "/posts", said(body), { "Idempotency-Key": key }),
  change: (id: string, body: PostBody, version: number, digest: string) =>
    call<Post>("PUT", `/posts/${at(id)}`, { ...said(body), version, digest }),
  // The same, and the pages it leads to are looked at now.
  lookAtLinks: (id: string, body: PostBody, version: number, digest: string) =>
    call<Post>("PUT", `/posts/${at(id)}`, { ...said(body), version, digest, look_at_links: true }),
  // All it said, a thread as one, once it left.
  remove: (id: string, reason: string) => call<void>("DELETE", `/posts/${at(id)}`, { reason }),
  submit: (id: string, version: number) => call<Post>("POST", `/posts/${at(id)}/submit`, { version }),
  approve: (id: string, version: number, digest: string) =>
    call<Post>("POST", `/posts/${at(id)}/approve`, { version, digest }),
  giveBack: (id: string, version: number, reason: string) =>
    call<Post>("POST", `/posts/${at(id)}/return`, { version, reason }),
  schedule: (id: string, time: string | null, zone: string) =>
    call<Post>("POST", `/posts/${at(id)}/schedule`, { at: time, zone }),
  withdraw: (id: string, reason: string) => call<Post>("POST", `/posts/${at(id)}/withdraw`, { reason }),
  release: (id: string, version: number, reason: string) =>
    call<Post>("POST", `/posts/${at(id)}/release`, { version, reason }),
  // Of the version that left by the release, as it was read.
  review: (id: string, version: number, digest: string, reason: string) =>
    call<Post>("POST", `/posts/${at(id)}/review`, { version, digest, reason }),
  hold: (reason: string) => call<{ held: number }>("POST", "/posts/hold", { reason }).then((answer) => answer.held),
  lift: (reason: string) => call<{ held: number }>("POST", "/posts/lift", { reason }).then((answer) => answer.held),
};
