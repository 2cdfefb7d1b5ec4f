// A press page's life: looked at, added, read by itself, paused, resumed, removed.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { after, before, test } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";

let site;
let origin;
let server;
let browser;
let staff;
let page;

const rss = () => `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Valdoria Press</title>
<link>${origin}/</link><language>fr</language><item><title>Le consulat rouvre lundi</title><guid>1</guid>
<pubDate>${new Date().toUTCString()}</pubDate></item></channel></rss>`;

before(async () => {
  site = http.createServer((request, response) => {
    const feed = request.url === "/rss.xml";
    response.writeHead(feed || request.url === "/" ? 200 : 404, { "Content-Type": feed ? "application/rss+xml" : "text/html" });
    response.end(feed ? rss() : '<link rel="alternate" type="application/rss+xml" href="/rss.xml"><p>Press</p>');
  });
  await once(site.listen(0, "127.0.0.1"), "listening");
  const host = `127.0.0.1:${site.address().port}`;
  origin = `http://${host}`;
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: host } });
  staff = await setUp(server);
  browser = await launch();
  const context = await openContext(browser, server.base);
  await context.addCookies(staff.cookies);
  page = await context.newPage();
  await page.goto("/staff/#/feeds");
});
after(async () => {
  await browser?.close();
  await server?.stop();
  site?.close();
});

const press = (name) => page.getByRole("button", { name, exact: true }).click();

test("a page that is no feed names the one it has", async () => {
  await press("Add a press page");
  await page.getByLabel("Address of the feed").fill(`${origin}/`);
  await press("Look at it");
  await page.getByText(`${origin}/rss.xml`).waitFor();
});

test("what its feed holds is shown before it is added", async () => {
  await page.getByLabel("Address of the feed").fill(`${origin}/rss.xml`);
  await press("Look at it");
  await page.getByText("Valdoria Press").waitFor();
  await page.getByText("Le consulat rouvre lundi").waitFor();
  assert.deepEqual((await staff.get("/api/staff/feeds")).feeds, []);
  await page.getByText("RSS with 1 entry").waitFor();
});

test("once added it is read without being asked, and the page says so", async () => {
  await press("Add it");
  await page.getByRole("heading", { name: "Valdoria Press", level: 2 }).waitFor();
  await page.getByText("1 new entry since it was added").waitFor();
  await page.getByText("Is read", { exact: true }).waitFor();
});

test("the notice to the public names its host", async () => {
  const text = await (await fetch(`${server.base}/transparency`)).text();
  assert.match(text, new RegExp(`>127\\.0\\.0\\.1:${site.address().port}<`));
});

test("it is paused and resumed", async () => {
  await press("Pause");
  await page.getByText("Paused", { exact: true }).waitFor();
  await press("Resume");
  await page.getByText("Is read", { exact: true }).waitFor();
});

test("nothing of it breaks the policy, the rules of accessibility or a narrow window", async () => {
  assert.deepEqual(page.context().wrongs, []);
  for (const locale of ["en", "ar"]) {
    const context = await openContext(browser, server.base, { locale, bypassCSP: true, viewport: { width: 390, height: 844 } });
    await context.addCookies(staff.cookies);
    const narrow = await context.newPage();
    await narrow.goto("/staff/#/feeds");
    await narrow.getByRole("heading", { name: "Valdoria Press" }).waitFor();
    await assertNoOverflow(narrow, `the list (${locale})`);
    assert.deepEqual(await axeFindings(narrow), [], locale);
    await narrow.locator(".head button").click();
    await narrow.locator("form input").fill(`${origin}/rss.xml`);
    await narrow.locator("form button[type=submit]").click();
    await narrow.locator(".found").waitFor();
    await assertNoOverflow(narrow, `the form (${locale})`);
    assert.deepEqual(await axeFindings(narrow), [], locale);
    await context.close();
  }
});

test("removed, it is gone from the list, and the log says who did what", async () => {
  await press("Remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("No press page is read yet").waitFor();
  const { entries } = await staff.get("/api/staff/audit");
  const done = entries.map(({ action }) => action).filter((action) => action.startsWith("feed."));
  assert.deepEqual(done, ["feed.remove", "feed.resume", "feed.pause", "feed.add"]);
});
