// A watch's whole life in one browser, under the real policy: an analyst writes it, the data-protection officer approves
// it, it hears, it alerts, people read and judge, the officer suspends it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { join, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";

// Each step stands on the one before: after a failure the rest is passed over.
let broken = false;
const step = (name, run) =>
  test(name, async (t) => {
    if (broken) return t.skip("an earlier step failed");
    broken = true;
    await run();
    broken = false;
  });

const jonas = { login: "jonas.berg", name: "Jonas Berg", password: "harbour candle meadow brass" };
const dora = { login: "dora.lind", name: "Dora Lind", password: "granite willow teapot seven" };
let server;
let browser;
let admin;
let analyst; // { staff, context, page }
let officer;

async function sit(staff) {
  const context = await openContext(browser, server.base);
  await context.addCookies(staff.cookies);
  return { staff, context, page: await context.newPage() };
}

// Forty people repeat one sentence, and forty speak in their own words, each of them once.
function burst() {
  const start = Date.parse("2026-11-01T08:00:00Z");
  const own = ["The ferry to Selm was late again.", "Is there a ferry on Sunday?", "Le ferry part à midi.", "متى تصل العبّارة ferry إلى سلم؟"];
  const languages = ["en", "en", "fr", "ar"];
  const copied = "Nobody answers the telephone: where is the consul, and who helps the families on the Norway ferry tonight?";
  return Array.from({ length: 80 }, (_, index) =>
    JSON.stringify({
      id: `post-${index}`,
      author: `person-${index}@people.example`,
      time: new Date(start + index * 1000).toISOString(),
      text: index % 2 ? copied : `${own[(index / 2) % 4]} Norway, number ${index}.`,
      language: index % 2 ? "en" : languages[(index / 2) % 4],
    }),
  ).join("\n");
}

before(async () => {
  browser = await launch();
  server = await startServer();
  admin = await setUp(server, ["Norway"]);
  analyst = await sit(await join(server, admin, jonas, "analyst"));
  officer = await sit(await join(server, admin, dora, "dpo"));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

step("each role sees the places it may go to, and no others", async () => {
  const places = async ({ page }) => {
    await page.goto("/staff/");
    await page.getByRole("heading", { name: "Today", level: 1 }).waitFor();
    return page.locator("nav[aria-label=Main] a").allInnerTexts();
  };
  const heard = ["Watches", "Public actors", "Press pages"];
  const spoken = ["Posts", "Approvals", "Calendar", "Accounts", "Reading", "Deliveries"];
  assert.deepEqual(await places(analyst), ["Today", ...spoken, "Listen", ...heard]);
  assert.deepEqual(await places(officer), ["Today", "Listen", ...heard, "Data protection", "Records", "Retention", "Audit log"]);
  await officer.page.goto("/staff/#/watches/new");
  await officer.page.getByRole("heading", { name: "Your role does not include this page" }).waitFor();
});

step("the editor says where a query is wrong while it is typed, and puts the cursor there", async () => {
  const { page } = analyst;
  await page.getByRole("link", { name: "Watches" }).click();
  await page.getByRole("link", { name: "New watch" }).click();
  const query = page.getByLabel("Query", { exact: true });
  await query.fill("ferry langauge:ar");
  const place = page.locator(".remarks .error");
  await place.getByText("Character 7").waitFor();
  await place.getByText(/lang:/).first().waitFor();
  await place.getByRole("button").click();
  assert.equal(await query.evaluate((area) => area.selectionStart), 6);
  await query.fill('(ferry OR "Aurora Bay") NOT football');
  await page.locator(".read").getByText("Read as").waitFor();
  assert.equal(await page.locator(".remarks .error").count(), 0);
});

step("a phrase like a person's name is said to be held", async () => {
  const { page } = analyst;
  const query = page.getByLabel("Query", { exact: true });
  await query.fill('ferry OR "Magnus Halvorsen"');
  await page.getByText(/“Magnus Halvorsen” resembles a personal name/).waitFor();
  await query.fill("ferry");
});

step("nothing is submitted without its grounds", async () => {
  const { page } = analyst;
  await page.getByRole("button", { name: "Submit for approval" }).click();
  await page.getByText("Please fill this in.").first().waitFor();
  await page.getByText("Choose a purpose.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Help on the ferries");
  await page.getByLabel("Consular protection").check();
  await page.getByLabel("Legal basis").fill("Foreign Service Act, section 4");
  await page.getByLabel("Impact assessment").fill("DPIA 2026/14");
  await page.getByRole("button", { name: "Submit for approval" }).click();
  await page.getByRole("heading", { name: "Help on the ferries", level: 1 }).waitFor();
  await page.getByText("Waits for approval").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Approve" }).count(), 0, "an analyst approves nothing");
});

step("the officer finds it under what waits for her, and approves it", async () => {
  const { page } = officer;
  await page.goto("/staff/#/today");
  await page.reload();
  await page.getByRole("heading", { name: "Waiting for you" }).waitFor();
  await page.getByRole("link", { name: "Help on the ferries" }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("dialog", { name: "Approve this watch?" }).getByRole("button", { name: "Approve" }).click();
  await page.getByRole("heading", { name: "Runs now" }).waitFor();
  await page.getByText("Approved", { exact: true }).waitFor();
});

step("what people say is counted, and shown with what is usual and how sure it is", async () => {
  await server.stop({ keep: true });
  const file = path.join(server.data, "recording.ndjson");
  writeFileSync(file, burst());
  server = await startServer({ ...server, args: ["--replay", file, "--replay-speed", "40"] });
  const { page } = analyst;
  await page.goto(`${server.base}/staff/#/listen`);
  await page.reload();
  await page.locator(".total").waitFor({ timeout: 60_000 });
  await page.locator(".which select").selectOption({ label: "Help on the ferries" });
  await page.locator(".total strong").filter({ hasText: /^80$/ }).waitFor({ timeout: 60_000 });
  await page.getByRole("figure", { name: "By language" }).getByRole("button", { name: /English/ }).waitFor();
});

step("every figure has its table, and its file holds the same numbers", async () => {
  const { page } = analyst;
  const figure = page.getByRole("figure", { name: "By language" });
  await figure.getByRole("button", { name: /^Table/ }).click();
  const shown = await figure.locator("tbody tr").first().innerText();
  assert.match(shown, /English/);
  const [saved] = await Promise.all([page.waitForEvent("download"), figure.getByRole("button", { name: /^CSV/ }).click()]);
  assert.equal(saved.suggestedFilename(), "by-language.csv");
  const lines = readFileSync(await saved.path(), "utf8").split("\r\n");
  assert.match(lines[0], /^\ufeffLanguage,Posts,Share,/);
  const count = shown.match(/\d+/)[0];
  assert.ok(lines.some((line) => line.startsWith(`English,${count},`)), lines.join("\n"));
  await figure.getByRole("button", { name: /^Table/ }).click();
});

step("a row leads to its posts, and its filter goes with a press", async () => {
  const { page } = analyst;
  const figure = page.getByRole("figure", { name: "By language" });
  await figure.getByRole("button", { name: /English/ }).click();
  await page.locator(".posts li").first().waitFor();
  assert.match(page.url(), /#\/listen\/posts$/);
  await page.locator(".chip").filter({ hasText: "English" }).click();
  await page.locator(".chip").waitFor({ state: "detached" });
  await page.getByRole("searchbox").fill("telephone");
  await page.getByRole("button", { name: "Search" }).click();
  await page.locator(".chip").filter({ hasText: "telephone" }).waitFor();
  await page.locator(".posts li").first().waitFor();
  for (const text of await page.locator(".posts .words").allInnerTexts()) assert.match(text, /telephone/);
  assert.doesNotMatch(await page.locator("main").innerText(), /person-\d|people\.example/, "no author is named");
});

step("a text many people copy raises an alert with its reasons, and the analyst judges it", async () => {
  const { page } = analyst;
  await page.getByRole("link", { name: /^Alerts/ }).click();
  const alert = page.locator("article").filter({ hasText: "The same text spreads" }).filter({ hasText: "Help on the ferries" });
  await alert.waitFor({ timeout: 120_000 });
  await alert.getByText("40 people wrote nearly the same text, in 40 posts.").waitFor();
  await alert.getByRole("button", { name: "Useful" }).click();
  await alert.getByText("useful, says Jonas Berg").waitFor();
  await page.getByText(/1 useful, 0 false alarms/).waitFor();
  await page.getByRole("link", { name: "Stories" }).click();
  await page.getByText("by 40 people").waitFor();
});

step("the officer suspends the watch with a reason, and it matches no more", async () => {
  const { page } = officer;
  await page.goto(`${server.base}/staff/#/watches`);
  await page.getByRole("link", { name: "Help on the ferries" }).click();
  await page.getByRole("button", { name: "Suspend" }).click();
  const dialog = page.getByRole("dialog", { name: "Suspend this watch?" });
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await dialog.getByText("Please fill this in.").waitFor();
  await dialog.getByLabel("Reason").fill("The assessment misses the families.");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await page.getByText("Suspended", { exact: true }).first().waitFor();
  await page.getByText("The assessment misses the families.").waitFor();
  const { watches } = await admin.get("/api/staff/watches");
  assert.equal(watches.find(({ status }) => status === "suspended").active, false);
});

step("the officer sees who looked, answers a person, and names a contact", async () => {
  const { page } = officer;
  await page.getByRole("link", { name: "Data protection" }).click();
  await page.getByRole("heading", { name: "Who looked at what" }).waitFor();
  await page.locator(".looks").getByText("Jonas Berg").first().waitFor();
  const heard = page.locator("form").filter({ has: page.getByLabel("Address the person gave") }).first(); // the other asks for letters
  await heard.getByLabel("Address the person gave").fill("did:plc:ewvi7nxzyoun6zhxrhs64oiz");
  await heard.getByRole("button", { name: "Show what is kept" }).click();
  await page.getByText("0 posts are kept.").waitFor();
  await page.getByLabel("Contact").fill("dpo@mfa.example");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The public notice names the new contact.").waitFor();
  const notice = await fetch(`${server.base}/transparency`, { headers: { Accept: "text/html" } });
  const shown = await notice.text();
  assert.match(shown, /dpo@mfa\.example/);
  assert.match(shown, /Help on the ferries/);
});

step("a public actor is proposed by one and approved by two others", async () => {
  const { page } = analyst;
  await page.getByRole("link", { name: "Public actors", exact: true }).click();
  await page.getByRole("button", { name: "Propose a public actor" }).click();
  await page.locator("input[name=names]").fill("Coast Guard of Norway");
  await page.getByLabel("Office or registration").fill("Coast Guard Act of 1997");
  await page.getByLabel("Country", { exact: true }).selectOption("NO");
  await page.getByLabel("Addresses").fill("@coastguard.example");
  await page.getByLabel("Evidence", { exact: true }).fill("https://coastguard.example/about");
  await page.getByLabel("What the evidence shows").fill("The official site names the account.");
  await page.getByRole("button", { name: "Propose", exact: true }).click();
  await page.getByText("2 approvals are missing").waitFor();
  await officer.page.getByRole("link", { name: "Public actors", exact: true }).click();
  await officer.page.getByRole("button", { name: "Approve" }).click();
  await officer.page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await officer.page.getByText("1 approval is missing").waitFor();
  const [actor] = (await admin.get("/api/staff/register")).public_actors;
  await admin.send("POST", `/api/staff/register/${actor.id}/approve`, {});
  await officer.page.reload();
  await officer.page.getByRole("heading", { name: "In the register" }).waitFor();
});

test("nothing on the way broke the page's policy or asked anyone else", () => {
  assert.deepEqual(analyst.context.wrongs, []);
  assert.deepEqual(officer.context.wrongs, []);
});

for (const [language, theme, viewport] of [
  ["en", "light", { width: 1440, height: 900 }],
  ["ar", "dark", { width: 390, height: 844 }],
  ["fr", "dark", { width: 1440, height: 900 }],
  ["fr", "light", { width: 390, height: 844 }],
])
  test(`axe finds nothing on what listening shows (${language}, ${theme}, ${viewport.width} px)`, async (t) => {
    if (broken) return t.skip("an earlier step failed");
    const findings = [];
    for (const [staff, addresses] of [
      [analyst.staff, ["/today", "/listen", "/listen/stories", "/listen/posts", "/listen/alerts", "/watches", "/watches/new", "/register"]],
      [officer.staff, ["/today", "/watches", "/data-protection"]],
    ]) {
      const context = await openContext(browser, server.base, { locale: language, colorScheme: theme, viewport, bypassCSP: true });
      await context.addCookies(staff.cookies);
      const page = await context.newPage();
      for (const address of addresses) {
        await page.goto(`${server.base}/staff/#${address}`);
        await page.reload();
        await page.locator("main h2, main form").first().waitFor();
        await assertNoOverflow(page, `${address} ${language}`);
        for (const finding of await axeFindings(page)) findings.push(`${address}: ${finding}`);
      }
      await context.close();
    }
    assert.deepEqual(findings, []);
  });
