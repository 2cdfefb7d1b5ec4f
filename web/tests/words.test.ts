import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const folder = new URL("../src/", import.meta.url).pathname;
const parts = readdirSync(join(folder, "text"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const keysOf = (name: string) => Object.keys(JSON.parse(readFileSync(join(folder, `text/${name}en.json`), "utf8")));
const partOf = new Map(["", ...parts].flatMap((name) => keysOf(name && `${name}/`).map((key) => [key, name] as const)));
const quoted = (text: string) => [...text.matchAll(/"([\w-]+)"/g)].map((match) => match[1] ?? "");

interface Source {
  speaks: Set<string>; // parts whose words stand in it
  waits: string[]; // for the words of these, anywhere in it
  imports: string[]; // at once
  later: { file: string; words: string[] }[]; // and the words that are waited for in the same line
}

const known = new Map<string, Source>();

function source(file: string): Source {
  let found = known.get(file);
  if (!found) known.set(file, (found = read(file)));
  return found;
}

function read(file: string): Source {
  const text = readFileSync(file, "utf8");
  const at = (path: string) => join(dirname(file), path);
  const asked = [...text.matchAll(/"([\w-]+(?:\.[\w-]+)+)"/g)].map((match) => match[1] ?? "").filter((key) => partOf.has(key));
  const patterns = [...text.matchAll(/\b(?:t|say)\(`([^`]+)`/g)].map(
    (match) => new RegExp(`^${(match[1] ?? "").replace(/\./g, "\\.").replace(/\$\{[^}]*\}/g, "[\\w-]+")}$`),
  );
  // A key made up while running says which part only where all it can be are of one.
  for (const pattern of patterns) {
    const possible = [...partOf.keys()].filter((key) => pattern.test(key));
    if (new Set(possible.map((key) => partOf.get(key))).size === 1) asked.push(...possible);
  }
  const imports = [...text.matchAll(/^\s*import (?!type )[^;]*?from "(\.[^"]+)"/gm)].map((match) => at(match[1] ?? ""));
  if (text.includes("topicName(")) asked.push("topic.climate");
  const words = (text: string) => [...text.matchAll(/wordsOf\(([^)]*)\)|withWords\(\[([^\]]*)\]/g)].flatMap((match) => quoted(match[1] ?? match[2] ?? ""));
  const later = text.split("\n").flatMap((line) => {
    return [...line.matchAll(/(?<!typeof )import\("(\.[^"]+\.svelte)"\)/g)].map((match) => ({ file: at(match[1] ?? ""), words: words(line) }));
  });
  const speaks = file.endsWith(".svelte") ? new Set(asked.map((key) => partOf.get(key) ?? "")) : new Set<string>(); // a component's own
  return { speaks, waits: words(text), imports: imports.filter((one) => /\.(svelte|ts)$/.test(one) && existsSync(one)), later };
}

// What is spoken from a file on whose words are not there, as "file: part".
function unheard(file: string, words: ReadonlySet<string>, seen = new Set<string>()): string[] {
  const visit = `${file} ${[...words].sort().join()}`;
  if (seen.has(visit)) return [];
  seen.add(visit);
  const { speaks, waits, imports, later } = source(file);
  return [
    ...[...speaks].filter((part) => part && !words.has(part) && !waits.includes(part)).map((part) => `${file.slice(folder.length)}: ${part} (${[...words].join()})`),
    ...imports.flatMap((one) => unheard(one, words, seen)),
    ...(file.endsWith("/pages.ts") ? [] : later.flatMap((one) => unheard(one.file, new Set([...words, ...one.words]), seen))),
  ];
}

test("every page comes with the words it speaks", () => {
  const pages = [...readFileSync(join(folder, "pages.ts"), "utf8").matchAll(/words: \[([^\]]*)\].*import\("\.\/([^"]+)"\)/g)];
  assert.ok(pages.length > 40);
  const missing = pages.flatMap(([, words = "", file = ""]) => unheard(join(folder, file), new Set(quoted(words))));
  assert.deepEqual([...new Set(missing)], []);
});

test("the frame speaks its own words alone", () => {
  assert.deepEqual([...new Set(unheard(join(folder, "App.svelte"), new Set()))], []);
});
