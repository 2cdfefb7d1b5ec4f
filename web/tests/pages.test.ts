import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { NewProfile } from "../src/api.ts";
import { ago, length } from "../src/format.ts";
import { wrongInUser } from "../src/forms.ts";
import { pieces } from "../src/highlight.ts";
import { changedPictures, profileChanges } from "../src/pages/account/profile_changes.ts";
import { endDays, firstTerms, hasShortTerm, inMonths, splitTerms } from "../src/pages/setup/first_watch.ts";
import { strength } from "../src/password.ts";
import { countries } from "../src/places.ts";
import { parseRoute } from "../src/routes.ts";

test("an address behind # names one page, and a strange one none", () => {
  assert.deepEqual(parseRoute(""), { page: "start" });
  assert.deepEqual(parseRoute("#/"), { page: "start" });
  assert.deepEqual(parseRoute("#/today"), { page: "today" });
  assert.deepEqual(parseRoute("#/inbox"), { page: "inbox", conversation: null, view: null });
  assert.deepEqual(parseRoute("#/inbox/c/7"), { page: "inbox", conversation: "7", view: null });
  assert.deepEqual(parseRoute("#/inbox/view/5"), { page: "inbox", conversation: null, view: "5" });
  assert.deepEqual(parseRoute("#/inbox/view/before"), { page: "inbox", conversation: null, view: "before" });
  assert.deepEqual(parseRoute("#/sign"), { page: "sign" });
  assert.deepEqual(parseRoute("#/lines"), { page: "lines" });
  assert.deepEqual(parseRoute("#/lines/4"), { page: "line", id: "4" });
  assert.deepEqual(parseRoute("#/qa"), { page: "qa" });
  assert.deepEqual(parseRoute("#/qa/4"), { page: "qa-room", id: "4" });
  assert.deepEqual(parseRoute("#/desks"), { page: "desks" });
  assert.deepEqual(parseRoute("#/desks/5"), { page: "desk", id: "5", tab: "work" });
  assert.deepEqual(parseRoute("#/desks/5/duty"), { page: "desk", id: "5", tab: "duty" });
  assert.deepEqual(parseRoute("#/fire/5"), { page: "fire-post", id: "5" });
  assert.deepEqual(parseRoute("#/crises"), { page: "crises", about: null });
  assert.deepEqual(parseRoute("#/crises/new/7"), { page: "crises", about: "7" });
  assert.deepEqual(parseRoute("#/crises/5"), { page: "crisis", id: "5" });
  assert.deepEqual(parseRoute("#/crises/5/wall"), { page: "wall", id: "5" });
  assert.deepEqual(parseRoute("#/assertions/new/5"), { page: "assertions", about: "5" });
  assert.deepEqual(parseRoute("#/assertions/5"), { page: "assertion", id: "5" });
  assert.deepEqual(parseRoute("#/listen"), { page: "listen", tab: "figures" });
  assert.deepEqual(parseRoute("#/listen/posts"), { page: "listen", tab: "posts" });
  assert.deepEqual(parseRoute("#/moderation"), { page: "moderation", tab: "waiting" });
  assert.deepEqual(parseRoute("#/moderation/servers"), { page: "moderation", tab: "servers" });
  assert.deepEqual(parseRoute("#/reading"), { page: "reading", tab: "said" });
  assert.deepEqual(parseRoute("#/reading/following"), { page: "reading", tab: "following" });
  assert.deepEqual(parseRoute("#/watches"), { page: "watches" });
  assert.deepEqual(parseRoute("#/watches/new"), { page: "new-watch" });
  assert.deepEqual(parseRoute("#/watches/12"), { page: "watch", id: "12" });
  assert.deepEqual(parseRoute("#/watches/12/edit"), { page: "edit-watch", id: "12" });
  assert.deepEqual(parseRoute("#/feeds"), { page: "feeds" });
  assert.deepEqual(parseRoute("#/data-protection"), { page: "data-protection" });
  assert.deepEqual(parseRoute("#/setup/AbC-_9"), { page: "setup", token: "AbC-_9" });
  assert.deepEqual(parseRoute("#/demo/AbC"), { page: "demo", token: "AbC" });
  assert.deepEqual(parseRoute("#/invite/x%2Fy"), { page: "invite", token: "x/y" });
  assert.deepEqual(parseRoute("#/accounts/12"), { page: "account", id: "12" });
  assert.deepEqual(parseRoute("#/accounts/new"), { page: "new-account" });
  const more = ["#/listen/figures", "#/listen/x", "#/moderation/waiting", "#/moderation/x", "#/reading/said", "#/reading/x", "#/watches/x", "#/watches/new/edit", "#/watches/1/x", "#/watches/1/edit/x", "#/today/1", "#/inbox/x", "#/inbox/c", "#/inbox/c/1/2", "#/inbox/view", "#/inbox/view/x", "#/crises/new", "#/crises/new/x", "#/assertions/5/wall", "#/qa/x", "#/qa/4/5", "#/desks/5/work", "#/desks/5/duty/1", "#/crises/5/x", "#/lines/x"];
  for (const strange of ["#/setup", "#/accounts/12x", "#/accounts/../x", "#/replies/1", "#/x", "#/accounts/1/2", "#/%ff", ...more])
    assert.deepEqual(parseRoute(strange), { page: "unknown" }, strange);
});

test("every place of the navigation has keys of its own", () => {
  const keys = [...readFileSync(new URL("../src/pages.ts", import.meta.url), "utf8").matchAll(/key: "(g \w)"/g)].map((match) => match[1]);
  assert.ok(keys.length > 15);
  assert.equal(new Set(keys).size, keys.length, keys.find((key, index) => keys.indexOf(key) !== index));
});

test("who approves a profile is told of everything that would change", () => {
  const before: NewProfile = {
    type: "Organization",
    display_name: "Press office",
    summary: "News",
    language: "en",
    languages: [],
    fields: [],
    avatar: null,
    header: { media: "1", alt: "The house" },
    also_known_as: [],
    mission: "",
    approves_followers: false,
    discoverable: true,
    indexable: true,
  };
  const wanted: Partial<NewProfile> = {
    type: "Service",
    display_name: "Press",
    summary: "News and answers",
    language: "fr",
    languages: ["ar"],
    fields: [{ name: "Site", value: "https://mfa.example" }],
    also_known_as: ["https://old.example/press"],
    mission: "Capital",
    approves_followers: true,
    discoverable: false,
    indexable: false,
  };
  const say = (key: string) => key;
  assert.deepEqual(profileChanges(before, before, say, "en"), []);
  for (const [name, value] of Object.entries(wanted)) assert.equal(profileChanges(before, { ...before, [name]: value }, say, "en").length, 1, name);
  assert.deepEqual(changedPictures(before, before), []);
  assert.deepEqual(changedPictures(before, { ...before, avatar: { media: "2", alt: "" }, header: { media: "1", alt: "The embassy" } }), ["avatar", "header"]);
  const members = [...Object.keys(wanted), "avatar", "header"].sort();
  assert.deepEqual(Object.keys(before).sort(), members, "a new member must be told as well");
});

test("the first watch begins with the names of institution and country, each once", () => {
  assert.deepEqual(firstTerms(" Ministry of Foreign Affairs ", "NO", ["en", "fr", "de"]), [
    "Ministry of Foreign Affairs",
    "Norway",
    "Norvège",
    "Norwegen",
  ]);
  assert.deepEqual(firstTerms("Norway", "NO", ["en", "en-GB"]), ["Norway"]);
  assert.deepEqual(firstTerms("", "", ["en"]), []);
});

test("terms are lines, trimmed, without doubles and blanks", () => {
  assert.deepEqual(splitTerms("  Norway\n\n Oslo   Forum \nNORWAY\r\n"), ["Norway", "Oslo Forum"]);
});

test("a term of one letter is too short, punctuation or not", () => {
  for (const short of ["a", "Norway\n x.", "!?", "ن"]) assert.ok(hasShortTerm(short), short);
  for (const enough of ["Norway\n\nUN", "$5", "挪威", "a b"]) assert.ok(!hasShortTerm(enough), enough);
});

test("a watch ends from tomorrow on, within what the server allows", () => {
  const now = new Date("2026-11-22T00:00:00Z");
  const { first, last } = endDays(now);
  assert.equal(first, "2026-11-23");
  assert.ok(Date.parse(`${last}T23:59:59Z`) <= now.getTime() + 366 * 86_400_000);
});

test("the suggested end is a day that exists in every month", () => {
  assert.equal(inMonths(new Date(2026, 7, 31), 6), "2027-02-28");
  assert.equal(inMonths(new Date(2026, 10, 22), 6), "2027-05-22");
});

test("a password of runs, of the owner's name or of one letter looks weak, four words look strong", () => {
  assert.equal(strength("short"), "short");
  assert.equal(strength("aaaaaaaaaaaaaaaa"), "weak");
  assert.equal(strength("abcdefghijklmnop"), "weak");
  assert.equal(strength("123456789012"), "weak");
  assert.equal(strength("amina.haddad1", ["amina.haddad", "Amina Haddad"]), "weak");
  assert.equal(strength("lantern-oyster-fjord-velvet"), "strong");
  assert.equal(strength("👩‍🚀👩‍🚀"), "short");
});

test("a new person's form is told what is wrong at each field", () => {
  const good = { name: "Amina Haddad", login: "amina", password: "lantern oyster fjord", code: "123 456" };
  assert.deepEqual(wrongInUser(good), {});
  assert.deepEqual(wrongInUser({ name: " ", login: "", password: "", code: "" }), {
    name: "error.required",
    login: "error.required",
    password: "error.required",
    code: "error.required",
  });
  assert.deepEqual(wrongInUser({ ...good, password: "short", code: "12345" }), {
    password: "error.password",
    code: "error.code",
  });
});

test("matched words are marked whole, the longest first, in any script", () => {
  const marked = (text: string, terms: string[]) =>
    pieces(text, terms).map((piece) => (piece.matched ? `[${piece.text}]` : piece.text)).join("");
  assert.equal(marked("Norway and NORWAY, not Norwayish", ["norway"]), "[Norway] and [NORWAY], not Norwayish");
  assert.equal(marked("the Oslo  Forum in Oslo", ["Oslo", "Oslo Forum"]), "the [Oslo  Forum] in [Oslo]");
  assert.equal(marked("هل النرويج بعيدة؟", ["النرويج"]), "هل [النرويج] بعيدة؟");
  assert.equal(marked("costs $5 (a.b)", ["$5", "a.b"]), "costs [$5] ([a.b])");
  assert.equal(marked("去Marendia的新渡轮，马伦迪亚的灯", ["Marendia", "马伦迪亚"]), "去[Marendia]的新渡轮，[马伦迪亚]的灯");
  assert.equal(marked("re-entry / re-entryway", ["re-entry", "/"]), "[re-entry] [/] re-entryway");
  assert.equal(marked("plain", []), "plain");
  assert.equal(marked("", ["x"]), "");
});

test("characters are code points, as the server counts them", () => {
  assert.equal(length("a👍é"), 3);
});

test("a time is told as a distance, and never in the future", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  assert.equal(ago("2026-11-22T11:58:00Z", now, "en"), "2 minutes ago");
  assert.equal(ago("2026-11-22T12:00:30Z", now, "en"), "now");
  assert.equal(ago("2026-11-20T12:00:00Z", now, "en"), "2 days ago");
  assert.match(ago("2026-01-20T12:00:00Z", now, "en"), /Jan 20, 2026/);
});

test("the list of countries holds each code of ISO 3166-1 once", () => {
  assert.equal(countries.length, 249);
  assert.equal(new Set(countries).size, 249);
});
