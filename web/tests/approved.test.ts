import assert from "node:assert/strict";
import { test } from "node:test";
import { afterApproval } from "../src/approved.ts";
import type { Post } from "../src/posts_api.ts";

const given = (status: Post["status"], approvals: number, approvals_needed: number) => ({
  status,
  approvals: Array.from({ length: approvals }, (_, index) => ({ by: { id: String(index), login: "l", name: "N" }, at: "2026-11-22T08:00:00Z" })),
  approvals_needed,
});

test("who approves is told whether it leaves, is held with everything else, or waits for others", () => {
  assert.deepEqual(afterApproval(given("approved", 1, 1), "post"), { key: "step.done.approve", values: {} });
  assert.deepEqual(afterApproval(given("held", 1, 1), "post"), { key: "step.done.approveHeld", values: {} });
  assert.deepEqual(afterApproval(given("held", 1, 1), "reply"), { key: "act.approvedHeld", values: {} });
  assert.deepEqual(afterApproval(given("submitted", 1, 3), "reply"), { key: "act.approvedMore", values: { n: 2 } });
  // Sent while the answer was on its way here.
  assert.deepEqual(afterApproval(given("sent", 1, 1), "post"), { key: "step.done.approve", values: {} });
});
