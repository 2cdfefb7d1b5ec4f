// Question-and-answer sessions, as docs/api/openapi.yaml describes them.
import { at, call } from "./api.ts";
import type { Named, Row } from "./desk_api.ts";

export type QaState = "announced" | "open" | "closed" | "called_off";
export type QuestionState = "queued" | "taken" | "answered" | "left";
export type QaStep = "order" | "change" | "open" | "close" | "call_off";
export interface QaFigures {
  asked: number;
  queued: number; // wait for somebody
  taken: number; // somebody has them
  answered: number;
  left: number; // gone to other desks, or closed without an answer
}
export interface NewQa {
  account: string;
  desk: string;
  title: string;
  languages: string[];
  hashtag: string; // without #
  starts_at: string;
  ends_at: string;
  zone: string;
  announcement: string | null; // a public note of the account's
}
export interface QaSession extends Omit<NewQa, "account" | "desk" | "announcement"> {
  id: string;
  account: Named | null;
  desk: Named | null;
  announcement: { id: string; url: string } | null;
  state: QaState;
  page: string; // the public transcript
  figures: QaFigures;
  may: QaStep[];
}
export interface Question {
  conversation: Row;
  state: QuestionState;
}
export interface QaRoom {
  session: QaSession;
  questions: Question[]; // those that wait first, in their order
}

export const qa = {
  list: () => call<{ sessions: QaSession[]; desks: Named[] }>("GET", "/qa"),
  announce: (session: NewQa) => call<QaSession>("POST", "/qa", session),
  room: (id: string) => call<QaRoom>("GET", `/qa/${at(id)}`),
  change: (id: string, session: NewQa) => call<QaSession>("PUT", `/qa/${at(id)}`, session),
  open: (id: string) => call<QaSession>("POST", `/qa/${at(id)}/open`),
  close: (id: string) => call<QaSession>("POST", `/qa/${at(id)}/close`),
  callOff: (id: string) => call<QaSession>("POST", `/qa/${at(id)}/call-off`),
  place: (id: string, conversation: string, position: number) =>
    call<QaRoom>("POST", `/qa/${at(id)}/questions/${at(conversation)}`, { position }),
};
