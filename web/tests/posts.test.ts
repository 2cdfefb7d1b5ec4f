import assert from "node:assert/strict";
import { test } from "node:test";
import { addPart, characters, emptyBody, followLanguages, notYet, partsOf, same, savable, undescribed, untranslated } from "../src/pages/posts/body.ts";
import { bounds, byDay, daysAround, firstWeekday, moved } from "../src/pages/posts/calendar.ts";
import { changesBetween, compare } from "../src/pages/posts/changes.ts";
import { marked } from "../src/pages/posts/marked.ts";
import { paragraphsOf, split, splitTexts } from "../src/pages/posts/split.ts";
import { countdown, gathered, isMine, lastAgreed, opening, secondsLeft, stillPublic } from "../src/pages/posts/standing.ts";
import { allZones, canonicalZone, dayIn, findZone, instantOf, otherClocks, wallTime, zoneName } from "../src/pages/posts/zones.ts";
import { asSentence, withoutField } from "../src/hints.ts";
import type { Post, PostBody, TakenStep } from "../src/posts_api.ts";
import { parseRoute } from "../src/routes.ts";

const body = (more: Partial<PostBody> = {}): PostBody => ({
  ...emptyBody("7", "en"),
  texts: [{ language: "en", markdown: "Good morning", warning: "" }],
  ...more,
});
const post = (more: Partial<Post> = {}): Post => ({
  id: "1",
  status: "approved",
  version: 1,
  sent_version: null,
  digest: "d",
  body: body(),
  created_by: { id: "5", name: "Amina" },
  created_at: "2026-11-22T08:00:00Z",
  changed_at: "2026-11-22T08:00:00Z",
  writers: [{ id: "5", name: "Amina" }],
  approvals: [],
  approvals_needed: 1,
  cautions: [],
  scheduled: null,
  zone: "",
  leaves_at: null,
  note: null,
  parts: [],
  release: null,
  removed: null,
  may: [],
  ...more,
});
const step = (name: string, version: number, actor = "user:amina"): TakenStep => ({
  at: "2026-11-22T08:00:00Z",
  actor,
  step: name,
  version,
  reason: "",
});

test("what the public reads while a change is made", () => {
  assert.equal(stillPublic(post({ status: "draft", version: 2, sent_version: 1 })), 1);
  assert.equal(stillPublic(post({ status: "submitted", version: 3, sent_version: 1 })), 1);
  assert.equal(stillPublic(post({ status: "draft" })), null, "nothing left yet");
  assert.equal(stillPublic(post({ status: "sent", version: 2, sent_version: 2 })), null);
});

test("addresses of posts: lists, one post, its editor, an answer, a post of an account", () => {
  assert.deepEqual(parseRoute("#/posts"), { page: "posts", list: "mine" });
  assert.deepEqual(parseRoute("#/posts/held"), { page: "posts", list: "held" });
  assert.deepEqual(parseRoute("#/posts/12"), { page: "post", id: "12" });
  assert.deepEqual(parseRoute("#/posts/12/edit"), { page: "edit-post", id: "12" });
  assert.deepEqual(parseRoute("#/posts/new"), { page: "new-post", account: null, answers: null });
  assert.deepEqual(parseRoute("#/posts/new/9"), { page: "new-post", account: null, answers: "9" });
  assert.deepEqual(parseRoute("#/accounts/3/post"), { page: "new-post", account: "3", answers: null });
  assert.deepEqual(parseRoute("#/accounts/3/rights"), { page: "account-rights", id: "3" });
  for (const strange of ["#/posts/mine", "#/posts/x", "#/posts/new/x", "#/posts/1/x", "#/posts/held/1", "#/calendar/1"])
    assert.deepEqual(parseRoute(strange), { page: "unknown" }, strange);
});

test("characters are counted as a reader counts them", () => {
  assert.equal(characters("né"), 2);
  assert.equal(characters("ne\u0301"), 2);
  assert.equal(characters("👩🏽‍🚀🇳🇴"), 2);
  assert.equal(characters("قُنصل"), 4);
});

test("only what is whole is saved: an empty language, an empty description, a poll of one choice wait", () => {
  const draft = body({
    texts: [
      { language: "en", markdown: "Good morning", warning: " hours " },
      { language: "ar", markdown: "  ", warning: "" },
    ],
    pictures: [{ media: "4", alt: [{ language: "en", text: "  " }], focus: { x: 0, y: 0 } }],
    poll: { options: ["Yes", " Yes ", ""], multiple: false, minutes: 60 },
  });
  const saved = savable(draft);
  assert.deepEqual(saved.texts, [{ language: "en", markdown: "Good morning", warning: "hours" }]);
  assert.deepEqual(saved.pictures[0]?.alt, []);
  assert.equal(saved.poll, null);
  assert.ok(same(draft, saved));
  assert.ok(!same(draft, body({ may_reply: "nobody" })));
  assert.equal(notYet(body({ texts: [{ language: "en", markdown: " \n", warning: "" }] })), "empty");
  assert.equal(notYet(body({ texts: [{ language: "en", markdown: "x".repeat(5001), warning: "" }] })), "long");
  assert.equal(notYet(body({ texts: [{ language: "en", markdown: "👩🏽‍🚀".repeat(5000), warning: "" }] })), null);
});

test("a picture needs words in the main language and is asked for in the others", () => {
  const draft = body({
    texts: [
      { language: "en", markdown: "Good morning", warning: "" },
      { language: "fr", markdown: "Bonjour", warning: "" },
      { language: "ar", markdown: "", warning: "" },
    ],
    pictures: [
      { media: "4", alt: [{ language: "en", text: "A quay" }], focus: { x: 0, y: 0 } },
      { media: "5", alt: [{ language: "fr", text: "Un quai" }], focus: { x: 0, y: 0 } },
    ],
  });
  assert.deepEqual(undescribed(draft), [
    { part: 0, picture: 0, language: "fr", needed: false },
    { part: 0, picture: 1, language: "en", needed: true },
  ]);
});

test("two versions differ word by word", () => {
  const plain = (before: string, now: string) => compare(before, now).map(({ kind, text }) => ({ kind, text }));
  assert.deepEqual(plain("From Monday we open.", "From Tuesday on we open."), [
    { kind: "same", text: "From " },
    { kind: "removed", text: "Monday " },
    { kind: "added", text: "Tuesday on " },
    { kind: "same", text: "we open." },
  ]);
  assert.deepEqual(plain("领事馆开", "领事馆闭"), [
    { kind: "same", text: "领事馆" },
    { kind: "removed", text: "开" },
    { kind: "added", text: "闭" },
  ]);
  assert.deepEqual(plain("", "Good"), [{ kind: "added", text: "Good" }]);
  const long = "word ".repeat(1600);
  assert.deepEqual(compare(long, "short").map(({ kind }) => kind), ["removed", "added"]);
});

test("a difference is read without the marks of Markdown, and shows that a word looks otherwise", () => {
  assert.deepEqual(compare("Our **consulate** opens on *Monday*.", "Our **consulate** opens on *Tuesday*."), [
    { kind: "same", text: "Our ", look: "" },
    { kind: "same", text: "consulate", look: "strong" },
    { kind: "same", text: " opens on ", look: "" },
    { kind: "removed", text: "Monday", look: "em" },
    { kind: "added", text: "Tuesday", look: "em" },
    { kind: "same", text: ".", look: "" },
  ]);
  assert.deepEqual(compare("It is urgent", "It is **urgent**"), [
    { kind: "same", text: "It is ", look: "" },
    { kind: "removed", text: "urgent", look: "" },
    { kind: "added", text: "urgent", look: "strong" },
  ]);
  const said = (markdown: string) => marked(markdown).map(({ text }) => text).join("");
  assert.equal(said("# Hours\n- [Book](https://mfa.example/a_b) `now`\n- snake_case, 2 * 3 * 4, \\*so\\*"), "Hours\n• Book (https://mfa.example/a_b) now\n• snake_case, 2 * 3 * 4, *so*");
  assert.deepEqual(marked("**very *much* so**").map(({ look }) => look), ["strong", "strong em", "strong"]);
});

test("what else differs has a name", () => {
  const picture = { media: "4", alt: [{ language: "en", text: "A quay" }], focus: { x: 0, y: 0 } };
  const before = body({ pictures: [picture] });
  const now = body({ visibility: "unlisted", pictures: [{ ...picture, alt: [{ language: "en", text: "The quay" }] }] });
  assert.deepEqual(changesBetween(before, now), { texts: [], aspects: ["alt", "visibility"] });
  const more = body({ texts: [...before.texts, { language: "fr", markdown: "Bonjour", warning: "" }], pictures: [picture] });
  assert.deepEqual(changesBetween(before, more).texts.map(({ language }) => language), ["fr"]);
});

test("a time of day in a zone is one instant, and none where clocks jump over it", () => {
  assert.equal(instantOf("2026-11-22T09:30", "Africa/Nairobi"), Date.parse("2026-11-22T06:30:00Z"));
  assert.equal(instantOf("2026-07-01T09:30", "Europe/Oslo"), Date.parse("2026-07-01T07:30:00Z"));
  assert.equal(instantOf("2026-03-29T02:30", "Europe/Oslo"), null, "02:00 becomes 03:00");
  assert.equal(instantOf("2026-10-25T02:30", "Europe/Oslo"), Date.parse("2026-10-25T00:30:00Z"), "the first of two");
  assert.equal(instantOf("", "Europe/Oslo"), null);
  assert.equal(instantOf("2026-11-22T09:30", "Nowhere/Land"), null);
  assert.equal(wallTime(Date.parse("2026-11-22T23:30:00Z"), "Pacific/Kiritimati"), "2026-11-23T13:30");
  assert.equal(dayIn(Date.parse("2026-11-22T03:00:00Z"), "America/New_York"), "2026-11-21");
  assert.equal(zoneName("Africa/Nairobi", Date.parse("2026-11-22T06:30:00Z"), "en"), "Nairobi (UTC+3)");
});

test("a month is shown in whole weeks that begin as the ministry's country has it", () => {
  assert.equal(firstWeekday("en", "NO"), 1);
  assert.equal(firstWeekday("en", "EG"), 6);
  const days = daysAround("2026-11-22", "month", 1);
  assert.deepEqual([days[0], days.at(-1), days.length], ["2026-10-26", "2026-12-06", 42]);
  assert.deepEqual(daysAround("2026-11-22", "week", 1), Array.from({ length: 7 }, (_, index) => `2026-11-${16 + index}`));
  assert.equal(moved("2026-01-31", "month", 1), "2026-02-01");
  assert.equal(moved("2026-12-30", "week", 1), "2027-01-06");
  assert.deepEqual(bounds(["2026-11-22"], "Africa/Nairobi"), { from: "2026-11-21T21:00:00Z", to: "2026-11-22T21:00:00Z" });
});

test("a post stands on the day it leaves in the zone that is shown", () => {
  const late = post({ leaves_at: "2026-11-22T22:00:00Z" });
  assert.deepEqual([...byDay([late], "Africa/Nairobi").keys()], ["2026-11-23"]);
  assert.deepEqual([...byDay([late], "UTC").keys()], ["2026-11-22"]);
  assert.deepEqual([...byDay([post()], "UTC").keys()], []);
});

test("the clock runs down in the last hour", () => {
  const leaving = post({ leaves_at: "2026-11-22T09:00:30Z" });
  assert.equal(secondsLeft(leaving, Date.parse("2026-11-22T09:00:00.200Z")), 30);
  assert.equal(secondsLeft(leaving, Date.parse("2026-11-22T09:05:00Z")), 0);
  assert.equal(secondsLeft({ ...leaving, status: "held" }, 0), null);
  assert.equal(countdown(30), "0:30");
  assert.equal(countdown(723), "12:03");
  assert.equal(countdown(3600), null);
});

test("steps are read as people took them", () => {
  const steps = [step("draft", 1), step("change", 1), step("change", 1), step("change", 1, "user:ben"), step("submit", 1), step("approve", 1, "user:ben"), step("change", 2)];
  assert.deepEqual(gathered(steps).map(({ times }) => times), [1, 2, 1, 1, 1, 1]);
  assert.equal(lastAgreed(steps, 2), 1);
  assert.equal(lastAgreed(steps, 1), 0);
  assert.ok(isMine(post(), "5"));
  assert.ok(!isMine(post(), "6"));
});

test("the first words of a post are plain", () => {
  const long = post({ body: body({ texts: [{ language: "en", markdown: "# From **Monday** [our office](https://x.example)\n- opens", warning: "" }] }) });
  assert.equal(opening(long), "From Monday our office opens");
  assert.equal(opening(long, 11), "From Monday…");
  const said = "<p>Tea &amp; coffee</p><p>at <a href=\"https://norlandia.example/\">our place</a><br>5 &lt; 6 &#x1F375;</p>";
  const shared = { ...long, body: { ...long.body, share: { uri: "https://peer.example/1", source: { content: said } } } } as unknown as Post;
  assert.equal(opening(shared), "Tea & coffee at our place 5 < 6 🍵");
});

const words = (language: string, markdown: string) => ({ language, markdown, warning: "" });

test("a thread is saved without the empty parts at its end, and not at all with one in the middle", () => {
  const thread = body({ texts: [{ ...words("en", "One"), warning: "Floods" }] });
  for (const text of ["Two", ""]) addPart(thread, [words("en", text)]);
  assert.equal(notYet(thread), null);
  assert.deepEqual(savable(thread).following.map(({ texts }) => texts), [[{ ...words("en", "Two"), warning: "Floods" }]]);
  addPart(thread, [words("en", "Four")]);
  assert.equal(notYet(thread), "gap");
});

test("the parts of a thread are written in the languages of the first", () => {
  const thread = body({ texts: [words("en", "One"), words("fr", "Un")] });
  addPart(thread, [words("fr", "Deux")]);
  assert.equal(untranslated(thread), 1);
  thread.texts.reverse();
  followLanguages(thread);
  assert.deepEqual(thread.following[0]?.texts, [words("fr", "Deux"), words("en", "")]);
});

test("each part is shown as a post of its own, and what is asked belongs to the first", () => {
  const thread = body({ poll: { options: ["Yes", "No"], multiple: false, minutes: 60 }, quote: "https://x.example/1" });
  addPart(thread, [words("en", "Two")]);
  const [first, second] = partsOf(thread);
  assert.equal(first?.poll?.options.length, 2);
  assert.deepEqual([second?.poll, second?.quote, second?.texts[0]?.markdown], [null, "", "Two"]);
});

test("a long text is cut between paragraphs, a long paragraph between sentences", () => {
  assert.deepEqual(paragraphsOf("One\n\n \nTwo\nstill two\n"), ["One", "Two\nstill two"]);
  assert.deepEqual(split("One.\n\nTwo.\n\nThree.", "en", 10), ["One.\n\nTwo.", "Three."]);
  assert.deepEqual(split("One is one. Two is two. Three.", "en", 12), ["One is one.", "Two is two.", "Three."]);
  assert.deepEqual(split("short", "en"), ["short"]);
  assert.deepEqual(split("Unbreakable", "en", 4), ["Unbreakable"]);
});

test("translations are cut at the same paragraphs", () => {
  const parts = splitTexts([words("en", "One.\n\nTwo.\n\nThree."), words("fr", "Le premier.\n\nLe second.\n\nTrois.")], 12);
  assert.deepEqual(parts.map((texts) => texts.map(({ markdown }) => markdown)), [
    ["One.", "Le premier."],
    ["Two.", "Le second."],
    ["Three.", "Trois."],
  ]);
  const uneven = splitTexts([words("en", "One. Two. Three."), words("fr", "Un.\n\nDeux et trois.")], 6);
  assert.equal(uneven.length, 3);
  assert.equal(uneven.map(([, fr]) => fr?.markdown).join(" ").replaceAll(/\s+/g, " ").trim(), "Un. Deux et trois.");
});

test("what differs in a thread is told by its part", () => {
  const before = body();
  addPart(before, [words("en", "Two")]);
  const now = structuredClone(before);
  now.following[0]!.texts[0]!.markdown = "Three";
  addPart(now, [words("en", "Four")]);
  assert.deepEqual(changesBetween(before, now).texts.map(({ place, pieces }) => [place, pieces.length]), [[1, 2], [2, 1]]);
});

test("a departure is told by the clocks of whoever chose it and of the reader, whatever summer time does", () => {
  const told = (instant: string) =>
    otherClocks(instant, "Europe/Paris", ["Africa/Nairobi", "Europe/Berlin", "", "Nowhere/Here"], "en").map(({ zone, hour }) => [zone, hour]);
  assert.deepEqual(told("2027-03-27T08:00:00Z"), [["Africa/Nairobi", "11:00"]], "two hours ahead in winter");
  assert.deepEqual(told("2027-03-28T08:00:00Z"), [["Africa/Nairobi", "11:00"]], "one hour ahead from that night on");
  assert.equal(wallTime(Date.parse("2027-03-27T08:00:00Z"), "Europe/Paris").slice(11), "09:00");
  assert.equal(wallTime(Date.parse("2027-03-28T08:00:00Z"), "Europe/Paris").slice(11), "10:00");
  const [night] = otherClocks("2027-03-27T22:30:00Z", "Europe/Paris", ["Africa/Nairobi"], "en");
  assert.equal(night?.weekday, "Sun", "there it is the next day");
  assert.deepEqual(otherClocks("2027-03-27T08:00:00Z", "UTC", ["UTC"], "en"), []);
});

test("a zone is found by its name in use, its city, or what only it has", () => {
  assert.equal(canonicalZone("Europe/Kiev"), "Europe/Kyiv");
  assert.ok(allZones().includes("Europe/Kyiv"));
  assert.ok(!allZones().includes("Asia/Calcutta"));
  assert.equal(findZone("nairobi"), "Africa/Nairobi");
  assert.equal(findZone("Ho Chi Minh"), "Asia/Ho_Chi_Minh");
  assert.equal(findZone("Europe/Kiev"), "Europe/Kyiv");
  assert.equal(findZone("america"), null);
  assert.equal(findZone(" "), null);
});

test("what the server says of a field is told without the field", () => {
  const inWords = (hint: string) => asSentence(withoutField(hint));
  assert.equal(inWords("quote: its author lets us not quote this post"), "Its author lets us not quote this post");
  assert.equal(inWords("following.0.texts.1.markdown: write it"), "Write it");
  assert.equal(inWords("Make an account: you need one."), "Make an account: you need one.");
});
