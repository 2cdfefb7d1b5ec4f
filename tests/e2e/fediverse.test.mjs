// A stranger on a real Fedify server answers, and the officer sees it: under the post, in the inbox, live.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPeer } from "../interop/fedify/start.mjs";
import { launch, openContext } from "./browser.mjs";
import { createPress, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";

let server;
let peer;
let browser;
let context;
let page;
let press;

before(async () => {
  const port = await freePort();
  peer = await startPeer(port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` } });
  const staff = await setUp(server);
  press = await createPress(staff);
  browser = await launch();
  context = await openContext(browser, server.base);
  await context.addCookies(staff.cookies);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await peer?.stop();
  await server?.stop();
});

test("a follower is counted on the page as soon as she follows", async () => {
  await page.goto(`/staff/#/accounts/${press.id}`);
  await page.getByText("0 followers").waitFor();
  await peer.tell("follow", `${server.base}/actors/${press.id}`);
  await page.getByText("1 follower", { exact: true }).waitFor();
});

let noteUrl;
test("what is published reaches her server, and the page says so", async () => {
  await page.getByRole("link", { name: "New post" }).click();
  await page.getByLabel("Text in English").fill("What would you like to know?");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const [{ activity }] = await peer.received("Create");
  noteUrl = activity.object.id;
  await page.goto(`/staff/#/accounts/${press.id}`);
  await page.getByText("on 1 server").waitFor();
});

let reply;
test("her reply shows under the post by itself, without what it should not bring", async () => {
  const text = 'Is the embassy open? <img src="https://tracker.example/x.png" onerror="alert(1)"><script>alert(2)</script>';
  reply = await peer.tell("reply", noteUrl, text, "pt", 1);
  const shown = page.locator(".replies");
  await shown.getByText("Is the embassy open?").waitFor();
  assert.equal(await shown.locator("img, script, [onerror]").count(), 0);
  assert.equal(await shown.locator(".words").getAttribute("lang"), "pt");
  await page.getByText("1 reply", { exact: true }).first().waitFor();
});

test("the navigation counts it, and the inbox has it", async () => {
  await page.getByRole("link", { name: /Inbox.*1 new/ }).click();
  await page.locator("[data-row]").first().getByText("Is the embassy open?").waitFor();
  assert.equal(await page.getByRole("link", { name: /1 new/ }).count(), 0, "seen is no longer new");
});

test("another of hers joins it", async () => {
  await peer.tell("reply", noteUrl, "E aos sábados?", "pt", 1);
  const row = page.locator("[data-row]").first();
  await row.getByText("E aos sábados?").waitFor();
  assert.equal(await page.locator("[data-row]").count(), 1, "the same person in the same thread: one conversation");
});

test("what she deletes is gone here too", async () => {
  await peer.tell("delete", reply, `${server.base}/actors/${press.id}`);
  await page.getByText("Is the embassy open?").waitFor({ state: "detached" });
});

test("nothing broke the policy, and nobody else was asked", () => {
  assert.deepEqual(context.wrongs, []);
});
