// Who follows our accounts, who asks to, and whom an account blocks, as docs/api/openapi.yaml describes it.
import { at, call } from "./api.ts";
import type { AccountFollowers } from "./deliveries_api.ts";

// A private person, shown to who must answer her and nowhere else.
export interface FollowRequest {
  actor: string; // its address
  acct: string; // name@host
  name: string;
  type: "Person" | "Organization" | "Service";
  host: string;
  since: string;
  registered: boolean; // in the register of public actors
}
export interface AccountBlock {
  actor: string;
  at: string;
}

export const followers = {
  reach: (account: string) =>
    call<AccountFollowers & { chooses: boolean; waiting: number | null }>("GET", `/accounts/${at(account)}/followers`),
  remove: (account: string, actor: string) => call<void>("DELETE", `/accounts/${at(account)}/followers?actor=${at(actor)}`),
  requests: (account: string, next?: string) =>
    call<{ waiting: number; requests: FollowRequest[]; next: string | null }>(
      "GET",
      `/accounts/${at(account)}/follow-requests?${next ? `after=${at(next)}` : ""}`,
    ),
  accept: (account: string, actors: string[]) =>
    call<{ answered: number }>("POST", `/accounts/${at(account)}/follow-requests/accept`, { actors }),
  reject: (account: string, actors: string[]) =>
    call<{ answered: number }>("POST", `/accounts/${at(account)}/follow-requests/reject`, { actors }),
  acceptInstitutions: (account: string) =>
    call<{ answered: number }>("POST", `/accounts/${at(account)}/follow-requests/accept-institutions`),
  blocks: (account: string) =>
    call<{ blocks: AccountBlock[] }>("GET", `/accounts/${at(account)}/blocks`).then((answer) => answer.blocks),
  block: (account: string, actor: string) => call<AccountBlock>("POST", `/accounts/${at(account)}/blocks`, { actor }),
  unblock: (account: string, actor: string) => call<void>("DELETE", `/accounts/${at(account)}/blocks?actor=${at(actor)}`),
};
