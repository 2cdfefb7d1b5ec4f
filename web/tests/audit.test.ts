import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = new URL("../../", import.meta.url).pathname;
const meanings = Object.keys(JSON.parse(readFileSync(join(root, "web/src/text/audit/en.json"), "utf8")));
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".cpp"));
const read = (path: string) => readFileSync(join(root, "src", path), "utf8");

test("what the program writes into the audit log has a meaning a person can read", () => {
  const codes = new Set<string>();
  for (const path of sources) {
    const text = read(path);
    for (const call of text.matchAll(/append_audit(?:_once)?\([^;]*?;/gs))
      for (const code of call[0].matchAll(/"([a-z_]+\.[a-z_]+)"/g)) codes.add(code[1] ?? "");
    // holding.cpp speaks of all posts at once ("posts.hold", "posts.lift"), and of each that it holds.
    if (path.startsWith("speak/") && path !== "speak/holding.cpp") for (const step of text.matchAll(/Step step\{tx, acting, "(\w+)"/g)) codes.add(`post.${step[1]}`);
    if (path.startsWith("listen/")) for (const step of text.matchAll(/Step step\{tx, by, "(\w+)"/g)) codes.add(`watch.${step[1]}`);
    if (path.startsWith("api/")) for (const step of text.matchAll(/AccountStep step\{[^"}]*"([a-z_.]+)"/g)) codes.add(step[1] ?? "");
  }
  const kinds = read("desk/event.cpp").split("kKinds")[1]?.split("});")[0] ?? "";
  for (const kind of kinds.matchAll(/"([a-z_]+)"/g)) codes.add(`conversation.${kind[1]}`);
  assert.ok(codes.size > 90, `${codes.size}`);
  for (const code of codes) assert.ok(meanings.includes(`audit.done.${code.replace(".", "_")}`), code);
});
