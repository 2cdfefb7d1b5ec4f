import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Catalogue, choose, directionOf, directionOfText, fill } from "../src/text/message.ts";

const folder = new URL("../src/", import.meta.url).pathname;
const part = (name: string): Catalogue => JSON.parse(readFileSync(join(folder, `text/${name}.json`), "utf8"));
const parts = readdirSync(join(folder, "text"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => `${entry.name}/`);
const read = (tag: string): Catalogue => Object.assign({}, ...["", ...parts].map((name) => part(name + tag)));
const tags = readdirSync(join(folder, "text"))
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -5));
const catalogues = new Map(tags.map((tag) => [tag, read(tag)]));
const en = read("en");
const ar = read("ar");
const forms = (message: Catalogue[string] | undefined) =>
  message === undefined ? [] : typeof message === "string" ? [message] : Object.values(message);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();

test("Arabic chooses all six plural forms by the number", () => {
  const followers = ar["accounts.followers"] ?? "";
  const plain = (n: number) => fill(followers, { n }, "ar").replace(/[٠-٩0-9]+/, "N");
  assert.equal(plain(0), "لا متابعين");
  assert.equal(plain(1), "متابع واحد");
  assert.equal(plain(2), "متابعان");
  assert.equal(plain(3), "N متابعين");
  assert.equal(plain(11), "N متابعًا");
  assert.equal(plain(100), "N متابع");
  assert.equal(new Set([0, 1, 2, 3, 11, 100].map(plain)).size, 6);
});

test("there is a catalogue for every language offered, and the three of the first day are among them", () => {
  const offered = readFileSync(join(folder, "text.svelte.ts"), "utf8");
  assert.deepEqual([...offered.matchAll(/tag: "(\w+)"/g)].map((match) => match[1]).sort(), [...tags].sort());
  for (const tag of ["ar", "en", "fr"]) assert.ok(tags.includes(tag), tag);
});

test("a word stands in one part, and every part is typed", () => {
  const keys = ["", ...parts].flatMap((name) => Object.keys(part(`${name}en`)));
  assert.equal(new Set(keys).size, keys.length, keys.find((key, index) => keys.indexOf(key) !== index));
  const typed = readFileSync(join(folder, "text.svelte.ts"), "utf8");
  for (const name of parts) assert.match(typed, new RegExp(`from "\\./text/${name}en\\.json"`), name);
});

for (const [tag, catalogue] of catalogues) {
  test(`${tag} is complete and says nothing English does not`, () => {
    assert.deepEqual(Object.keys(catalogue), Object.keys(en));
    for (const name of ["", ...parts]) assert.deepEqual(Object.keys(part(name + tag)), Object.keys(part(`${name}en`)), `the same words come with ${name}`);
    for (const [key, message] of Object.entries(catalogue))
      for (const text of forms(message)) assert.ok(text.trim() === text && text !== "", key);
  });

  test(`every counted message of ${tag} has the plural forms its language needs`, () => {
    const needed = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(catalogue)) {
      assert.equal(typeof message, typeof en[key], key);
      if (typeof message !== "string") for (const form of needed) assert.ok(Object.hasOwn(message, form), `${key} lacks ${form}`);
    }
  });

  test(`a message of ${tag} keeps the placeholders of the original in every form`, () => {
    for (const [key, message] of Object.entries(en)) {
      const allowed = new Set(forms(message).flatMap(placeholders));
      const needed = [...allowed].filter((name) => name !== "n");
      const said = catalogue[key];
      for (const text of forms(said)) {
        for (const name of placeholders(text)) assert.ok(allowed.has(name), `${key}: {${name}}`);
        // A form for one exact number may leave out the number, nothing else ("no hours" has nothing to say more).
        if (!(typeof said === "object" && said.zero === text))
          for (const name of needed) assert.ok(placeholders(text).includes(name), `${key} lacks {${name}}`);
      }
    }
  });
}

test("French keeps its double marks beside their words, and uses its own quotes and apostrophe", () => {
  for (const [key, message] of Object.entries(read("fr")))
    for (const text of forms(message)) assert.doesNotMatch(text, /['"]| [;:!?»%]|« /, `${key}: ${text}`);
});

test("every key the pages ask for is in the catalogue, and every key is asked for", () => {
  const sources: string[] = [];
  const walk = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) walk(join(path, entry.name));
      else if (/\.(svelte|ts)$/.test(entry.name)) sources.push(readFileSync(join(path, entry.name), "utf8"));
  };
  walk(folder);
  const all = sources.join("\n");
  const patterns = [...all.matchAll(/\b(?:t|say)\(`([^`]+)`/g)].map(
    (match) => new RegExp(`^${(match[1] ?? "").replace(/\./g, "\\.").replace(/\$\{[^}]*\}/g, "[\\w-]+")}$`),
  );
  for (const key of Object.keys(en).filter((key) => !key.startsWith("hint."))) {
    const literal = all.includes(`"${key}"`) || all.includes(`'${key}'`);
    assert.ok(literal || patterns.some((pattern) => pattern.test(key)), `nobody asks for ${key}`);
  }
  for (const match of all.matchAll(/\b(?:t|say)\("([^"]+)"/g)) assert.ok(Object.hasOwn(en, match[1] ?? ""), match[1]);
});

test("a number is written as the language writes it", () => {
  assert.equal(fill("{n} posts", { n: 12_345 }, "en"), "12,345 posts");
});

test("a name is isolated where its direction could turn the sentence", () => {
  assert.equal(fill("Welcome, {name}", { name: "Amina" }, "en"), "Welcome, Amina");
  assert.equal(fill("Welcome, {name}", { name: "أمينة" }, "en"), "Welcome, \u2068أمينة\u2069");
  assert.equal(fill("Welcome, {name}", { name: "a\u202eb" }, "en"), "Welcome, \u2068a\u202eb\u2069");
  assert.equal(fill("مرحبًا، {name}", { name: "Amina" }, "ar"), "مرحبًا، \u2068Amina\u2069");
});

test("a value never becomes a placeholder of its own, and a missing one is seen", () => {
  assert.equal(fill("{a} {b}", { a: "{b}", b: "x" }, "en"), "{b} x");
  assert.equal(fill("{a} {b}", { a: "1" }, "en"), "1 {b}");
});

test("the reader's languages are tried in her order, the exact one first", () => {
  assert.equal(choose(["fr", "ar-EG", "en"], ["en", "ar"]), "ar");
  assert.equal(choose(["EN-gb"], ["ar", "en"]), "en");
  assert.equal(choose(["sw"], ["en", "ar"]), "en");
  assert.equal(choose([], ["en", "ar"]), "en");
});

test("direction follows the script where it is named, else the language", () => {
  assert.equal(directionOf("ar"), "rtl");
  assert.equal(directionOf("fa-IR"), "rtl");
  assert.equal(directionOf("ur-Latn"), "ltr");
  assert.equal(directionOf("az-Arab"), "rtl");
  assert.equal(directionOf("en"), "ltr");
});

test("an Arabic reply that begins with our name runs from the right, a Latin one in disguise does not", () => {
  assert.equal(directionOfText("@press هل تُجدَّد؟", "ar"), "rtl");
  assert.equal(directionOfText("@press hello", "ar"), "auto");
  assert.equal(directionOfText("@press hello", "en"), "auto");
  assert.equal(directionOfText("@press هل", "not a tag"), "auto");
  assert.equal(directionOfText("", "und"), "auto");
});

test("what is said of none stands in its own words, in languages without a form for it too", () => {
  assert.equal(fill(en["note.delivered"] ?? "", { n: 0 }, "en"), "on no other server yet");
  assert.equal(fill(en["note.delivered"] ?? "", { n: 1 }, "en"), "on 1 server");
  assert.equal(fill(en["deliveries.servers"] ?? "", { n: 0 }, "en"), "0 servers");
});
