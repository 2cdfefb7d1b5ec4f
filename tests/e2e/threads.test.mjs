// A thread: written in parts, agreed on and sent as one, read as one, changed and deleted.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { createPress, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();

let server;
let browser;
let staff;
let context;
let page;

before(async () => {
  browser = await launch();
  server = await startServer();
  staff = await setUp(server);
  await createPress(staff);
  context = await openContext(browser, server.base, { bypassCSP: true });
  await context.addCookies(staff.cookies);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const saved = () => page.waitForFunction(() => /^Saved/.test(document.querySelector(".saved")?.textContent ?? ""));
const one = async () => staff.get(`/api/staff/posts/${/\d{9,}/.exec(page.url())[0]}`);
const paragraph = (word) => `${word}. ${"We answer every question that reaches us. ".repeat(7).trim()}`;

step("a long text is cut between its paragraphs, and a part more is written", async () => {
  await page.goto("/staff/#/posts/new");
  await page.getByLabel("Text in English").fill([paragraph("One"), paragraph("Two")].join("\n\n"));
  await page.getByRole("button", { name: "Make a thread of 2 parts" }).click();
  assert.match(await page.getByLabel("Part 2 in English").inputValue(), /^Two\./);
  await page.getByRole("button", { name: "Go on in another part" }).click();
  await page.getByLabel("Part 3 in English").fill("And **three**.");
  await page.locator(".preview strong", { hasText: "three" }).waitFor();
  await page.locator(".preview .label", { hasText: "Part 3 of 3" }).waitFor();
  await saved();
  const { body } = await one();
  assert.deepEqual(body.following.map(({ texts }) => texts[0].markdown.slice(0, 5)), ["Two. ", "And *"]);
});

step("its editor is accessible and fits a phone, from right to left too", async () => {
  const found = await axeFindings(page);
  for (const locale of ["ar", "fr"]) {
    const other = await openContext(browser, server.base, { locale, bypassCSP: true, colorScheme: "dark", viewport: { width: 390, height: 844 } });
    await other.addCookies(staff.cookies);
    const seen = await other.newPage();
    await seen.goto(page.url());
    await seen.locator("main .part textarea").first().waitFor();
    await assertNoOverflow(seen, locale);
    found.push(...(await axeFindings(seen)));
    await other.close();
  }
  assert.deepEqual(found, []);
});

step("parts change places and go, by the keyboard", async () => {
  await page.getByRole("button", { name: "Move earlier: 3" }).press("Enter");
  await page.waitForFunction(() => document.activeElement?.value?.startsWith("And"));
  await saved();
  assert.match((await one()).body.following[0].texts[0].markdown, /^And/);
});

step("it leaves as one, and the public page shows it joined", async () => {
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("It has left.").waitFor();
  const post = await one();
  assert.equal(post.parts.length, 3);
  const { note } = await staff.get(`/api/staff/notes/${post.parts[1].note}`);
  assert.equal(note.post, post.id);
  const html = await (await fetch(note.url, { headers: { Accept: "text/html" } })).text();
  const places = ["<p>One.", "<strong>three</strong>", "<p>Two."].map((words) => html.indexOf(words));
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
  assert.ok(places.every((at) => at > 0), JSON.stringify(places));
  assert.match(html, /Part 3 of 3/);
});

step("a part alone is changed as a new version; all of it is deleted as one", async () => {
  await page.getByRole("link", { name: "Change" }).click();
  await page.getByLabel("Part 2 in English").fill("And **three**, corrected.");
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await saved();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Delete all 3 parts" }).waitFor();
  const post = await one();
  const history = await (await fetch(`${server.base}/notes/${post.parts[0].note}/history`, { headers: { Accept: "text/html" } })).text();
  assert.doesNotMatch(history, /Version 2/, "what did not change was not edited");
  await page.getByRole("button", { name: "Delete all 3 parts" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Said too early.");
  await page.getByRole("dialog").getByRole("button", { name: "Delete all 3 parts" }).click();
  await page.getByText("Deleted. The servers that had it are being told.").waitFor();
  assert.deepEqual((await one()).parts.map(({ deleted }) => deleted), [true, true, true]);
});

step("what a colleague does to a post shows on an open page by itself", async () => {
  await page.goto("/staff/#/posts");
  await page.getByRole("heading", { name: "Posts", exact: true }).waitFor();
  const { accounts } = await staff.get("/api/staff/accounts");
  const texts = [{ language: "en", markdown: "Written elsewhere." }];
  const body = { account: accounts[0].id, texts, pictures: [] };
  const post = await staff.send("POST", "/api/staff/posts", body, { "Idempotency-Key": "elsewhere" });
  await page.getByRole("link", { name: "Written elsewhere." }).waitFor();
  await page.goto(`/staff/#/posts/${post.id}`);
  await page.getByText("It is being written.").waitFor();
  await staff.send("POST", `/api/staff/posts/${post.id}/submit`, { version: 1 });
  await page.getByText("It has left.").waitFor({ timeout: 5_000 });
});
