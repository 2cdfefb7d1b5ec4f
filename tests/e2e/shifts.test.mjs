// A desk's days: the inbox as one keeps it, what one shift leaves the next, and what the week brought.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { startPeer } from "../interop/fedify/start.mjs";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { createPress, joinDesk, ole as officerOle, publish, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
let server;
let peer;
let browser;
let staff;
let officer;
let amina; // their pages
let ole;

before(async () => {
  const port = await freePort();
  peer = await startPeer(port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` } });
  staff = await setUp(server);
  const press = await createPress(staff);
  officer = await joinDesk(server, staff, press, officerOle);
  const note = await publish(staff, press, "What would you like to know?");
  browser = await launch();
  for (const person of [staff, officer]) {
    const context = await openContext(browser, server.base, { viewport: { width: 1280, height: 860 } });
    await context.addCookies(person.cookies);
    const page = await context.newPage();
    if (person === staff) amina = page;
    else ole = page;
  }
  await ole.goto("/staff/");
  await peer.tell("reply", note.url, "هل يلزم موعد لتجديد جواز السفر؟", "ar", 1);
  await ole.locator("[data-row]").first().waitFor();
});
after(async () => {
  await browser?.close();
  await peer?.stop();
  await server?.stop();
});

const sound = async (page, what) => {
  await assertNoOverflow(page, what);
  const context = await openContext(browser, server.base, { bypassCSP: true, locale: "ar", viewport: { width: 390, height: 844 } });
  await context.addCookies(await page.context().cookies());
  const phone = await context.newPage();
  await phone.goto(page.url());
  await phone.locator("h1").waitFor();
  await phone.getByRole("status").filter({ hasText: /^مباشر$/ }).waitFor({ timeout: 5000 }).catch(() => undefined);
  await assertNoOverflow(phone, `${what}, on a phone`);
  assert.deepEqual(await axeFindings(phone), [], what);
  await context.close();
};

step("v opens the views; what is shown is saved as one under a name", async () => {
  await ole.keyboard.press("v");
  const panel = ole.getByRole("region", { name: "Views" });
  await panel.getByText("No view is saved yet").waitFor();
  await ole.getByRole("searchbox").fill("place:open language:ar");
  await ole.keyboard.press("Enter");
  await ole.locator("[data-row]").first().waitFor();
  await panel.getByRole("button", { name: "Save what is shown as a view" }).click();
  await ole.getByLabel("Name").fill("Arabic, open");
  assert.equal(await ole.getByLabel("What it shows").inputValue(), "place:open language:ar");
  assert.equal(await ole.getByLabel("For whom").count(), 0, "he leads no desk");
  await ole.getByRole("button", { name: "Save", exact: true }).click();
  await ole.waitForURL(/#\/inbox\/view\/\d+$/);
  await ole.locator("[data-row]").first().waitFor();
});

step("a query that cannot be read says where, and nothing is lost", async () => {
  await ole.getByRole("button", { name: "Save what is shown as a view" }).click();
  await ole.getByLabel("Name").fill("French");
  await ole.getByLabel("What it shows").fill("place:open langage:fr");
  await ole.getByRole("button", { name: "Save", exact: true }).click();
  await ole.getByText("at character 12: there is no field").waitFor();
  await ole.getByLabel("What it shows").fill("place:open language:fr");
  await ole.getByRole("button", { name: "Save", exact: true }).click();
  await ole.getByText("Nothing fits this view").waitFor();
});

step("5 shows the first, an address leads to it, and narrowing leaves it", async () => {
  await ole.keyboard.press("v");
  await ole.keyboard.press("5");
  await ole.locator("[data-row]").first().waitFor();
  const chip = ole.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Arabic, open" });
  assert.equal(await chip.getAttribute("aria-current"), "true");
  assert.equal(await chip.getAttribute("aria-keyshortcuts"), "5");
  await ole.reload();
  await ole.locator("[data-row]").first().waitFor();
  assert.equal(await chip.getAttribute("aria-current"), "true");
  await sound(ole, "a saved view");
  await ole.keyboard.press("1");
  await ole.waitForFunction(() => location.hash === "#/inbox");
  assert.equal(await chip.getAttribute("aria-current"), null);
});

step("who leads the desk shares one with it; the officer has it and cannot change it", async () => {
  const { desks } = await staff.get("/api/staff/desks");
  await staff.send("POST", "/api/staff/views", { name: "Late, all", query: "place:open is:breached", desk: desks[0].id });
  await ole.reload();
  await ole.getByRole("link", { name: "Late, all" }).waitFor();
  await ole.keyboard.press("v");
  assert.equal(await ole.getByRole("button", { name: "Remove “Late, all”" }).count(), 0);
  await ole.getByRole("button", { name: "Move “French” up" }).click();
  await ole.waitForFunction(() => [...document.querySelectorAll("#inbox-views li a")].map((a) => a.textContent).join() === "French,Arabic, open,Late, all,Before the desk");
  await ole.getByRole("button", { name: "Remove “French”" }).click();
  await ole.getByRole("button", { name: "Remove the view" }).click();
  await ole.waitForFunction(() => document.querySelectorAll("#inbox-views li").length === 3);
});

step("who ends a shift leaves a note, with how things stood", async () => {
  await ole.keyboard.press("g");
  await ole.keyboard.press("h");
  await ole.getByRole("heading", { name: "Handover", level: 1 }).waitFor();
  await ole.getByLabel("What should the next one know?").fill("One question in Arabic waits.\nThe consul calls at nine.");
  await ole.getByRole("button", { name: "Hand over" }).click();
  await ole.getByText("Nobody has read it yet.").waitFor();
  await ole.getByText("1 open").first().waitFor();
  await sound(ole, "handover");
});

step("who begins is shown it in the inbox, reads it, and he knows", async () => {
  await amina.goto("/staff/#/inbox");
  await amina.getByRole("link", { name: /^Handover for .*Ole Nygård/ }).click();
  await amina.getByText("The consul calls at nine.").waitFor();
  await amina.getByRole("button", { name: "I have read it" }).click();
  await amina.getByText(/Read by Amina Haddad/).waitFor();
  await ole.reload();
  await ole.getByText(/Read by Amina Haddad/).waitFor();
  await amina.goto("/staff/#/inbox");
  await amina.locator("[data-row]").first().waitFor();
  assert.equal(await amina.getByRole("link", { name: /^Handover for/ }).count(), 0);
});

step("the week says who asked, apart for dialogue and sessions, and names nobody", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const week = await officer.get(`/api/staff/monday?week=${today}`);
  assert.equal(week.all.dialogue.asked, 1);
  assert.equal(week.all.dialogue.open, 1);
  assert.equal(week.all.qa.asked, 0);
  assert.deepEqual(week.followers.named, []);
  await ole.keyboard.press("g");
  await ole.keyboard.press("j");
  await ole.getByRole("heading", { name: "The week", level: 1 }).waitFor();
  await ole.getByRole("button", { name: "The week after" }).click();
  await ole.getByRole("button", { name: "The week after", disabled: true }).waitFor();
  const dialogue = ole.getByRole("region", { name: "Dialogue" });
  assert.match(await dialogue.innerText(), /asked\s+1/);
  assert.equal(await ole.getByRole("region", { name: "Q&A sessions" }).count(), 0, "there was none");
  await sound(ole, "the week");
});

step("x selects rows of the list; one alone is not answered together", async () => {
  await ole.goto("/staff/#/inbox");
  await ole.locator("[data-row]").first().waitFor();
  await ole.keyboard.press("j");
  await ole.keyboard.press("x");
  await ole.getByText("1 selected").waitFor();
  assert.equal(await ole.getByRole("button", { name: "Answer them together" }).isDisabled(), true);
  await ole.keyboard.press("x");
  await ole.getByText("1 selected").waitFor({ state: "detached" });
});

step("who leads gives it to a colleague by name, and he is told", async () => {
  await amina.locator("[data-row]").first().click();
  await amina.getByRole("button", { name: "Give to…" }).click();
  const people = amina.getByLabel("To whom");
  await people.getByRole("option", { name: /Ole Nygård · has 0/ }).waitFor({ state: "attached" });
  await people.selectOption({ label: (await people.getByRole("option", { name: /Ole Nygård/ }).innerText()).trim() });
  await amina.getByRole("button", { name: "Give it" }).click();
  await amina.locator(".conversation").getByText("Ole Nygård has it").waitFor();
  const { notices } = await officer.get("/api/staff/notices");
  assert.deepEqual(notices.map(({ kind }) => kind), ["assigned"]);
});
