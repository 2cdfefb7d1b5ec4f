// Two officers and one question: it comes to the desk of its language, one takes it, the other sees him read and write, agrees, and it leaves; the
// stranger answers and the same conversation is open again. By keyboard, with a real Fedify server at the other end.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { startPeer } from "../interop/fedify/start.mjs";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { eventually } from "./eventually.mjs";
import { createPress, joinDesk, ole as officerOle, publish, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
const question = "كيف أجدد جواز سفري من القاهرة؟ هل يلزم موعد؟";
const answer = "لا يلزم موعد. أحضر الجواز القديم وصورة واحدة.";
let server;
let peer;
let browser;
let contexts;
let people;
let amina; // their pages
let ole;
let note;
let asked;

before(async () => {
  const port = await freePort();
  peer = await startPeer(port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` } });
  const staff = await setUp(server);
  const press = await createPress(staff);
  const officer = await joinDesk(server, staff, press, officerOle, { actions: ["read", "work", "lines"] });
  await openArabicDesk(staff, officer);
  note = await publish(staff, press, "What would you like to know?");
  await staff.send("PUT", `/api/staff/accounts/${press.id}/rule`, { approvals: 1, grace: 10 });
  browser = await launch();
  contexts = [];
  people = [staff, officer];
  for (const person of people) {
    const context = await openContext(browser, server.base, { viewport: { width: 1440, height: 900 } });
    await context.addCookies(person.cookies);
    contexts.push(context);
  }
  [amina, ole] = await Promise.all(contexts.map((context) => context.newPage()));
});
after(async () => {
  await browser?.close();
  await peer?.stop();
  await server?.stop();
});

// What is asked in Arabic is sorted to a desk of its own, where both work, too.
async function openArabicDesk(staff, officer) {
  const { desks: [{ mission }] } = await staff.get("/api/staff/desks");
  const desk = await staff.send("POST", "/api/staff/desks", { mission, name: "Arabic" });
  for (const [person, more] of [[staff, ["read_private", "approve_lines"]], [officer, ["lines"]]]) {
    const { user } = await person.get("/api/staff/session");
    await staff.send("PUT", `/api/staff/desks/${desk.id}/people/${user.id}`, { actions: ["read", "work", ...more] });
  }
  const text = 'rule "Arabic" when language is ar then desk "Capital / Arabic"';
  await staff.send("PUT", "/api/staff/routing", { text, version: 0 });
}

const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

step("who works a desk begins with what people asked", async () => {
  await ole.goto("/staff/");
  await ole.getByRole("heading", { name: "Inbox" }).waitFor();
  await ole.getByText("Nobody waits for an answer").waitFor();
});

step("a question comes in by itself, in its own direction", async () => {
  asked = await peer.tell("reply", note.url, question, "ar", 1);
  const row = ole.locator("[data-row]").first();
  await row.getByText(question).waitFor();
  assert.equal(await row.locator(".excerpt").getAttribute("dir"), "rtl");
  assert.equal(await row.locator(".excerpt").getAttribute("lang"), "ar");
});

step("j and Enter open it, c takes it, and the other officer sees who has it", async () => {
  await press(ole, "j", "Enter");
  await ole.getByText(/Waits in the queue of .*Arabic/).waitFor();
  await press(ole, "c");
  await ole.getByText("You have this conversation").waitFor();
  await amina.goto(ole.url());
  await amina.locator(".conversation").getByText("Ole Nygård has it").waitFor();
  await amina.getByText("Ole Nygård is reading").waitFor();
  await ole.getByText("Amina Haddad is reading").waitFor();
});

step("r begins the answer in her language; the other sees that he writes", async () => {
  await press(ole, "r");
  const text = ole.getByLabel("Text in Arabic");
  await text.waitFor();
  assert.equal(await text.getAttribute("dir"), "rtl");
  await ole.keyboard.type(answer);
  await amina.getByText("Ole Nygård is writing").waitFor();
  await ole.getByText(/^Saved /).waitFor();
  await ole.reload();
  assert.equal(await ole.getByLabel("Text in Arabic").inputValue(), answer, "a draft lives on the server");
});

step("Ctrl and Enter ask for approval; the other reads it and agrees; the seconds run", async () => {
  await ole.getByLabel("Text in Arabic").focus();
  await press(ole, "Control+Enter");
  await ole.getByRole("heading", { name: /Waits for approval/ }).waitFor();
  await amina.locator(".panel").getByText(answer).waitFor();
  await amina.getByRole("button", { name: "Approve" }).click();
  await amina.getByText(/Leaves in \d+ seconds?/).first().waitFor();
  await ole.getByText(/Leaves in \d+ seconds?/).first().waitFor();
});

step("z calls it back, and it is a draft again", async () => {
  await press(ole, "z");
  await ole.getByLabel("Text in Arabic").waitFor();
  assert.equal(await ole.getByLabel("Text in Arabic").inputValue(), answer);
});

step("approved while everything is held it stays, and is let go where it is read", async () => {
  await people[0].send("POST", "/api/staff/posts/hold", { reason: "Look first." });
  await ole.getByLabel("Text in Arabic").focus();
  await press(ole, "Control+Enter");
  await amina.getByRole("button", { name: "Approve" }).click();
  await ole.getByRole("heading", { name: "Held: it leaves when somebody lets it go" }).waitFor();
  const letGo = ole.locator(".panel").getByRole("button", { name: "Let it go" });
  await letGo.and(ole.locator(":disabled")).waitFor();
  await people[0].send("POST", "/api/staff/posts/lift", { reason: "Looked." });
  await ole.getByText("Everything is held since").waitFor({ state: "detached" });
  await letGo.click();
  await ole.getByRole("dialog").getByRole("button", { name: "Let it go" }).click();
  await ole.getByText(/Leaves in \d+ seconds?/).first().waitFor();
});

step("it leaves, and her server has it in the thread", async () => {
  const [{ activity }] = await peer.received("Create", (one) => JSON.stringify(one.object).includes("أحضر الجواز"));
  assert.equal(activity.object.inReplyTo, asked, "it stands under her note");
  await ole.locator(".conversation header").getByText("Answered").waitFor();
  await press(ole, "u");
  await ole.getByText("Nobody waits for an answer").waitFor();
});

step("she answers, and the same conversation is open again", async () => {
  const [{ activity }] = await peer.received("Create", (one) => JSON.stringify(one.object).includes("أحضر الجواز"));
  await peer.tell("reply", activity.object.id, "شكرًا جزيلًا! وهل يوم الجمعة مناسب؟", "ar", 1);
  const row = ole.locator("[data-row]").first();
  await row.getByText("شكرًا").waitFor();
  assert.equal(await ole.locator("[data-row]").count(), 1);
  await row.click();
  await ole.locator(".thread").getByText(answer).waitFor();
  await ole.getByText("It was opened again").waitFor();
});

step("a note names a colleague, whose bell rings", async () => {
  await press(ole, "n");
  await ole.getByLabel("Note for colleagues").fill("@amina.haddad is Friday a holiday there?");
  await press(ole, "Control+Enter");
  await ole.locator(".thread").getByText("is Friday a holiday there?").waitFor();
  await amina.goto("/staff/#/today");
  await amina.getByRole("button", { name: /notices?/ }).first().click();
  // It says whose conversation it is and what she said last, so that one is told from another.
  const { notices } = await people[0].get("/api/staff/notices");
  const { name, account, excerpt } = notices.find(({ kind }) => kind === "mention").about;
  const notice = amina.getByRole("button", { name: /Ole Nygård named you/ });
  for (const words of [name, `@${account.name}`, excerpt]) await notice.getByText(words).first().waitFor();
  if (process.env.CHANCERY_PICTURES) await amina.screenshot({ path: `${process.env.CHANCERY_PICTURES}/bell.png` });
  await notice.click();
  await amina.locator(".thread").getByText("is Friday a holiday there?").waitFor();
});

step("it ends with a reason, by keyboard", async () => {
  await press(ole, "c");
  await ole.getByText("You have this conversation").waitFor();
  await press(ole, "e", "4");
  await ole.getByRole("button", { name: "Thanks, nothing asked" }).click();
  await ole.getByRole("button", { name: "Close the conversation" }).click();
  await ole.locator(".conversation header").getByText("No reply").waitFor();
});

step("a private matter goes on elsewhere with one press, and is taken back until its link leaves", async () => {
  const [chief, officer] = people;
  const { desks } = await chief.get("/api/staff/desks");
  const arabic = desks.find((desk) => desk.name === "Arabic");
  const line = await officer.send("POST", "/api/staff/lines", { name: "Private matters", mission: arabic.mission, desk: arabic.id, purpose: "private_matter", topics: [] });
  const texts = `/api/staff/lines/${line.id}/texts/en`;
  const expires_at = new Date(Date.now() + 30 * 86_400_000).toISOString().replace(/\.\d+Z/, "Z");
  await officer.send("PUT", texts, { markdown: "This is best said in private.", expires_at, version: 0 });
  await officer.send("POST", `${texts}/submit`, { version: 1 });
  const { texts: [{ digest }] } = await chief.get(`/api/staff/lines/${line.id}`);
  await chief.send("POST", `${texts}/approve`, { version: 1, digest });

  await peer.tell("reply", note.url, "My passport was stolen in Cairo. What can I do?", "en", 1);
  await ole.locator(".thread").getByText("My passport was stolen").waitFor();
  await press(ole, "c");
  await ole.getByText("You have this conversation").waitFor();
  for (const taken of [true, false]) {
    await press(ole, "p");
    await ole.getByRole("button", { name: "Move it to the confidential channel" }).click();
    await ole.getByText("It leaves in a moment").waitFor();
    if (!taken) break;
    await press(ole, "z");
    await ole.getByText("Taken back. You have the conversation as before.").waitFor();
    await ole.getByText("It leaves in a moment").waitFor({ state: "detached" });
  }
  await peer.received("Create", (one) => JSON.stringify(one.object).includes("/door/"));
  await amina.goto(ole.url());
  await amina.locator(".conversation header").getByText("Referred").waitFor();
});

step("what a colleague moves into confidence leaves the page of who may not read that", async () => {
  const [chief] = people;
  const words = "أخذوا جواز سفري في القاهرة، إلى من ألجأ؟";
  const [account] = (await chief.get("/api/staff/accounts")).accounts;
  await peer.tell("mention", `${server.base}/actors/${account.id}`, `${note.url}?thread=9`, words);
  const id = await eventually("it is heard", async () => {
    const { conversations } = await chief.get("/api/staff/conversations?q=place%3Aqueue");
    return conversations.find(({ excerpt }) => excerpt.includes(words))?.id;
  });
  await ole.goto(`/staff/#/inbox/c/${id}`);
  await ole.locator(".thread").getByText(words).waitFor();
  // Who approved the line does not send it as well.
  const lea = await joinDesk(server, chief, account, { ...officerOle, login: "lea", name: "Lea" }, { actions: ["read", "read_private", "work"] });
  const { token } = await lea.send("POST", `/api/staff/conversations/${id}/claim`, {});
  await lea.send("POST", `/api/staff/conversations/${id}/private`, { token, language: "en" });
  await ole.getByText("No such conversation for you").waitFor();
  await ole.getByText(words).first().waitFor({ state: "detached" });
  assert.equal(await ole.getByText(words).count(), 0, "neither the thread nor the list shows a word of it");
  await amina.goto(`/staff/#/inbox/c/${id}`);
  await amina.locator(".thread").getByText(words).waitFor();
});

step("axe finds nothing on a conversation, and nothing is wider than a phone", async () => {
  const address = amina.url();
  for (const [locale, colorScheme, viewport] of [
    ["en", "dark", { width: 1440, height: 900 }],
    ["ar", "light", { width: 390, height: 844 }],
  ]) {
    const context = await openContext(browser, server.base, { locale, colorScheme, viewport, bypassCSP: true });
    await context.addCookies(people[0].cookies);
    const page = await context.newPage();
    await page.goto(address);
    await page.locator(".thread").waitFor();
    assert.deepEqual(await axeFindings(page), [], `${locale} ${colorScheme}`);
    await assertNoOverflow(page, `conversation ${locale}`);
    await page.keyboard.press("n");
    await page.locator("#note-words").waitFor();
    assert.deepEqual(await axeFindings(page), [], `note ${locale} ${colorScheme}`);
    await context.close();
  }
});

step("nothing broke the policy, and nobody else was asked", async () => {
  for (const context of contexts) assert.deepEqual(context.wrongs, []);
});
