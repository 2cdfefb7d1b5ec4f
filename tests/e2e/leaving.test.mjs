// Who leaves a page on which words of hers are kept nowhere else is asked first, whichever way she goes.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
let server;
let browser;
let amina;
let context;
let page;
let post;

before(async () => {
  browser = await launch();
  server = await startServer();
  amina = await setUp(server);
  const press = await amina.send("POST", "/api/staff/accounts", { name: "press", type: "Organization", display_name: "Press office", language: "en", approvals: 1, grace: 30 });
  const body = { account: press.id, texts: [{ language: "en", markdown: "The road to Juba is open.", warning: "" }], pictures: [] };
  const draft = await amina.send("POST", "/api/staff/posts", body);
  post = await amina.send("POST", `/api/staff/posts/${draft.id}/submit`, { version: draft.version });
  context = await openContext(browser, server.base);
  await context.addCookies(amina.cookies);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = () => page.getByRole("dialog", { name: "Your change is not kept" });
const press = (name) => dialog().getByRole("button", { name }).click();
const text = () => page.getByLabel("Text in English");
const change = async (words) => {
  await page.goto("/staff/#/posts");
  await page.getByRole("heading", { level: 1, name: "Posts" }).waitFor();
  await page.goto(`/staff/#/posts/${post.id}`);
  await page.getByRole("link", { name: "Change" }).click();
  await text().fill(words);
};
const standsAt = (hash) => page.waitForFunction((wanted) => location.hash === wanted, hash);
const stored = async () => (await amina.get(`/api/staff/posts/${post.id}`)).body.texts[0].markdown;

step("a change to what waits is asked about at a link, and stays with whoever stays", async () => {
  await change("The road to Juba is open again.");
  await page.getByRole("link", { name: "Posts", exact: true }).click();
  await dialog().waitFor();
  await standsAt(`#/posts/${post.id}/edit`);
  assert.deepEqual(await axeFindings(page), []);
  await press("Stay");
  assert.equal(await text().inputValue(), "The road to Juba is open again.");
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await dialog().waitFor();
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
  assert.equal(await text().inputValue(), "The road to Juba is open again.");
});

step("the way back asks too, goes back where it leads, and forward again from there", async () => {
  await page.goBack();
  await dialog().waitFor();
  await standsAt(`#/posts/${post.id}/edit`);
  await page.evaluate(() => history.go(-2)); // further, while it asks
  await page.waitForTimeout(0);
  await press("Leave without it");
  await standsAt("#/posts");
  await page.getByRole("heading", { level: 1, name: "Posts" }).waitFor();
  assert.equal(await stored(), "The road to Juba is open.");
  await page.goForward();
  await standsAt(`#/posts/${post.id}`);
  await page.goForward();
  await standsAt(`#/posts/${post.id}/edit`);
  assert.equal(await text().inputValue(), "The road to Juba is open.");
});

step("saved as a new version it goes where it was going", async () => {
  await change("The road to Juba is open for lorries.");
  await page.getByRole("link", { name: "Calendar", exact: true }).click();
  await press("Save as a new version");
  await page.getByRole("heading", { level: 1, name: "Calendar" }).waitFor();
  assert.equal(await stored(), "The road to Juba is open for lorries.");
});

step("signing out asks as well", async () => {
  post = await amina.get(`/api/staff/posts/${post.id}`);
  await amina.send("POST", `/api/staff/posts/${post.id}/submit`, { version: post.version });
  await change("The road to Juba is closed.");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await dialog().waitFor();
  await press("Stay");
  assert.equal(await text().inputValue(), "The road to Juba is closed.");
  await page.getByRole("link", { name: "Today", exact: true }).click();
  await press("Leave without it");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
});

step("a draft goes with its last words unasked, and is asked about where they cannot be saved", async () => {
  const drafted = async (words) => {
    await page.goto("/staff/#/posts/new");
    await text().fill(words);
  };
  await drafted("A bridge was opened.");
  await page.getByRole("link", { name: "Posts", exact: true }).click();
  await page.getByText("A bridge was opened.").waitFor();
  assert.equal(await dialog().count(), 0);
  await drafted("A second bridge.");
  await context.setOffline(true);
  await page.getByRole("link", { name: "Today", exact: true }).click();
  await dialog().waitFor();
  await press("Stay");
  await context.setOffline(false);
  assert.equal(await text().inputValue(), "A second bridge.");
  await drafted("x".repeat(20_000));
  await page.getByRole("link", { name: "Today", exact: true }).click();
  await dialog().getByText("Stay to finish it or to copy it.").waitFor();
  await press("Leave without it");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
});

step("rules and forms on cards ask likewise, and not once they are saved", async () => {
  await page.goto("/staff/#/routing");
  await page.getByRole("textbox", { name: "Rules" }).fill("# none yet");
  await page.goBack();
  await press("Put into force");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  assert.equal((await amina.get("/api/staff/routing")).text.trim(), "# none yet");
  await page.goto("/staff/#/lines");
  await page.getByRole("button", { name: "New line" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Roads");
  await page.goBack();
  await press("Stay");
  await page.getByRole("button", { name: "Make the line" }).click();
  await page.getByRole("heading", { level: 1, name: "Roads" }).waitFor();
  assert.equal(await dialog().count(), 0);
});

step("on a phone the question is whole", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await change("The road to Juba is narrow.");
  await page.goBack();
  await dialog().waitFor();
  await assertNoOverflow(page, "the question");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/leaving-390.png` });
  await press("Leave without it");
  assert.deepEqual(context.wrongs.filter((wrong) => !wrong.includes("offline")), []);
});
