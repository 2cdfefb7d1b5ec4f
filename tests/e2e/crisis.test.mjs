// Bad weather: a post is measured, a person opens a crisis, holds every post, writes down what is said falsely and what
// we say instead; the wall shows figures.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { createPress, publish, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
let server;
let browser;
let page;
let staff;
let crisis;

before(async () => {
  server = await startServer();
  staff = await setUp(server);
  const press = await createPress(staff);
  await publish(staff, press, "We call on the government of Norway to open the bridge.");
  browser = await launch();
  const context = await openContext(browser, server.base);
  await context.addCookies(staff.cookies);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

step("a crisis is a log, and one press holds every post", async () => {
  crisis = await staff.send("POST", "/api/staff/crises", { title: "The bridge" });
  await staff.send("POST", `/api/staff/crises/${crisis.id}/entries`, { kind: "fact", words: "It is closed since nine." });
  const held = await staff.send("POST", `/api/staff/crises/${crisis.id}/hold`, { reason: "Nothing leaves until we know more." });
  assert.equal(typeof held.held, "number");
  const whole = await staff.get(`/api/staff/crises/${crisis.id}`);
  assert.deepEqual(whole.entries.map(({ kind }) => kind), ["fact", "hold"]);
  assert.equal(whole.hold.reason, "Nothing leaves until we know more.");
  const board = await staff.get(`/api/staff/crises/${crisis.id}/board`);
  assert.equal(board.holding, true);
  assert.equal(board.by_hour.length, 24);
});

step("what is said falsely has evidence and dated corrections", async () => {
  const said = await staff.send("POST", "/api/staff/assertions", { said: "The bridge fell.", language: "en", crisis: crisis.id });
  await staff.send("POST", `/api/staff/assertions/${said.id}/evidence`, { url: "https://roads.example/bridge", words: "It stands.", verdict: "false" });
  const whole = await staff.send("POST", `/api/staff/assertions/${said.id}/corrections`, { language: "en", markdown: "The bridge stands." });
  assert.equal(whole.assertion.verdict, "false");
  assert.equal(whole.corrections[0].version, 1);
  await assert.rejects(staff.send("POST", `/api/staff/assertions/${said.id}/copies`, { text: "The bridge fell into the river on Monday morning." }));
});

step("the pages say it, for everybody who reads them", async () => {
  const { assertions } = await staff.get("/api/staff/assertions");
  const pages = {
    "/fire": ["Under fire", "#posts"],
    "/crises": ["Crises", "main .list"],
    [`/crises/${crisis.id}`]: ["The bridge", "#log"],
    [`/crises/${crisis.id}/wall`]: ["The bridge", "dl"],
    "/assertions": ["False assertions", "main .list"],
    [`/assertions/${assertions[0].id}`]: ["Assertion", "#corrections"],
  };
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 860 });
    for (const [path, [title, ready]] of Object.entries(pages)) {
      await page.goto(`/staff/#${path}`);
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await page.locator(ready).first().waitFor();
      await assertNoOverflow(page, `${path} at ${width} px`);
      assert.deepEqual(await axeFindings(page), [], path);
    }
  }
});

step("an entry is added on the page and stays", async () => {
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.goto(`/staff/#/crises/${crisis.id}`);
  await page.getByLabel("Words").fill("We answer at eleven.");
  await page.getByRole("button", { name: "Add to the log" }).click();
  await page.getByText("We answer at eleven.", { exact: true }).last().waitFor();
  await page.getByText("Every post is held since").waitFor();
});

step("what is said falsely is written down from the crisis, and belongs to it", async () => {
  await page.getByRole("link", { name: "Write one down" }).click();
  await page.getByLabel("What is said").fill("The ferry sank.");
  await page.getByRole("button", { name: "Write it down" }).click();
  await page.getByText("The ferry sank.").first().waitFor();
  await page.getByRole("link", { name: "Crisis page" }).click();
  await page.getByRole("link", { name: "The ferry sank." }).waitFor();
});

step("the wall has no navigation and keeps its figures while the line is broken", async () => {
  await page.goto(`/staff/#/crises/${crisis.id}/wall`);
  await page.getByRole("heading", { level: 1, name: "The bridge" }).waitFor();
  assert.equal(await page.getByRole("navigation").count(), 0);
  const figures = await page.locator("dl dd").count();
  await page.route("**/board", (route) => route.abort());
  await page.clock.install();
  await page.clock.runFor(16_000);
  await page.locator(".lost").waitFor();
  assert.equal(await page.locator("dl dd").count(), figures);
  await page.unroute("**/board");
  await page.clock.runFor(16_000);
  await page.locator(".lost").waitFor({ state: "detached" });
});

step("a correction becomes a draft of an account one may write for", async () => {
  const { assertions } = await staff.get("/api/staff/assertions");
  await page.goto(`/staff/#/assertions/${assertions[0].id}`);
  await page.getByLabel("What we say instead").fill("The ferry is in port.");
  await page.getByLabel("Say it as").selectOption({ label: "Press office (@press)" });
  await page.getByRole("button", { name: "Add the correction" }).click();
  await page.waitForURL(/#\/posts\/\d+\/edit/);
  await page.getByText("The ferry is in port.").first().waitFor();
});
