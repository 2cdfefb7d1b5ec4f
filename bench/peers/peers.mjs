// Node beside Chancery on the same recording of Jetstream v1: JSON.parse and 200 keywords for every event, and `eld`
// for the language of every post. One process, one thread; loading is not counted. Prints one JSON line.
//   peers.mjs RECORDING TEXTS    (writes the posts' texts to TEXTS, one a line)
import { readFileSync, writeFileSync } from "node:fs";
import { eld } from "eld/medium";

const [recording, texts] = process.argv.slice(2);
const seeds = new URL("../../src/text/agenda/en.tsv", import.meta.url);
const keywords = readFileSync(seeds, "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .flatMap((line) => line.split("\t")[2].toLowerCase().split(", "))
  .filter((word) => /^\p{L}[\p{L} ]+$/u.test(word))
  .slice(0, 200);
if (keywords.length !== 200) throw new Error(`${keywords.length} keywords instead of 200`);
const lines = readFileSync(recording, "utf8").split("\n").filter(Boolean);

function rate(count, run) {
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const began = performance.now();
    run();
    best = Math.max(best, (1000 * count) / (performance.now() - began));
  }
  return best;
}

const said = [];
let matched = 0;
const keywordsRate = rate(lines.length, () => {
  said.length = 0;
  matched = 0;
  for (const line of lines) {
    const event = JSON.parse(line);
    if (event.commit?.collection !== "app.bsky.feed.post" || event.commit.operation !== "create") continue;
    const text = event.commit.record.text;
    if (!text) continue;
    said.push(text);
    const folded = text.toLowerCase();
    if (keywords.some((word) => folded.includes(word))) matched++;
  }
});
let known = 0;
const languageRate = rate(said.length, () => {
  known = said.filter((text) => eld.detect(text).language).length;
});
writeFileSync(texts, said.map((text) => text.replaceAll(/\s+/g, " ")).join("\n") + "\n");
console.log(JSON.stringify({ keywords: keywordsRate, matched, language: languageRate, texts: said.length, known }));
