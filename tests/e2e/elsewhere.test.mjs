// Other servers: limiting one keeps what it writes until somebody looks; rules, complaints, and whom accounts follow.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPeer } from "../interop/fedify/start.mjs";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { createPress, publish, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";

let server;
let peer;
let browser;
let staff;
let context;
let page;
let note;
let host;

before(async () => {
  const port = await freePort();
  host = `127.0.0.1:${port}`;
  peer = await startPeer(port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: host } });
  staff = await setUp(server);
  note = await publish(staff, await createPress(staff), "What would you like to know?");
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

const button = (name, options = {}) => page.getByRole("button", { name, ...options });
const publicPage = async () => (await fetch(note.url, { headers: { Accept: "text/html" } })).text();

test("a rule for a server is made, changed and lifted, and what is no server is refused beside its field", async () => {
  await page.goto("/staff/#/moderation/servers");
  await button("Add a server").waitFor();
  await page.keyboard.press("n");
  await page.getByLabel("Server", { exact: true }).fill("somebody@bad.example");
  await button("Limit").click();
  await page.getByText("Write the name of a server").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "host");
  await page.getByLabel("Server", { exact: true }).fill("https://Bad.Example/");
  await page.getByLabel("Do not fetch their pictures").check();
  await page.getByLabel("Reason, public").fill("Threatens our staff.");
  await button("Limit").click();
  const rule = page.getByRole("article", { name: "bad.example" });
  await rule.getByText("Limited", { exact: true }).waitFor();
  await rule.getByText("no pictures").waitFor();
  await rule.getByRole("button", { name: "Change" }).click();
  await page.getByLabel("Block: we neither take nor send anything").check();
  await button("Block").click();
  await rule.getByText("Blocked", { exact: true }).waitFor();
  const { hosts } = await staff.get("/api/staff/moderation/hosts");
  assert.deepEqual(hosts.map(({ host: name, level, reason }) => [name, level, reason]), [["bad.example", "block", "Threatens our staff."]]);
  await rule.getByRole("button", { name: "Lift" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Lift" }).click();
  await page.getByText("No server is limited or blocked").waitFor();
});

test("what a limited person writes waits, off public pages, until it is shown", async () => {
  await page.goto("/staff/#/moderation/people");
  await button("Add a person").click();
  await button("Limit").click();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "address");
  await page.getByLabel("Handle or address").fill(await peer.tell("actor"));
  await button("Limit").click();
  await page.getByText("Limited", { exact: true }).waitFor();
  await peer.tell("reply", note.url, "Is the embassy open?", "en");
  await page.goto("/staff/#/moderation");
  const waiting = page.getByText("Is the embassy open?");
  for (let tries = 0; !(await waiting.count()) && tries < 50; tries += 1) {
    await page.reload();
    await page.getByRole("heading", { name: "Moderation" }).waitFor();
    await waiting.waitFor({ timeout: 1_000 }).catch(() => {});
  }
  assert.doesNotMatch(await publicPage(), /Is the embassy open/);
  await button("Show", { exact: true }).click();
  await page.getByText("It may stand on public pages now.").waitFor();
  assert.match(await publicPage(), /Is the embassy open/);
});

test("a complaint names whom and what, and is refused where it does not", async () => {
  await page.goto("/staff/#/moderation/reports");
  await button("Report an account elsewhere").click();
  await button("Send the complaint").click();
  assert.equal(await page.locator("[aria-invalid=true]").count(), 2);
  await page.getByLabel("Handle or address").fill(await peer.tell("actor"));
  await page.getByLabel("What is wrong").fill("It pretends to be our consulate.");
  await button("Send the complaint").click();
  await page.getByText("The complaint is on its way to").waitFor();
  await peer.received("Flag");
});

test("who is not in the register of public actors is found and not followed", async () => {
  await page.goto("/staff/#/reading");
  await page.getByText("Nothing to read yet").waitFor();
  await page.getByRole("link", { name: "Whom we follow" }).first().click();
  await page.getByLabel("Whom to follow").fill(await peer.tell("actor"));
  await button("Find", { exact: true }).click();
  await page.getByText("It does not stand in the register of public actors").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Follow as/ }).count(), 0);
});

test("its pages and open forms are accessible in both themes and directions, on a desk and on a phone", async () => {
  const found = [];
  const looks = [
    { locale: "en", colorScheme: "light", viewport: { width: 1280, height: 860 } },
    { locale: "ar", colorScheme: "dark", viewport: { width: 390, height: 844 } },
  ];
  const places = ["/moderation", "/moderation/servers", "/moderation/people", "/moderation/reports", "/reading", "/reading/following"];
  for (const look of looks) {
    const other = await openContext(browser, server.base, { ...look, bypassCSP: true });
    await other.addCookies(staff.cookies);
    const seen = await other.newPage();
    for (const place of places) {
      await seen.goto(`/staff/#${place}`);
      await seen.reload();
      await seen.locator("main h1").waitFor();
      const opens = seen.locator("main .row > button.button").first();
      if (place.split("/").length > 2 && (await opens.count())) await opens.click();
      const what = `${place} ${look.locale}`;
      await assertNoOverflow(seen, what);
      for (const finding of await axeFindings(seen)) found.push(`${what}: ${finding}`);
    }
    await other.close();
  }
  assert.deepEqual(found, []);
});

test("no page asked anybody else for anything", () => assert.deepEqual(context.wrongs, []));
