// Institutions elsewhere our accounts follow, and what they said, as docs/api/openapi.yaml describes it.
import { type Attachment, after, at, call } from "./api.ts";

export interface FoundActor {
  actor: string; // its address
  acct: string; // name@host
  name: string;
  type: string; // of ActivityStreams: "Person", "Organization" and others
  url: string;
  registered: boolean; // in the register of public actors
}
export type FollowState = "asked" | "accepted" | "refused";
export interface Following {
  actor: string;
  name: string | null; // where it is known here
  acct: string | null;
  state: FollowState;
  moved_to: string | null;
  since: string;
}
export interface Reading {
  id: string;
  uri: string;
  author: string; // empty where it was shared
  shared_by: string; // empty where it is the author's own
  name: string | null; // of whoever of the two stands there, where it is known here
  summary: string; // plain text
  content: string; // HTML the server has sanitised; empty where it was shared
  language: string;
  url: string;
  published: string;
  face?: string; // path of who said or shared it
  name_html?: string; // with custom emoji
  attachments?: Attachment[];
  sensitive?: boolean;
  conversation?: { note: string | null; replies: number } | null; // of its own: null where nobody wants all of it
}
export interface Voice {
  actor: string;
  name: string | null;
  posts: number;
  shared: number;
  newest: Reading[]; // at most three, its own
}
export interface Digest {
  from: string;
  whole: boolean; // false: there was too much to read
  voices: Voice[];
}

export const reading = {
  list: (by: string, before?: string) =>
    call<{ reading: Reading[]; next: string | null }>("GET", `/reading?${by ? `by=${at(by)}&` : ""}${after(before)}`),
  // All of it is fetched, for as long as the post stands on the list.
  wantConversation: (id: string) => call<void>("POST", `/reading/${at(id)}/conversation`, {}),
  digest: (days: number) => call<Digest>("GET", `/reading/digest?days=${days}`),
  // Asks the server there; nothing is changed.
  find: (address: string) => call<FoundActor>("POST", "/actors/find", { address }),
  following: (account: string) =>
    call<{ following: Following[] }>("GET", `/accounts/${at(account)}/following`).then((answer) => answer.following),
  follow: (account: string, address: string) => call<FoundActor>("POST", `/accounts/${at(account)}/following`, { address }),
  unfollow: (account: string, actor: string) =>
    call<void>("DELETE", `/accounts/${at(account)}/following?actor=${at(actor)}`),
};
