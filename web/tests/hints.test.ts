import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HintTable } from "../src/hints.ts";

const root = new URL("../../", import.meta.url).pathname;
const english: Record<string, string> = JSON.parse(readFileSync(join(root, "web/src/text/hints/en.json"), "utf8"));

test("every hint that is translated is one the server says", () => {
  const server = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".cpp"))
    .map((name) => readFileSync(join(root, "src", name), "utf8").replace(/"\s*\n\s*"/g, "").replaceAll('\\"', '"'))
    .join("\n");
  const unsaid = Object.values(english).filter((sentence) => !server.includes(sentence.replace(/\{\w+\}/g, "{}")));
  assert.deepEqual(unsaid, []);
});

test("a hint is found by its sentence, with what the server put into it", () => {
  const table = new HintTable(english);
  assert.deepEqual(table.find("sign in first"), { key: "hint.signInFirst", values: {} });
  assert.deepEqual(table.find("Ole (desk) has had this since 12:03."), { key: "hint.hasSince", values: { name: "Ole (desk)", since: "12:03" } });
  assert.equal(table.find("sign in first."), null);
  assert.equal(table.find(""), null);
});
