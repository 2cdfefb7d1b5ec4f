// What is said after an approval: it leaves, it is held with everything else, or others are to agree as well.
import type { Post } from "./posts_api.ts";
import type { Values } from "./text/message.ts";
import type { Key } from "./text.svelte.ts";

export interface Told {
  key: Key;
  values: Values;
}
const said = {
  post: { leaves: "step.done.approve", held: "step.done.approveHeld", more: "step.done.approveMore" },
  reply: { leaves: "act.approved", held: "act.approvedHeld", more: "act.approvedMore" },
} as const satisfies Record<string, Record<string, Key>>;

export function afterApproval(
  { status, approvals, approvals_needed }: Pick<Post, "status" | "approvals" | "approvals_needed">,
  what: keyof typeof said,
): Told {
  const missing = status === "submitted" ? approvals_needed - approvals.length : 0;
  if (missing > 0) return { key: said[what].more, values: { n: missing } };
  return { key: status === "held" ? said[what].held : said[what].leaves, values: {} };
}
