// Terms, legal holds and archives, as the officer for data protection decides them; and what is left of a question
// when its time is over is the unit tests' (answer/retention_test).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { gunzipSync } from "node:zlib";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { createPress, join, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
const dora = { login: "dora.lind", name: "Dora Lind", password: "harbour lantern moss violet" };
let server;
let browser;
let page;
let officer;
let auditor;

before(async () => {
  server = await startServer();
  const staff = await setUp(server);
  await createPress(staff);
  officer = await join(server, staff, dora, "dpo");
  auditor = await join(server, staff, { login: "asta.berg", name: "Asta Berg", password: "willow copper river lantern" }, "auditor");
  browser = await launch();
  const context = await openContext(browser, server.base);
  await context.addCookies(officer.cookies);
  page = await context.newPage();
  await page.goto(`${server.base}/staff/#/retention`);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

step("a hold is placed with its reason, and seen", async () => {
  await page.getByRole("button", { name: "Place a hold" }).click();
  await page.getByLabel("On what").selectOption("desk");
  await page.getByLabel("A desk").selectOption({ index: 0 });
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Place a hold" }).click();
  await dialog.getByText("Please fill this in.").waitFor();
  await page.getByLabel("Reason").fill("Case 14/26, Nairobi");
  await dialog.getByRole("button", { name: "Place a hold" }).click();
  await page.getByText("Case 14/26, Nairobi").waitFor();
  assert.equal((await auditor.get("/api/staff/holds")).holds.length, 1);
});

step("a shorter term is asked for twice", async () => {
  await page.getByLabel("Said to few: days").fill("180");
  await page.getByRole("button", { name: "Save terms" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("for good").waitFor();
  assert.equal((await officer.get("/api/staff/retention")).classes[0].days, 365);
  await dialog.getByRole("button", { name: "Save terms" }).click();
  await page.getByText("The terms are saved.").waitFor();
  assert.equal((await officer.get("/api/staff/retention")).classes[0].days, 180);
});

step("an archive is made, fetched, and what its manifest says is true", async () => {
  await page.getByRole("button", { name: "Make an archive" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make an archive" }).click();
  const link = page.getByRole("link", { name: "Save file" });
  await link.waitFor({ timeout: 20_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const bytes = readFileSync(await download.path());
  assert.match(download.suggestedFilename(), /^conversations-\d+\.ndjson\.gz$/);
  const { exports } = await officer.get("/api/staff/exports");
  assert.equal(createHash("sha256").update(bytes).digest("hex"), exports[0].manifest.sha256);
  assert.equal(gunzipSync(bytes).toString().split("\n").filter(Boolean).length, exports[0].conversations);
  const records = JSON.stringify(await auditor.get("/api/staff/records"));
  assert.match(records, /export\.fetch/);
});

step("a hold is lifted after a question, and stays on record", async () => {
  await page.getByRole("button", { name: /^Lift the hold/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Lift" }).click();
  await page.getByText(/lifted by/).waitFor();
});

step("the page is clean in three languages, both directions and on a phone", async () => {
  for (const [language, viewport] of [["en", { width: 1280, height: 900 }], ["ar", { width: 390, height: 844 }], ["fr", { width: 320, height: 640 }]]) {
    const context = await openContext(browser, server.base, { locale: language, viewport });
    await context.addCookies(officer.cookies);
    const look = await context.newPage();
    await look.goto(`${server.base}/staff/#/retention`);
    await look.locator("main .terms").waitFor();
    await look.locator("main .mono").first().waitFor();
    assert.deepEqual(await axeFindings(look), [], language);
    await assertNoOverflow(look, `retention ${language}`);
    if (process.env.PICTURES) await look.screenshot({ path: `${process.env.PICTURES}/retention-${language}.png`, fullPage: true });
    await context.close();
  }
});
