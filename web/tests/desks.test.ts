import assert from "node:assert/strict";
import { test } from "node:test";
import { codes, read, written } from "../src/pages/desk/hours.ts";

test("hours are read as people write them and written in one form", () => {
  assert.deepEqual(read("08:30–12:00, 13:00–17:00"), [["08:30", "12:00"], ["13:00", "17:00"]]);
  assert.deepEqual(read("13-17; 8.30 - 12"), [["08:30", "12:00"], ["13:00", "17:00"]]);
  assert.deepEqual(read("20:00-24:00"), [["20:00", "24:00"]]);
  assert.deepEqual(read("  "), []);
  assert.equal(written([["08:30", "12:00"], ["13:00", "17:00"]]), "08:30–12:00, 13:00–17:00");
});

test("hours that overlap, end before they begin or are none are not understood", () => {
  for (const text of ["9-12, 11-13", "17-9", "9-9", "25-26", "9:75-10", "nine to five", "9"]) assert.equal(read(text), null, text);
});

test("codes stand between spaces or commas, each once", () => {
  assert.deepEqual(codes(" ar, fr  ar،zh-Hant "), ["ar", "fr", "zh-Hant"]);
  assert.deepEqual(codes(""), []);
});
