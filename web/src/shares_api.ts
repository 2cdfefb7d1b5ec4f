// Posts of others that accounts of ours share, and what private persons allowed, as docs/api/openapi.yaml describes it.
import { at, call } from "./api.ts";
import type { Person, Post } from "./posts_api.ts";

export type Consent = "given" | "asked" | "unsaid" | "refused";
export interface SourceNote {
  uri: string;
  url: string;
  author: { actor: string; acct: string; name: string; url: string };
  ours: boolean;
  content: string; // HTML the server has sanitised; empty once its author changed it
  summary: string; // plain text
  language: string;
  visibility: string;
  published: string;
  share: Consent;
  quote: Consent;
}
export interface Permission {
  id: string;
  uri: string; // empty once erased
  author: string;
  accounts: string[];
  answer: string;
  agreed_at: string;
  until: string | null;
  asked_by: Person | null;
  recorded_at: string;
  ended_at: string | null;
}
export interface Looked extends SourceNote {
  registered: boolean; // a public actor, or ours: nobody has to be asked
  permissions: Permission[]; // for that account
}

export const shares = {
  // Asks the server there; nothing is stored.
  look: (address: string, account: string) => call<Looked>("POST", "/sources/look", { address, account }),
  draft: (account: string, share: string, key: string) =>
    call<Post>("POST", "/posts", { account, share }, { "Idempotency-Key": key }),
  // As it stands now is what is proposed from now on.
  lookAgain: ({ id, body, version, digest }: Post) =>
    call<Post>("PUT", `/posts/${at(id)}`, { account: body.account, share: body.share?.uri, version, digest }),
  takeBack: (id: string) => call<void>("DELETE", `/shares/${at(id)}`),
  permissions: (account: string) =>
    call<{ permissions: Permission[] }>("GET", `/accounts/${at(account)}/permissions`).then((answer) => answer.permissions),
  permit: (said: { uri: string; accounts: string[]; answer: string; until: string | null }) =>
    call<Permission>("POST", "/permissions", said),
  end: (id: string, erase: boolean) =>
    call<{ shares: number; quotes: string[] }>("DELETE", `/permissions/${at(id)}?erase=${erase}`),
};
