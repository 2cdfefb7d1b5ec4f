import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

// The pairs the pages use, with what WCAG 2.2 asks: 4.5 for text (1.4.3), 3 for the edges of controls and marks of
// state (1.4.11). docs/design-language.md prints these figures.
const css = readFileSync(new URL("../src/tokens.css", import.meta.url), "utf8");
const publicCss = readFileSync(new URL("../../src/pages/public.css", import.meta.url), "utf8");

export const pairs: readonly (readonly [string, string, number])[] = [
  ["ink", "paper", 4.5],
  ["ink", "sheet", 4.5],
  ["ink", "shade", 4.5],
  ["ink", "mark", 4.5],
  ["ink", "wax-wash", 4.5],
  ["ink", "blue-wash", 4.5],
  ["soft", "paper", 4.5],
  ["soft", "sheet", 4.5],
  ["soft", "shade", 4.5],
  ["soft", "blue-wash", 4.5],
  ["blue", "paper", 4.5],
  ["blue", "sheet", 4.5],
  ["blue", "shade", 4.5],
  ["blue", "blue-wash", 4.5],
  ["wax", "paper", 4.5],
  ["wax", "sheet", 4.5],
  ["wax", "shade", 4.5],
  ["wax", "wax-wash", 4.5],
  ["on-blue", "blue", 4.5],
  ["on-blue", "blue-deep", 4.5],
  ["on-wax", "wax", 4.5],
  ["paper", "ink", 4.5],
  ["edge", "paper", 3],
  ["edge", "sheet", 3],
  ["bar", "paper", 3],
  ["bar", "shade", 3],
  ["bar", "band", 3],
  ["blue", "band", 3],
  ["wax", "band", 3],
];

function colours(dark: boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g))
    found.set(match[1] ?? "", (dark ? match[3] : match[2]) ?? "");
  return found;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

for (const dark of [false, true])
  test(`the ${dark ? "dark" : "light"} theme keeps every pair of colours legible`, () => {
    const colour = colours(dark);
    for (const [front, back, least] of pairs) {
      const [a, b] = [colour.get(front), colour.get(back)];
      assert.ok(a && b, `${front} or ${back} is no token`);
      const measured = contrast(a, b);
      if (process.env.SHOW) console.log(`${dark ? "dark " : "light"} ${front} on ${back}: ${measured.toFixed(2)}`);
      assert.ok(measured >= least, `${front} on ${back}: ${measured.toFixed(2)} is below ${least}`);
    }
  });

test("the measure itself is the one of WCAG", () => {
  assert.equal(contrast("#000000", "#ffffff").toFixed(1), "21.0");
  assert.equal(contrast("#767676", "#ffffff").toFixed(2), "4.54");
});

test("the public pages wear the same colours", () => {
  const [light = "", dark = ""] = publicCss.split("prefers-color-scheme: dark");
  for (const [text, theme] of [
    [light, colours(false)],
    [dark, colours(true)],
  ] as const)
    for (const name of ["paper", "sheet", "ink", "soft", "rule", "wax"])
      assert.match(text, new RegExp(`--${name}: ${theme.get(name)};`), name);
});

test("the public style sheet fits beside a page into the first round trip, and asks nobody else", () => {
  assert.ok(gzipSync(publicCss, { level: 9 }).length <= 3584);
  assert.doesNotMatch(publicCss, /url\(|@import/);
});
