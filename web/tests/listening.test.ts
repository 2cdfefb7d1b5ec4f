import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bandPath, roundUp, shareTop, standing, topOf, usualPath } from "../src/charts/band.ts";
import { toCsv } from "../src/charts/csv.ts";
import type { WatchRecord, WatchVersion } from "../src/governance_api.ts";
import { list, percent } from "../src/format.ts";
import { dots, shapes } from "../src/map/places.ts";
import { cutBorder, disputes, hasDashed, hasOwnPolicy, isContested, lines, placeName, step, wayOf } from "../src/map/policy.ts";
import { cutAt, groups, needsReason, queryPieces, stepsOf } from "../src/pages/watches/standing.ts";
import { countries } from "../src/places.ts";
import { reasonInWords, valueKind, whereHeard } from "../src/reasons.ts";
import { may, rightsOf, roles } from "../src/rights.ts";
import { readVisits, visit } from "../src/since.ts";
import { type Catalogue, fill } from "../src/text/message.ts";
import { topicName, topics } from "../src/topics.ts";

const repository = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, repository), "utf8");
const words = (tag: string): Catalogue => Object.assign({}, ...["heard", "topics"].map((part) => JSON.parse(read(`web/src/text/${part}/${tag}.json`))));
const en = words("en");
const say = (key: string, values = {}) => fill(en[key] ?? key, values, "en");

test("a file of figures keeps commas, quotes and Arabic, and leaves what is withheld empty", () => {
  const file = toCsv({
    name: "by-language",
    head: ["Language", "Posts"],
    rows: [
      ["العربية", 12],
      ["French, old", null],
      ['the "Oslo" forum', undefined],
    ],
  });
  assert.equal(file, '\ufeffLanguage,Posts\r\nالعربية,12\r\n"French, old",\r\n"the ""Oslo"" forum",\r\n');
});

test("a text that a spreadsheet would run is only shown", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)"])
    assert.ok(toCsv({ name: "x", head: ["x"], rows: [[text]] }).includes(`'${text}`), text);
  assert.ok(toCsv({ name: "x", head: ["x"], rows: [[-1]] }).endsWith("\r\n-1\r\n"), "a number stays a number");
});

test("an axis ends at a round number", () => {
  for (const [value, top] of [[0, 1], [1, 1], [7, 8], [11, 15], [88, 100], [101, 150], [2418, 3000]] as const)
    assert.equal(roundUp(value), top, String(value));
  assert.equal(topOf([{ matched: 3, upper: 38 }, { matched: null }]), 40);
  assert.equal(shareTop([{ share: 0.31, upper: 0.33, expected: 0.1 }]), 0.4);
  assert.equal(shareTop([]), 0.01);
});

test("the band is drawn where it is known, an hour wide, and broken where it is not", () => {
  const cells = [
    { matched: 5, expected: 5, lower: 0, upper: 10 },
    { matched: 5, expected: 8, lower: 5, upper: 10 },
    { matched: 5, expected: null, lower: null, upper: null },
    { matched: 5, expected: 5, lower: 2, upper: 8 },
  ];
  assert.equal(
    bandPath(cells, 10, 100, 10),
    "M0 0L10 0L10 0L20 0L20 50L10 50L10 100L0 100ZM30 20L40 20L40 80L30 80Z",
  );
  assert.equal(usualPath(cells, 10, 100, 10), "M0 50L10 50L10 20L20 20M30 50L40 50");
  assert.equal(bandPath([{ matched: 1 }], 10, 100, 10), "");
});

test("a count stands below, within or above its range, or nobody knows", () => {
  assert.equal(standing(4, 5, 9), "below");
  assert.equal(standing(5, 5, 9), "within");
  assert.equal(standing(10, 5, 9), "above");
  assert.equal(standing(null, 5, 9), "unknown");
  assert.equal(standing(4, null, 9), "unknown");
});

test("the reasons of an alert are told in words, and an unknown one says nothing", () => {
  const told = (reason: Parameters<typeof reasonInWords>[0]) => reasonInWords(reason, say, "en");
  assert.equal(
    told({ code: "above_expected", n: 214, expected: 61.2, lower: 38, upper: 88 }),
    "214 posts, where 61 are usual and more than 88 are rare.",
  );
  assert.equal(told({ code: "previous_day", n: 1 }), "At the same time yesterday: 1 post.");
  assert.equal(told({ code: "languages", languages: ["ar", "fr"] }), "In 2 languages: Arabic and French.");
  assert.equal(told({ code: "growth", ratio: 3.42 }), "3.4 times as many as in the stretch before.");
  assert.equal(
    told({ code: "new_story", n: 44, expected: 4.2, upper: 21 }),
    "Nobody spoke of it before: 44 people within an hour, where new stories usually gather 4.2.",
  );
  assert.match(told({ code: "others_unchanged", ratio: 1.02 }) ?? "", /^The rest of what is heard is as usual/);
  assert.equal(told({ code: "duplicates", posts: 51, authors: 44 }), "44 people wrote nearly the same text, in 51 posts.");
  assert.equal(told({ code: "below_expected", n: 12, expected: 3.26 }), "12 posts, where 3.3 are usual.");
  assert.equal(told({ code: "below_expected", n: null, expected: 40 }), "Posts of fewer than ten people, where 40 posts are usual.");
  assert.equal(told({ code: "something_new" }), null);
});

test("a withheld number is never told as nought, in any reason and any language", () => {
  const codes = [
    "above_expected", "below_expected", "previous_day", "previous_week", "escalated", "little_history",
    "others_unchanged", "growth", "new_story", "languages", "words", "duplicates",
  ];
  const numbers = { n: 214, expected: 61, lower: 38, upper: 88, ratio: 3, posts: 51, authors: 44 };
  for (const tag of ["en", "ar", "fr"]) {
    const texts = words(tag);
    const told = (reason: Parameters<typeof reasonInWords>[0]) =>
      reasonInWords(reason, (key, values = {}) => fill(texts[key] ?? `no ${key}`, values, tag), tag);
    for (const code of codes) {
      const whole = { code, ...numbers, languages: ["ar"], words: ["ferry"] };
      for (const withheld of Object.keys(whole).filter((name) => name !== "code")) {
        for (const nothing of [null, undefined, Number.NaN]) {
          const text = told({ ...whole, [withheld]: nothing }) ?? "";
          assert.doesNotMatch(text, /(?<![\d.,])[0٠](?![\d.,])|NaN|null|undefined|\{/, `${tag} ${code} without ${withheld}`);
        }
      }
      const alone = told({ code, n: null, expected: null, lower: null, upper: null, ratio: null, posts: null, authors: null, languages: null, words: null });
      assert.doesNotMatch(alone ?? "", /\d|[٠-٩]|NaN|null|undefined|\{/, `${tag} ${code} with nothing`);
    }
  }
  assert.equal(
    reasonInWords({ code: "above_expected", n: null, expected: 61, upper: 88 }, say, "en"),
    "More posts than the 61 that are usual; how many is withheld, as too few people wrote them.",
  );
  assert.equal(reasonInWords({ code: "others_unchanged", ratio: null }, say, "en"), null, "not: as usual");
});

test("an alert names every watch that heard it, the one with the figures first", () => {
  const [visas, ports] = [{ id: "7", name: "Visas" }, { id: "9", name: "Ports" }];
  const heard = (watch: string | null, watch_name: string, watches: { id: string; name: string }[]) =>
    whereHeard({ watch, watch_name, watches }, say, "en");
  assert.equal(heard("7", "Visas", [visas]), "Visas");
  assert.equal(heard("9", "Ports", [visas, ports]), "Ports and Visas");
  assert.equal(heard(null, "", []), say("listen.allWatches"));
  assert.equal(heard(null, "", [visas, ports]), `${say("listen.allWatches")}, most of it in Visas and Ports`);
});

test("what an alert is about is a country, a language, a topic or words", () => {
  assert.equal(valueKind("SD", topics), "country");
  assert.equal(valueKind("ar", topics), "language");
  assert.equal(valueKind("hi-Latn", topics), "language");
  assert.equal(valueKind("internet-shutdowns", topics), "topic");
  assert.equal(valueKind("own-fish", topics), "topic");
  assert.equal(valueKind("passports khartoum", topics), "words");
  assert.equal(valueKind("", topics), "none");
});

test("names in a list keep their own direction", () => {
  assert.equal(list(["a", "b", "c"], "en"), "a, b, and c");
  assert.equal(list(["khartoum", "queue"], "ar"), "\u2068khartoum\u2069 و\u2068queue\u2069");
});

test("a small share keeps a digit", () => {
  assert.equal(percent(0.31, "en"), "31%");
  assert.equal(percent(0.004, "en"), "0.4%");
  assert.equal(percent(0, "en"), "0%");
});

test("the topics are those of the agenda, each with a name", () => {
  const agenda = [...read("src/text/agenda.cpp").matchAll(/\{Topic::\w+, "([a-z-]+)"/g)].map((match) => match[1]);
  assert.deepEqual([...topics], agenda);
  assert.equal(topicName("ai-governance", say), "AI governance");
  assert.equal(topicName("own-fish-quotas", say, [{ slug: "own-fish-quotas", label: "Fish quotas" }]), "Fish quotas");
  assert.equal(topicName("own-fish-quotas", say, []), "own-fish-quotas", "its model is no longer there");
});

test("the roles may do here what they may do on the server", () => {
  const source = read("src/staff/rights.cpp");
  const snake = (name: string) => name.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  const granted = [...source.matchAll(/\{Role::(\w+),\s+Action::(\w+)\}/g)].map(
    (match) => `${snake(match[1] ?? "")} ${snake(match[2] ?? "")}`,
  );
  assert.deepEqual(roles.flatMap((role) => rightsOf(role).map((right) => `${role} ${right}`)).sort(), granted.sort());
  assert.ok(!may("admin", "decide_watches"), "no role both asks and decides");
});

const version = (more: Partial<WatchVersion>): WatchVersion => ({
  version: 1,
  status: "approved",
  name: "Norway",
  query: "norway",
  purpose: "public_service",
  legal_basis: "Act",
  dpia: "1",
  country: null,
  expires: "2027-01-01T00:00:00Z",
  held_phrases: [],
  author: { id: "2", login: "jonas", name: "Jonas" },
  written: "2026-11-01T00:00:00Z",
  decided_by: null,
  decided: null,
  ...more,
});
const watch = (more: Partial<WatchRecord>): WatchRecord => ({
  id: "1",
  status: "approved",
  active: true,
  expires_soon: false,
  owner: { id: "2", login: "jonas", name: "Jonas" },
  created: "2026-11-01T00:00:00Z",
  approved: version({}),
  pending: null,
  ...more,
});

test("what waits for a decision comes first, even beside what runs", () => {
  const running = watch({ id: "1" });
  const both = watch({ id: "2", pending: version({ version: 2, status: "held" }) });
  const draft = watch({ id: "3", status: "draft", approved: null, pending: version({ status: "draft" }) });
  const stopped = watch({ id: "4", status: "stopped" });
  assert.deepEqual(
    groups([running, both, draft, stopped]).map(({ group, members }) => [group, members.map(({ id }) => id)]),
    [["waiting", ["2"]], ["running", ["1"]], ["drafts", ["3"]], ["resting", ["4"]]],
  );
});

test("nobody approves her own watch, and whoever asks decides on none", () => {
  const asked = watch({ status: "submitted", approved: null, pending: version({ status: "submitted" }) });
  assert.deepEqual(stepsOf(asked, { manage: false, decide: true }, false), ["approve", "refuse"]);
  assert.deepEqual(stepsOf(asked, { manage: false, decide: true }, true), ["refuse"]);
  assert.deepEqual(stepsOf(asked, { manage: true, decide: false }, true), ["edit"]);
  assert.deepEqual(stepsOf(watch({}), { manage: true, decide: false }, true), ["edit", "renew"]);
  assert.deepEqual(stepsOf(watch({ status: "suspended" }), { manage: false, decide: true }, false), ["resume", "stop"]);
  assert.deepEqual(stepsOf(watch({ status: "stopped" }), { manage: true, decide: true }, false), []);
});

test("a held watch is approved with a reason only", () => {
  assert.ok(needsReason("approve", watch({ pending: version({ status: "held" }) })));
  assert.ok(!needsReason("approve", watch({ pending: version({ status: "submitted" }) })));
  assert.ok(needsReason("stop", watch({})));
});

test("a query falls into words, phrases, operators and narrowing terms, and loses nothing", () => {
  const kinds = (query: string) => queryPieces(query).filter(({ kind }) => kind !== "space").map(({ text, kind }) => `${kind} ${text}`);
  assert.deepEqual(kinds('(visa OR "long queue") NEAR/5 تأخير lang:ar'), [
    "mark (",
    "plain visa",
    "operator OR",
    'phrase "long queue"',
    "mark )",
    "operator NEAR/5",
    "plain تأخير",
    "narrow lang:ar",
  ]);
  for (const query of ["", " a  b ", 'x"unclosed', "NORWAY ORANGE", "a(b)c", "\u{1f1f3}\u{1f1f4} AND"])
    assert.equal(queryPieces(query).map(({ text }) => text).join(""), query);
  assert.deepEqual(kinds("NORWAY ORANGE"), ["plain NORWAY", "plain ORANGE"]);
});

test("the place of a remark is counted in characters, not in halves of them", () => {
  assert.deepEqual(cutAt("👍 langauge:ar", 2, 9), ["👍 ", "langauge:", "ar"]);
  assert.deepEqual(cutAt("ab", 2, 1), ["ab", "", ""]);
  assert.deepEqual(cutAt("ab", 9, 4), ["ab", "", ""]);
});

test("every country has a shape or a dot on the map, but for a few uninhabited or merged ones", () => {
  const shown = new Set([...shapes, ...dots.map(({ code }) => code)]);
  const absent = countries.filter((code) => !shown.has(code));
  assert.deepEqual(absent, ["BQ", "BV", "CC", "CX", "GF", "GI", "GP", "GS", "HM", "IO", "MQ", "RE", "SJ", "TK", "TV", "UM", "YT"]);
  for (const { code, at } of dots) {
    assert.ok(countries.includes(code), code);
    assert.ok(Math.abs(at[0]) <= 180 && Math.abs(at[1]) <= 90, code);
  }
});

const none = { names: {}, solid: [], hidden: [] };

test("a contested border is dashed, in part where only a part is contested", () => {
  const north = [[0, 0], [1, 1]] as const;
  assert.deepEqual(cutBorder("MA", "EH", north), [{ way: "dashed", points: [[0, 0], [1, 1]] }]);
  assert.deepEqual(cutBorder("NO", "SE", north), [{ way: "solid", points: [[0, 0], [1, 1]] }]);
  const kashmir = cutBorder("PK", "IN", [[68, 24], [70, 26], [74, 33], [75, 35]]);
  assert.deepEqual(kashmir.map(({ way }) => way), ["solid", "dashed"]);
  assert.ok(lines.every(({ points }) => points.length > 1));
});

test("the installation says of each dispute whether it is dashed, and all are where it says nothing", () => {
  assert.ok(disputes.every((dispute) => wayOf(dispute, none) === "dashed"));
  assert.ok(!hasOwnPolicy(none));
  const own = { ...none, solid: ["kosovo"], hidden: ["western-sahara", "crimea"] };
  assert.ok(hasOwnPolicy(own) && hasDashed(own));
  assert.ok(!isContested("XK", own) && !isContested("EH", own) && isContested("TW", own));
  assert.deepEqual(cutBorder("XK", "RS", [[0, 0], [1, 1]], own), [{ way: "solid", points: [[0, 0], [1, 1]] }]);
  assert.deepEqual(cutBorder("MA", "EH", [[0, 0], [1, 1]], own), [{ way: "hidden", points: [[0, 0], [1, 1]] }]);
  const east = cutBorder("UA", "RU", [[34, 46.2], [34.5, 46.1], [37.5, 47.5], [39, 49]], own);
  assert.deepEqual(east.map(({ way }) => way), ["hidden", "dashed"]);
  assert.ok(!hasDashed({ ...none, solid: [...disputes] }));
});

test("the configuration knows the same disputes as the map", () => {
  const source = readFileSync(new URL("../../src/base/map_settings.cpp", import.meta.url), "utf8");
  const list = source.split("kDisputes")[1]?.split("});")[0] ?? "";
  assert.deepEqual([...list.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name), [...disputes]);
});

test("a country is called as the ministry wishes, else as the reader's language does", () => {
  const wishes = { PS: { en: "State of Palestine" }, TR: { en: "Turkey", "*": "Türkiye" } };
  assert.equal(placeName("PS", "en-GB", wishes), "State of Palestine");
  assert.equal(placeName("TR", "de", wishes), "Türkiye");
  assert.equal(placeName("TR", "en", wishes), "Turkey");
  assert.equal(placeName("NO", "fr", wishes), "Norvège");
  assert.equal(placeName("??", "fr", wishes), "??");
});

test("the colours of the map are steps of a share", () => {
  assert.deepEqual([null, 0, 0.005, 0.01, 0.05, 0.2, 0.3, 1].map(step), [0, 0, 1, 2, 3, 4, 5, 5]);
});

test("Today begins at the visit before this one, at most seven days ago", () => {
  const day = 86_400_000;
  const now = 100 * day;
  assert.deepEqual(visit(null, now), { last: now - day, seen: now });
  assert.deepEqual(visit({ last: 1, seen: now - 2 * day }, now), { last: now - 2 * day, seen: now });
  assert.deepEqual(visit({ last: now - day, seen: now - 60_000 }, now), { last: now - day, seen: now }, "the same visit goes on");
  assert.deepEqual(visit({ last: 1, seen: now - 30 * day }, now), { last: now - 7 * day, seen: now });
  assert.deepEqual(readVisits("12 34"), { last: 12, seen: 34 });
  assert.equal(readVisits("x"), null);
  assert.equal(readVisits(null), null);
});
