// The pages with which a desk is run, in both directions and themes: axe finds nothing, nothing is wider than a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPeer } from "../interop/fedify/start.mjs";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { eventually } from "./eventually.mjs";
import { createPress, publish, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";

const looks = [
  { locale: "en", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { locale: "ar", colorScheme: "dark", viewport: { width: 390, height: 844 } },
  { locale: "fr", colorScheme: "dark", viewport: { width: 1280, height: 860 } },
];
let server;
let peer;
let browser;
let staff;
let pages;

before(async () => {
  const port = await freePort();
  peer = await startPeer(port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` } });
  staff = await setUp(server);
  const press = await createPress(staff);
  const note = await publish(staff, press, "The consulate in Juba is open again.");
  const { desks } = await staff.get("/api/staff/desks");
  const [desk] = desks;
  const legal = await staff.send("POST", "/api/staff/desks", { mission: desk.mission, name: "Legal" });
  await staff.send("PUT", "/api/staff/routing", { text: `rule "Arabic" when language is ar then desk "Capital / ${desk.name}"`, version: 0 });
  await staff.send("POST", "/api/staff/chains", {
    name: "Legal department",
    rule: "Silence asks the front desk.",
    version: 0,
    steps: [{ desk: legal.id, amount: 60, unit: "covered", silence: "escalate", to: desk.id }],
  });
  const line = await staff.send("POST", "/api/staff/lines", { name: "Fees", mission: desk.mission, desk: desk.id, purpose: "answer", topics: [] });
  const flood = await makeFlood(press, note);
  pages = [
    ["/routing", "main textarea"],
    ["/chains", "main h3"],
    ["/lines", "main .lines"],
    [`/lines/${line.id}`, "main h2"],
    ["/desks", "main h2"],
    [`/desks/${desk.id}`, "main .tabs"],
    [`/floods/${flood.id}`, "main .members"],
    ["/auditor", "main dl"],
  ];
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await peer?.stop();
  await server?.stop();
});

async function makeFlood(press, note) {
  for (const [thread, city] of ["Juba", "Wau", "Bor"].entries()) {
    const words = `Please tell us when the passport office in ${city} opens again after the long holidays this winter.`;
    await peer.tell("mention", `${server.base}/actors/${press.id}`, `${note.url}?thread=${thread}`, words);
  }
  const conversations = await eventually("three ask the same", async () => {
    const found = await staff.get("/api/staff/conversations?q=place%3Aqueue");
    return found.conversations.length === 3 && found.conversations;
  });
  return staff.send("POST", "/api/staff/floods", { conversation: conversations[0].id, leave_out: [] });
}

for (const look of looks) {
  const name = `${look.locale}, ${look.colorScheme}, ${look.viewport.width} px`;
  test(`axe finds nothing, and nothing overflows (${name})`, async () => {
    const context = await openContext(browser, server.base, { ...look, bypassCSP: true });
    await context.addCookies(staff.cookies);
    const page = await context.newPage();
    const findings = [];
    for (const [address, ready] of pages) {
      await page.goto(`${server.base}/staff/#${address}`);
      await page.locator(ready).first().waitFor();
      await assertNoOverflow(page, `${address} (${name})`);
      for (const finding of await axeFindings(page)) findings.push(`${address}: ${finding}`);
    }
    await context.close();
    assert.deepEqual(findings, []);
  });
}
