// The whole application without a mouse.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { launch, openContext } from "./browser.mjs";
import { createPress, recording, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";

let server;
let browser;
let page;

before(async () => {
  server = await startServer();
  const staff = await setUp(server);
  await createPress(staff);
  await server.stop({ keep: true });
  const file = path.join(server.data, "recording.ndjson");
  writeFileSync(file, recording(20));
  server = await startServer({ ...server, args: ["--replay", file, "--replay-speed", "100"] });
  browser = await launch();
  const context = await openContext(browser, server.base);
  await context.addCookies(staff.cookies);
  page = await context.newPage();
  await page.goto("/staff/#/listen/posts");
  await page.locator(".posts li").first().waitFor();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const focused = () => page.evaluate(() => document.activeElement?.innerText || document.activeElement?.tagName);
const keys = async (...pressed) => {
  for (const key of pressed) await page.keyboard.press(key);
};

test("the first stop of the Tab key skips to the content", async () => {
  await keys("Tab");
  assert.equal(await focused(), "Skip to the content");
  await keys("Enter");
  assert.equal(await focused(), "Listen");
  assert.match(page.url(), /\/staff\/(#.*)?$/);
});

test("g and a letter go to a page, whose title takes the focus", async () => {
  const places = [
    ["n", "Inbox"],
    ["a", "Accounts"],
    ["t", "Today"],
    ["w", "Watches"],
    ["b", "Public actors"],
    ["f", "Press pages"],
    ["p", "People"],
    ["u", "Audit log"],
    ["l", "Listen"],
  ];
  for (const [letter, title] of places) {
    await keys("g", letter);
    await page.getByRole("heading", { name: title, level: 1 }).waitFor();
    assert.equal(await focused(), title);
  }
});

test("j and k walk the posts, one Tab stop for all of them", async () => {
  await page.getByRole("navigation", { name: "Parts of this page" }).getByRole("link", { name: "Posts" }).focus();
  await keys("Enter");
  await page.locator(".posts li").nth(1).waitFor();
  await keys("j");
  const first = await focused();
  await keys("j");
  const second = await focused();
  assert.notEqual(first, second);
  await keys("k");
  assert.equal(await focused(), first);
  assert.equal(await page.locator(".posts li[tabindex='0']").count(), 1);
});

test("? shows the keys, Escape closes them and the focus returns", async () => {
  const before = await focused();
  await keys("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await keys("g", "r");
  assert.equal(await page.getByRole("dialog").count(), 1, "keys rest while a dialogue is open");
  await keys("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(), before);
});

test("an account's post is written, published and deleted without a mouse", async () => {
  await keys("g", "a");
  const account = page.getByRole("link", { name: "Press office" });
  await account.waitFor();
  await account.focus();
  await keys("Enter");
  await page.getByRole("heading", { name: "Press office", level: 1 }).waitFor();
  await page.getByRole("link", { name: "New post" }).waitFor();
  await keys("n");
  await page.getByLabel("Text in English").waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await page.keyboard.type("Good morning, gr and ? are letters here");
  await keys("Control+Enter");
  await page.getByText("It has left.").waitFor();
  await page.getByRole("link", { name: "Press office" }).focus();
  await keys("Enter");
  await page.getByRole("button", { name: "Delete" }).focus();
  await keys("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete this post?" });
  await dialog.waitFor();
  await keys("Escape");
  await dialog.waitFor({ state: "detached" });
  await keys("Enter");
  await dialog.getByLabel("Reason").focus();
  await page.keyboard.type("Asked too early");
  await dialog.getByRole("button", { name: "Delete the post" }).focus();
  await keys("Enter");
  await page.getByRole("heading", { name: "Nothing published yet" }).waitFor();
});

test("single keys can be turned off", async () => {
  await page.getByRole("button", { name: "Preferences" }).focus();
  await keys("Enter");
  await page.getByLabel("Shortcuts of single keys").focus();
  await keys("Space", "Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await keys("?");
  await keys("g", "r");
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Press office");
});
