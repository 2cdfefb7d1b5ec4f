import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

// Until what is true later is true; gives what made it so. Asks again at short intervals: the server tells a page, not a
// test. `more` adds to what is said when it never came true.
export async function eventually(what, check, { patience = 60_000, more = () => "" } = {}) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const value = await check();
    if (value) return value;
    await sleep(25);
  }
  assert.fail(`never came true: ${what}${more()}`);
}
