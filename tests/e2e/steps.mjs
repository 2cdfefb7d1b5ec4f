// Tests that stand one on the other: after a failure the rest of the file is passed over.
import { test } from "node:test";

export function steps() {
  let broken = false;
  return (name, run) =>
    test(name, async (t) => {
      if (broken) return t.skip("an earlier step failed");
      broken = true;
      await run();
      broken = false;
    });
}
