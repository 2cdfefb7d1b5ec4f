// An account that chooses its followers: who asks stands on its page until somebody says yes or no, with a real server
// on the other side of each.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPeer } from "../interop/fedify/start.mjs";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { createPress, publish, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";

const names = ["ana", "bob", "carl", "dora"];
const peers = {};
let server;
let browser;
let context;
let page;
let staff;
let press;
let actor;

before(async () => {
  const ports = await Promise.all(names.map(() => freePort()));
  for (const [index, name] of names.entries()) peers[name] = await startPeer(ports[index], ["--name", name]);
  const addresses = ports.map((port) => `127.0.0.1:${port}`).join(",");
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: addresses } });
  staff = await setUp(server);
  press = await createPress(staff);
  actor = `${server.base}/actors/${press.id}`;
  await staff.send("PUT", `/api/staff/accounts/${press.id}/profile`, {
    type: "Organization",
    display_name: "Press office",
    language: "en",
    also_known_as: [],
    languages: [],
    discoverable: true,
    indexable: true,
    approves_followers: true,
  });
  browser = await launch();
  context = await openContext(browser, server.base);
  await context.addCookies(staff.cookies);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  for (const peer of Object.values(peers)) await peer.stop();
  await server?.stop();
});

const item = (name) => page.locator(".list > li").filter({ hasText: `@${name}@` });
const focused = () => page.evaluate(() => document.activeElement?.innerText ?? "");

test("the page of an account says that people ask to follow, and leads to them", async () => {
  await page.goto(`/staff/#/accounts/${press.id}/followers`);
  await page.getByText("Nobody waits").waitFor();
  for (const name of names) await peers[name].tell("follow", actor);
  await page.goto(`/staff/#/accounts/${press.id}`);
  await page.getByText("4 ask to follow").waitFor();
  await page.getByRole("link", { name: "Answer them" }).click();
  await item("ana").waitFor();
  assert.equal(await page.locator(".list > li").count(), 4);
  await item("ana").getByText(/asks since/).waitFor();
});

test("the page is sound in both themes, from the right, and on a phone", async () => {
  for (const [language, theme, viewport] of [
    ["en", "light", { width: 1280, height: 860 }],
    ["ar", "dark", { width: 390, height: 844 }],
    ["fr", "light", { width: 390, height: 844 }],
  ]) {
    const other = await openContext(browser, server.base, { viewport, colorScheme: theme, locale: language, bypassCSP: true });
    await other.addCookies(staff.cookies);
    const face = await other.newPage();
    await face.goto(`/staff/#/accounts/${press.id}/followers`);
    await face.locator(".list > li").nth(3).waitFor();
    assert.deepEqual(await axeFindings(face), [], `${language} ${theme}`);
    await assertNoOverflow(face, `the page of followers in ${language}`);
    await other.close();
  }
});

test("yes and no are told to the servers of who asked, by mouse and by key", async () => {
  await item("ana").getByRole("button", { name: "Accept" }).click();
  await peers.ana.received("Accept");
  await item("ana").waitFor({ state: "detached" });
  assert.match(await focused(), /@bob@/, "the reader goes on at the next one");
  await page.keyboard.press("x");
  await peers.bob.received("Reject");
  await item("bob").waitFor({ state: "detached" });
  await page.keyboard.press("a");
  await peers.carl.received("Accept");
  await item("carl").waitFor({ state: "detached" });
  await page.getByText("2 followers").first().waitFor();
});

test("who is let in gets what is published for followers, who is not gets nothing", async () => {
  const note = await publish(staff, press, "For those who follow.", "en", crypto.randomUUID(), { visibility: "followers" });
  for (const name of ["ana", "carl"]) await peers[name].received("Create", ({ object }) => object.id === note.url);
  const created = ({ event, activity }) => event === "received" && activity.type === "Create";
  assert.equal(peers.bob.events.filter(created).length + peers.dora.events.filter(created).length, 0);
});

test("who is blocked from the list of requests is told, and may not ask again", async () => {
  await item("dora").getByRole("button", { name: "Block" }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "Block" }).click();
  await peers.dora.received("Block");
  await page.getByText("Nobody waits").waitFor();
  await peers.dora.tell("follow", actor);
  assert.equal((await staff.get(`/api/staff/accounts/${press.id}/follow-requests`)).waiting, 0);
  assert.equal((await staff.get(`/api/staff/accounts/${press.id}/blocks`)).blocks.length, 1);
});

test("a follower is taken off the list by her address", async () => {
  await page.getByLabel("Handle or address").fill(await peers.carl.tell("actor"));
  await page.getByRole("button", { name: "Take off the list" }).click();
  await peers.carl.received("Reject");
  await page.getByText("1 follower", { exact: false }).first().waitFor();
});

test("nothing went wrong in the browser meanwhile", () => {
  assert.deepEqual(context.wrongs, []);
});
