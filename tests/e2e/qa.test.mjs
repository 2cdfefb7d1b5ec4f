// A question-and-answer session: announced, opened, asked by a real Fedify server in answer to the announcement and by
// the hashtag, answered, closed; what is left goes to the desk, and the transcript stands for everybody.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { startPeer } from "../interop/fedify/start.mjs";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { eventually } from "./eventually.mjs";
import { createPress, joinDesk, ole as officerOle, publish, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
const first = "How long does a visa take for a student from Kenya?";
const second = "What does a passport cost for my daughter this year?";
const answer = "Ten working days, and your papers come back by post.";
let server;
let peer;
let browser;
let context;
let ole; // his page
let lead;
let note;
let press;
let session;

before(async () => {
  const port = await freePort();
  peer = await startPeer(port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` } });
  const staff = await setUp(server);
  press = await createPress(staff);
  lead = await joinDesk(server, staff, press, officerOle, { actions: ["read", "work", "lead"] });
  note = await publish(staff, press, "On Monday we answer your questions about visas. Ask us.");
  browser = await launch();
  context = await openContext(browser, server.base, { viewport: { width: 1280, height: 900 } });
  await context.addCookies(lead.cookies);
  ole = await context.newPage();
});
after(async () => {
  await browser?.close();
  await peer?.stop();
  await server?.stop();
});

// As a field of type datetime-local holds it.
const inUtc = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);
const room = () => lead.get(`/api/staff/qa/${session}`);

step("a lead announces a session, and its room says when it opens", async () => {
  await ole.goto("/staff/#/qa");
  await ole.getByText("No session yet").waitFor();
  await ole.getByRole("button", { name: "Announce a session" }).click();
  await ole.getByLabel("What it is about").fill("Visas: ask the consul");
  await ole.getByLabel("Time zone").fill("UTC");
  await ole.getByLabel("Time zone").press("Tab");
  await ole.getByLabel("Opens", { exact: true }).fill(inUtc(2));
  await ole.getByLabel("Closes", { exact: true }).fill(inUtc(4));
  await ole.getByLabel("Hashtag").fill("#AskTheConsul");
  await ole.getByLabel("Post that announces it").selectOption(note.id);
  await ole.locator("form").getByRole("button", { name: "Announce a session" }).click();
  await ole.getByRole("heading", { level: 1, name: "Visas: ask the consul" }).waitFor();
  await ole.getByText(/^Opens in 1 hour$/).waitFor();
  session = ole.url().split("/").at(-1);
  assert.equal((await room()).session.hashtag, "AskTheConsul");
});

step("what answers the announcement waits in the queue before it opens", async () => {
  await peer.tell("reply", note.url, first, "en", 1);
  await ole.locator("ol").getByText(first).waitFor();
});

step("opened by a press, it takes what carries the hashtag", async () => {
  await ole.getByRole("button", { name: "Open now" }).click();
  await ole.getByText(/^Open: closes in 3 hours$/).waitFor();
  await peer.tell("ask", `${server.base}/actors/${press.id}`, second, "askTheConsul");
  await ole.locator("ol > li").nth(1).getByText(second).waitFor();
  const [, { conversation }] = (await room()).questions;
  assert.equal(conversation.channel, "qa");
});

step("the order of what waits is the lead's", async () => {
  await ole.getByRole("button", { name: "To the top, question 2" }).click();
  await ole.locator("ol > li").first().getByText(second).waitFor();
});

step("axe finds nothing in the room and on the list, in both directions and on a phone", async () => {
  for (const [locale, colorScheme, viewport] of [
    ["en", "light", { width: 1280, height: 900 }],
    ["ar", "dark", { width: 390, height: 844 }],
    ["fr", "light", { width: 390, height: 844 }],
  ]) {
    const other = await openContext(browser, server.base, { locale, colorScheme, viewport, bypassCSP: true });
    await other.addCookies(lead.cookies);
    const page = await other.newPage();
    for (const [path, ready] of [["/qa", "section li"], [`/qa/${session}`, "ol > li"]]) {
      await page.goto(`/staff/#${path}`);
      await page.locator(ready).first().waitFor();
      assert.deepEqual(await axeFindings(page), [], `${path} ${locale} ${colorScheme}`);
      await assertNoOverflow(page, `${path} ${locale}`);
    }
    await page.locator(".head button").nth(1).click();
    await page.locator("form").waitFor();
    assert.deepEqual(await axeFindings(page), [], `form ${locale}`);
    await assertNoOverflow(page, `form ${locale}`);
    await other.close();
  }
});

step("a question is taken from the room and answered in its conversation", async () => {
  await ole.locator("ol > li").nth(1).getByRole("button", { name: "Take and answer" }).click();
  await ole.getByText("You have this conversation").waitFor();
  await ole.getByText("From a Q&A session").waitFor();
  await ole.keyboard.press("r");
  const text = ole.getByLabel("Text in English");
  await text.waitFor();
  await ole.keyboard.type(answer);
  await ole.getByText(/^Saved /).waitFor();
  await ole.keyboard.press("Control+Enter");
  const [{ activity }] = await peer.received("Create", (one) => JSON.stringify(one.object).includes("Ten working days"));
  assert.ok(activity.object.inReplyTo, "it answers her note");
  await eventually("the room counts it", async () => (await room()).session.figures.answered === 1);
});

step("closed, it sends what is left to the desk, where it stays a question of the session", async () => {
  await ole.goto(`/staff/#/qa/${session}`);
  await ole.getByRole("button", { name: "Close the session" }).click();
  await ole.getByRole("dialog").getByRole("button", { name: "Close the session" }).click();
  await ole.getByText("It is over.").waitFor();
  await ole.getByText("What nobody had in hand is with the desks.").waitFor();
  const { session: closed, questions } = await room();
  assert.deepEqual(closed.figures, { asked: 2, queued: 0, taken: 0, answered: 1, left: 1 });
  const { conversation } = questions.find(({ state }) => state === "left");
  assert.equal(conversation.place, "queue");
  assert.equal(conversation.channel, "qa");
  const { events } = await lead.get(`/api/staff/conversations/${conversation.id}`);
  assert.deepEqual(events.slice(-2).map(({ kind }) => kind), ["left_qa", "routed"]);
});

step("the transcript has the question with our answer and nothing else, in six languages", async () => {
  for (const language of ["ar", "en", "es", "fr", "ru", "zh"]) {
    const page = await context.newPage();
    await page.goto(`/qa/${session}?lang=${language}`);
    await page.getByRole("heading", { level: 1, name: "Visas: ask the consul" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
    await page.getByText(first).waitFor();
    await page.getByText(answer).waitFor();
    assert.equal(await page.getByText(second).count(), 0);
    assert.equal(await page.locator("script").count(), 0);
    await assertNoOverflow(page, `transcript ${language}`);
    await page.close();
  }
  const data = await (await fetch(`${server.base}/api/public/qa/${session}`)).json();
  assert.equal(data.exchanges.length, 1);
  assert.equal(data.asked, 2);
});

step("taken back by who asked, it is gone from the transcript", async () => {
  const data = await (await fetch(`${server.base}/api/public/qa/${session}`)).json();
  await peer.tell("delete", data.exchanges[0][0].id, `${server.base}/actors/${press.id}`);
  await eventually("the transcript is empty", async () => {
    const now = await (await fetch(`${server.base}/api/public/qa/${session}`)).json();
    return now.exchanges.length === 0;
  });
});

step("nothing broke the policy, and nobody else was asked", async () => {
  assert.deepEqual(context.wrongs, []);
});
