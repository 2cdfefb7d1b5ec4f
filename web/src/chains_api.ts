// Clearance before approval, as docs/api/openapi.yaml describes it: chains of desks, what waits at one's own, the draft
// that asks.
import { at, call } from "./api.ts";
import type { Named, Officer, Row } from "./desk_api.ts";
import type { Post } from "./posts_api.ts";

export const chainUnits = ["desk", "covered", "wall", "days"] as const;
export type ChainUnit = (typeof chainUnits)[number];
export type Silence = "escalate" | "consent";
export interface ChainStep {
  desk: Named | null;
  amount: number; // minutes, or days; 0: no deadline
  unit: ChainUnit;
  silence: Silence;
  to: Named | null;
}
export interface Chain {
  id: string;
  name: string;
  version: number;
  rule: string; // what silence means, as people agreed on it
  steps: ChainStep[];
}
export interface NewChain {
  name: string;
  rule: string;
  version: number;
  steps: { desk: string; amount: number; unit: ChainUnit; silence: Silence; to: string }[];
}
export interface Clearance {
  post: string;
  digest: string;
  step: number;
  desk: Named | null;
  asked_at: string;
  due_at: string | null;
  state: "waiting" | "cleared" | "objected" | "silent" | "escalated" | "void";
  by: Officer | null;
  at: string | null;
  words: string;
  draft: Post | null; // changed meanwhile
  conversation: Row | null;
}
export interface DraftClearance {
  chain: Chain | null;
  clearances: Clearance[];
}

export const chains = {
  all: () => call<{ chains: Chain[]; desks: (Named | null)[]; may_change: boolean }>("GET", "/chains"),
  make: (chain: NewChain) => call<Chain>("POST", "/chains", chain),
  change: (id: string, chain: NewChain) => call<Chain>("PUT", `/chains/${at(id)}`, chain),
  waiting: () => call<{ clearances: Clearance[] }>("GET", "/clearances").then((answer) => answer.clearances),
  decide: (post: string, step: string, digest: string, decision: "clear" | "object", words: string) =>
    call<void>("POST", `/clearances/${at(post)}/${at(step)}`, { digest, decision, words }),
  ofDraft: (conversation: string) => call<DraftClearance>("GET", `/conversations/${at(conversation)}/clearance`),
  ask: (conversation: string, token: number, digest: string) => call<DraftClearance>("POST", `/conversations/${at(conversation)}/clearance`, { token, digest }),
};
