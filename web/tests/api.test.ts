// What a page is told of a change that it had to send again.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { call, keepToken, Problem, type Session } from "../src/api.ts";

const { fetch } = globalThis;
afterEach(() => void (globalThis.fetch = fetch));

function answers(body: unknown, headers: Record<string, string>) {
  keepToken({ csrf: "token" } as Session);
  globalThis.fetch = async () => new Response(JSON.stringify(body), { status: 200, headers });
}

test("an answer that is repeated is the answer", async () => {
  answers({ token: 3, done: true }, {});
  assert.deepEqual(await call("POST", "/conversations/1/claim", {}), { token: 3, done: true });
  answers({ token: 3 }, { "Idempotent-Replayed": "true" });
  assert.deepEqual(await call("POST", "/conversations/1/claim", {}), { token: 3 });
});

test("what a server knows after its restart is no answer a page can go on with", async () => {
  answers({ done: true, id: "7" }, { "Idempotent-Replayed": "true" });
  await assert.rejects(call("PUT", "/conversations/1/draft", {}), (why) => why instanceof Problem && why.code === "done_before");
});
