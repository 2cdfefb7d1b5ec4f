// Many who say the same, answered once; and private matters, as docs/api/openapi.yaml describes them.
import { at, call } from "./api.ts";
import type { Named, Officer, Row } from "./desk_api.ts";
import type { Approvers, Post, PostBody } from "./posts_api.ts";

export type MemberState = "in" | "left_out" | "sent" | "gone";
export interface FloodMember {
  conversation: string;
  similarity: number; // to the first, 0 to 1
  state: MemberState;
  row: Row | null;
}
export interface Flood {
  id: string;
  account: string;
  desk: Named | null;
  state: "open" | "sending" | "sent" | "given_up";
  made_by: Officer | null;
  made_at: string;
  members: FloodMember[]; // the nearest first, the first 200
  in: number;
  sent: number;
  all: number;
  post: Post | null;
  approvers: Approvers | null; // until it is approved
}
export interface SimilarRow {
  similarity: number;
  row: Row;
}

export const floods = {
  similar: (conversation: string) => call<{ similar: SimilarRow[]; all: number }>("GET", `/conversations/${at(conversation)}/similar`),
  mine: () => call<{ floods: Flood[] }>("GET", "/floods").then((answer) => answer.floods),
  one: (id: string) => call<Flood>("GET", `/floods/${at(id)}`),
  make: (conversation: string, leave_out: string[]) => call<Flood>("POST", "/floods", { conversation, leave_out }),
  leaveOut: (id: string, leave_out: string[]) => call<Flood>("PUT", `/floods/${at(id)}/members`, { leave_out }),
  save: (id: string, body: Partial<PostBody>, standing: { version: number; digest: string } | null) =>
    call<Flood>("PUT", `/floods/${at(id)}/draft`, { version: standing?.version, digest: standing?.digest, body }),
  submit: (id: string, version: number) => call<Flood>("POST", `/floods/${at(id)}/submit`, { version }),
  giveUp: (id: string) => call<Flood>("POST", `/floods/${at(id)}/give-up`, {}),
  // An approved line in public and a link for her alone; it ends as referred when that has left. Without a language: hers.
  makePrivate: (conversation: string, token: number, language: string | null) =>
    call<Row>("POST", `/conversations/${at(conversation)}/private`, { token, ...(language ? { language } : {}) }),
  recallPrivate: (conversation: string, token: number) => call<Row>("POST", `/conversations/${at(conversation)}/private/recall`, { token }),
};
