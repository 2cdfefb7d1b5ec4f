// Calls as a page makes them over a broken line: until somebody answers, with the same key.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const patience = 600_000; // milliseconds without an answer: then something waits for ever

// `world.server` is the one that runs now. `refused`: method, path and hint -> how often; `took`: method and path ->
// milliseconds of each call.
export function calls(world) {
  const refused = new Map();
  const took = new Map();

  async function call(person, method, where, body) {
    const key = randomUUID();
    const [{ name, value }] = person.cookies;
    const kind = `${method} ${where.replace(/\?.*/, "").replaceAll(/\/\d{5,}/g, "/ID")}`;
    for (;;) {
      const begun = performance.now();
      try {
        const answer = await fetch(world.server.base + where, {
          method,
          headers: {
            Cookie: `${name}=${value}`,
            "X-CSRF-Token": person.csrf,
            ...(method === "GET" ? {} : { "Idempotency-Key": key }),
            ...(body ? { "Content-Type": "application/json" } : {}),
          },
          signal: AbortSignal.timeout(patience),
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
        const text = await answer.text();
        if (answer.status === 429 || answer.status === 503) {
          const full = `${answer.status} ${kind}`;
          refused.set(full, (refused.get(full) ?? 0) + 1);
          await sleep(200);
          continue;
        }
        took.set(kind, took.get(kind) ?? []).get(kind).push(performance.now() - begun);
        const said = text ? JSON.parse(text) : null;
        if (!answer.ok) {
          const why = `${answer.status} ${kind}: ${(said?.hint ?? "").replaceAll(/\d+/g, "N")}`;
          refused.set(why, (refused.get(why) ?? 0) + 1);
        }
        assert.ok(answer.status < 500, `${kind}: ${answer.status} ${text}`);
        return { ok: answer.ok, status: answer.status, said };
      } catch (why) {
        if (why instanceof assert.AssertionError) throw why;
        assert.notEqual(why.name, "TimeoutError", `${kind} has had no answer for ${patience} ms`);
        if (world.over) return { ok: false, status: 0, said: null };
        await sleep(100);
      }
    }
  }
  return { call, refused, took };
}
