import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf } from "../src/pages/reading/kinds.ts";
import { byLoudness } from "../src/pages/reading/voices.ts";
import { addressesIn, isWebAddress, serverName, serverOf, shortAddress } from "../src/parts/addresses.ts";

test("a server is named as people write it", () => {
  for (const written of ["bad.example", " Bad.Example ", "*.bad.example", "https://bad.example/", "https://bad.example"])
    assert.equal(serverName(written), "bad.example", written);
  assert.equal(serverName("bücher.example"), "xn--bcher-kva.example");
});

test("a person or a page never becomes a rule for the whole server", () => {
  for (const written of ["", "@troll@bad.example", "troll@bad.example", "https://bad.example/@troll", "bad.example/users/troll", "bad.example/?x", "two words"])
    assert.equal(serverName(written), "", written);
});

test("only web addresses become links", () => {
  for (const good of ["https://mfa.example", "HTTP://mfa.example/a"]) assert.ok(isWebAddress(good), good);
  for (const bad of ["", "javascript:alert(1)", "data:text/html,x", "//mfa.example", "https://", " https://mfa.example", "acct:a@b"])
    assert.ok(!isWebAddress(bad), bad);
});

test("an address is shown without its scheme, and keeps the path that tells people apart", () => {
  assert.equal(shortAddress("https://mfa.example/users/press/"), "mfa.example/users/press");
  assert.equal(shortAddress("mfa.example"), "mfa.example");
  assert.equal(serverOf("https://mfa.example:8443/users/press"), "mfa.example:8443");
  assert.equal(serverOf("not an address"), "not an address");
});

test("addresses of posts are taken one a line or between blanks, each once", () => {
  assert.deepEqual(addressesIn(" https://a.example/1\n\nhttps://a.example/2\thttps://a.example/1 "), [
    "https://a.example/1",
    "https://a.example/2",
  ]);
  assert.deepEqual(addressesIn("\n "), []);
});

test("a digest begins with whoever said most, and is the same every time", () => {
  const voice = (actor: string, posts: number, shared: number) => ({ actor, posts, shared, newest: [] });
  const voices = [voice("https://b.example", 1, 9), voice("https://c.example", 3, 0), voice("https://d.example", 1, 2), voice("https://a.example", 1, 2)];
  assert.deepEqual(
    byLoudness(voices).map(({ actor }) => actor),
    ["https://c.example", "https://b.example", "https://a.example", "https://d.example"],
  );
  assert.equal(voices[0]?.actor, "https://b.example", "what was given stays as it was");
});

test("a kind of actor nobody knows is told as another one", () => {
  assert.equal(kindOf("Organization"), "Organization");
  for (const strange of ["", "Bot", "organization", "toString"]) assert.equal(kindOf(strange), "other", strange);
});
