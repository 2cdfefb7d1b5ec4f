import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Caution, cautionCodes, cautionLevel, cautionText } from "../src/cautions.ts";
import { type Catalogue, fill } from "../src/text/message.ts";

const repository = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, repository), "utf8");
const inLanguage = (tag: string) => {
  const catalogue: Catalogue = JSON.parse(read(`web/src/text/posts/${tag}.json`));
  return (key: string, values = {}) => fill(catalogue[key] ?? `no ${key}`, values, tag);
};
const country = (code: string) => new Intl.DisplayNames("en", { type: "region" }).of(code) ?? code;
const found = (code: string, more: Partial<Caution> = {}): Caution => ({
  code,
  level: "caution",
  part: "texts.0.markdown",
  language: "ar",
  words: [],
  others: [],
  country: "",
  n: 0,
  reason: "The server's reason.",
  advice: "The server's advice.",
  ...more,
});

test("a demand beside a name says what was found, and that the rule may be wrong", () => {
  const caution = found("demand_possible_name", { level: "second_person", words: ["release", "Jane Doe"] });
  const text = cautionText(caution, inLanguage("en"), "en", country);
  assert.match(text.reason, /“release”.*“Jane Doe”.*rule of thumb/);
  assert.match(text.advice, /One person more must approve/);
  assert.equal(cautionLevel(caution, inLanguage("en")), "Needs one approval more");
});

test("languages and countries are named in the reader's language", () => {
  assert.equal(
    cautionText(found("language_differs", { others: ["fr"] }), inLanguage("en"), "en", country).reason,
    "The text is marked as Arabic, but reads as French.",
  );
  assert.match(cautionText(found("national_day", { country: "NO" }), inLanguage("en"), "en", country).reason, /Norway/);
});

test("every caution has its words in every language, with nothing left to fill in", () => {
  for (const tag of ["en", "ar", "fr"])
    for (const code of cautionCodes) {
      const text = cautionText(
        found(code, { words: ["a", "b"], others: ["c"], country: "NO", n: 9 }),
        inLanguage(tag),
        tag,
        country,
      );
      for (const words of [text.reason, text.advice]) assert.doesNotMatch(words, /[{}]|^no /, `${tag} ${code}: ${words}`);
    }
});

test("a caution of a newer server keeps the server's own words", () => {
  assert.deepEqual(cautionText(found("of_tomorrow"), inLanguage("en"), "en", country), {
    reason: "The server's reason.",
    advice: "The server's advice.",
  });
});
