// Two people and a post: written by one, approved by another, changed, stopped, sent, released in an emergency.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { axeFindings, launch, openContext } from "./browser.mjs";
import { join, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const ben = { login: "ben.larsen", name: "Ben Larsen", password: "copper window harbour nine" };
const step = steps();

let server;
let browser;
let amina; // through the API
let colleague; // likewise
let contexts;
let hers; // pages
let his;
let press;

before(async () => {
  browser = await launch();
  server = await startServer();
  amina = await setUp(server);
  press = await amina.send("POST", "/api/staff/accounts", {
    name: "press",
    type: "Organization",
    display_name: "Press office",
    language: "en",
    approvals: 1,
    grace: 30,
  });
  colleague = await join(server, amina, ben, "officer");
  contexts = await Promise.all(
    [amina, colleague].map(async (person) => {
      const context = await openContext(browser, server.base);
      await context.addCookies(person.cookies);
      return context;
    }),
  );
  [hers, his] = await Promise.all(contexts.map((context) => context.newPage()));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const one = async (page) => amina.get(`/api/staff/posts/${/\d{9,}/.exec(page.url())[0]}`);
const text = (page) => page.getByLabel("Text in English");
const write = async (page, words) => {
  await page.goto(`${server.base}/staff/#/posts`);
  await page.getByRole("link", { name: "New post" }).first().click();
  await text(page).fill(words);
  await page.getByText(/^Saved \d/).waitFor();
};
const submit = async (page) => {
  await page.getByRole("button", { name: "Ask for approval" }).click();
  await page.getByRole("heading", { name: "What was done" }).waitFor();
};

async function chooseZone(tab, name) {
  await tab.getByLabel("Time zone").fill(name);
  await tab.getByLabel("Time zone").press("Enter");
}

step("who administers an account gives a colleague rights on it", async () => {
  await his.goto("/staff/#/posts/new");
  await his.getByRole("heading", { name: "There is no account you may write for" }).waitFor();
  await hers.goto(`/staff/#/accounts/${press.id}/rights`);
  await hers.getByLabel("Give somebody rights").selectOption(ben.name);
  const group = hers.getByRole("group", { name: ben.name });
  for (const right of ["Approve", "Publish"]) {
    await group.getByLabel(right).check();
    await hers.waitForFunction(() => !document.querySelector("main fieldset[disabled]"));
  }
  const { people } = await amina.get(`/api/staff/accounts/${press.id}/rights`);
  assert.deepEqual(people.find(({ user }) => user.name === ben.name).rights.toSorted(), ["approve", "publish", "write"]);
});

step("what is written is on the server, with every language and picture, before anything is pressed", async () => {
  await write(hers, "From Monday our **consulate** in Juba issues passports again. https://mfa.example/juba");
  await hers.locator(".preview strong", { hasText: "consulate" }).waitFor();
  await hers.getByLabel("Add a language").selectOption({ label: "Arabic" });
  await hers.getByLabel("Text in Arabic").fill("ابتداءً من يوم الاثنين تُصدر قنصليتنا في جوبا جوازات السفر.");
  assert.equal(await hers.getByLabel("Text in Arabic").getAttribute("dir"), "rtl");
  await hers.locator("input[type=file]").setInputFiles(new URL("../../docs/screenshots/today-light.png", import.meta.url).pathname);
  await hers.getByText("needs a description in the main language").waitFor();
  assert.ok(await hers.getByRole("button", { name: "Ask for approval" }).isDisabled());
  await hers.getByLabel("What it shows, in English").fill("A clerk hands a passport over a counter.");
  await hers.getByLabel("What must stay in sight in picture 1").click({ position: { x: 20, y: 12 } });
  await hers.waitForFunction(() => /^Saved/.test(document.querySelector(".saved")?.textContent ?? ""));
  await hers.reload();
  assert.match(await text(hers).inputValue(), /From Monday/);
  const { body } = await one(hers);
  assert.deepEqual(body.texts.map(({ language }) => language), ["en", "ar"]);
  assert.equal(body.pictures[0].alt[0].text, "A clerk hands a passport over a counter.");
  assert.ok(body.pictures[0].focus.x < -0.5 && body.pictures[0].focus.y > 0.5, JSON.stringify(body.pictures[0].focus));
});

step("its writer cannot approve it; her colleague sees that it waits and approves what he reads", async () => {
  await submit(hers);
  await hers.getByText("You wrote in it, so another person approves it.").waitFor();
  assert.equal(await hers.getByRole("button", { name: "Approve what is shown" }).count(), 0);
  await his.goto("/staff/#/approvals");
  await his.reload();
  await his.getByRole("link", { name: "Approvals 1 waiting" }).waitFor();
  await his.getByText("From Monday our").waitFor();
  await his.getByText("ابتداءً").waitFor();
  await his.getByRole("button", { name: "Approve what is shown" }).click();
  await his.getByText("Approved.", { exact: true }).waitFor();
  await hers.getByRole("timer").waitFor();
  assert.match(await hers.getByRole("timer").innerText(), /^0:[0-3]\d$/);
});

step("a change after the approval voids it, and shows what differs", async () => {
  const agreed = await one(hers);
  await hers.getByRole("link", { name: "Change" }).click();
  await hers.getByText("This post is approved and about to leave").waitFor();
  await text(hers).fill("From Tuesday our **consulate** in Juba issues passports again. https://mfa.example/juba");
  assert.equal((await one(hers)).status, "approved", "nothing is void until she asks for it");
  await hers.getByRole("button", { name: "Save as a new version" }).click();
  await hers.getByText(/^Saved \d/).waitFor();
  await submit(hers);
  await hers.getByText("From version 1 to 2").waitFor();
  await hers.locator("del", { hasText: "Monday" }).waitFor();
  await hers.locator("ins", { hasText: "Tuesday" }).waitFor();
  const now = await one(hers);
  assert.deepEqual([now.status, now.version, now.approvals.length], ["submitted", 2, 0]);
  assert.notEqual(now.digest, agreed.digest);
});

step("approved anew it leaves after its grace and shows where it went", async () => {
  await amina.send("PUT", `/api/staff/accounts/${press.id}/rule`, { approvals: 1, grace: 2 });
  await his.goto("/staff/#/approvals");
  await his.reload();
  await his.getByText("Changed since somebody last approved it").waitFor();
  await his.getByRole("button", { name: "Approve what is shown" }).click();
  await hers.getByText("It has left.").waitFor();
  const link = hers.getByRole("link", { name: "Open the public page of this post" });
  const answer = await fetch(await link.getAttribute("href"), { headers: { Accept: "text/html" } });
  assert.match(await answer.text(), /From Tuesday our/);
});

step("a change of one language says before it is sent that the others stay as they were", async () => {
  await hers.getByRole("link", { name: "Change" }).click();
  await hers.getByText("This post has left").waitFor();
  await text(hers).fill("From Wednesday our **consulate** in Juba issues passports again. https://mfa.example/juba");
  await hers.getByText("Changed: English. Still as it was sent: Arabic.").waitFor();
  await hers.getByRole("tab", { name: "Arabic" }).click();
  await hers.getByLabel("Text in Arabic").fill("ابتداءً من يوم الأربعاء تُصدر قنصليتنا في جوبا جوازات السفر.");
  await hers.getByText("Changed: English.").waitFor({ state: "detached" });
  await hers.getByRole("link", { name: "Posts", exact: true }).click();
  await hers.getByRole("dialog").getByRole("button", { name: "Leave without it" }).click();
});

step("that too few colleagues may approve is said before, on the post and to who approves", async () => {
  await write(hers, "Release Jane Doe!");
  const said = "Needs 2 approvals; only 1 colleague may give one.";
  await hers.getByText(said).waitFor();
  await hers.getByRole("link", { name: "Say who may approve" }).waitFor();
  await submit(hers);
  await hers.getByText(said).waitFor();
  await his.goto("/staff/#/approvals");
  await his.reload();
  await his.getByText(said).waitFor();
  await his.getByText("ask an administrator to give another colleague the right").waitFor();
  const waiting = await one(hers);
  assert.deepEqual(waiting.approvers, { needed: 2, able: 1, missing: 1 });
  await amina.send("POST", `/api/staff/posts/${waiting.id}/withdraw`, { reason: "" });
});

step("two people in one draft do not write over each other", async () => {
  await write(hers, "Office hours change in December.");
  await his.goto(`${server.base}/staff/${new URL(hers.url()).hash}`);
  await his.reload();
  await text(his).fill("Office hours change in December. The emergency line stays open.");
  await his.getByText(/^Saved \d/).waitFor();
  await hers.waitForTimeout(100);
  await text(hers).fill("Office hours change in January.");
  await hers.getByRole("alert").getByText("Somebody else changed this post").waitFor();
  await hers.locator("del", { hasText: "emergency line" }).waitFor();
  await hers.getByRole("button", { name: "Take theirs" }).click();
  assert.match(await text(hers).inputValue(), /emergency line stays open/);
});

step("in an emergency one person sends it, says why, and another reviews it", async () => {
  await hers.getByRole("link", { name: "The whole post" }).click();
  await hers.getByRole("button", { name: "Release in an emergency" }).click();
  const dialog = hers.getByRole("dialog");
  await dialog.getByText("another person reviews it afterwards").waitFor();
  await dialog.getByRole("button", { name: "Send it now" }).click();
  await dialog.getByText("Please fill this in.").waitFor();
  await dialog.getByLabel("Reason").fill("An earthquake in Aden.");
  await dialog.getByRole("button", { name: "Send it now" }).click();
  await hers.getByText("It has left.").waitFor();
  await hers.getByRole("heading", { name: "Was it right that this left in an emergency?" }).waitFor();
  await hers.getByText(/When it left, one approval was missing\. Reason: An earthquake in Aden\./).waitFor();
  assert.equal(await hers.getByRole("button", { name: "Review the release" }).count(), 0);

  // Who wrote in it cannot judge it either: a third person is needed, or one who did not write.
  await write(hers, "The emergency line is open: +47 000.");
  await hers.getByRole("link", { name: "The whole post" }).click();
  await hers.getByRole("button", { name: "Release in an emergency" }).click();
  await hers.getByRole("dialog").getByLabel("Reason").fill("The same earthquake.");
  await hers.getByRole("dialog").getByRole("button", { name: "Send it now" }).click();
  await hers.getByText("It has left.").waitFor();

  // She corrects it at once: he judges what left, and the correction has a card of its own.
  await hers.getByRole("link", { name: "Change" }).click();
  await text(hers).fill("The emergency line is open: +47 111.");
  await hers.getByRole("button", { name: "Save as a new version" }).click();
  await submit(hers);
  const newest = await one(hers);
  await hers.getByText("Still public: version 1").waitFor();
  await hers.getByText("Version 2 is a change of what was sent. It is not public yet.").waitFor();
  await hers.getByRole("heading", { name: "The change (version 2), not public yet" }).waitFor();
  await his.goto("/staff/#/approvals");
  await his.reload();
  await his.getByRole("heading", { name: "1 release to review" }).waitFor();
  await his.getByRole("heading", { name: "1 release that others review" }).waitFor();
  await his.getByText("2 for you", { exact: true }).waitFor();
  await his.getByRole("link", { name: "Approvals 2 waiting" }).waitFor();
  const review = his.getByRole("article", { name: "Was it right that this left in an emergency?" });
  await review.getByText("What left (version 1)").waitFor();
  await review.getByText("+47 000").waitFor();
  await review.getByRole("link", { name: /^This is what the public reads\. A change is being made/ }).waitFor();
  assert.equal(await review.getByText("+47 111").count(), 0);
  assert.deepEqual((await review.getByRole("button").allTextContents()).map((name) => name.trim()), ["Review the release"]);
  const approve = his.getByRole("listitem", { name: /May this leave under/ });
  await approve.getByText("+47 111").first().waitFor();
  assert.equal(await approve.getByRole("button", { name: "Review the release" }).count(), 0);
  const path = `/api/staff/posts/${newest.id}/review`;
  await assert.rejects(colleague.send("POST", path, { version: newest.version, digest: newest.digest, reason: "Right" }), /409/);
  await review.getByRole("button", { name: "Review the release" }).click();
  await his.getByRole("dialog").getByLabel("Reason").fill("The emergency was real, the number is right.");
  await his.getByRole("dialog").getByRole("button", { name: "Record the review" }).click();
  await his.getByRole("heading", { name: "1 release to review" }).waitFor({ state: "detached" });
  const noted = (await one(hers)).steps.at(-1);
  assert.deepEqual([noted.step, noted.version], ["review", 1]);
  await approve.getByRole("button", { name: "Return to its writers" }).click();
  await his.getByRole("dialog").getByLabel("Reason").fill("The first number was right.");
  await his.getByRole("dialog").getByRole("button", { name: "Return to its writers" }).click();
  await approve.waitFor({ state: "detached" });
});

step("a post is scheduled in the time of a mission and stands in the calendar", async () => {
  await write(hers, "Ambassador Vik answers questions on visas.");
  await hers.getByLabel("At a chosen time").check();
  await chooseZone(hers, "Africa/Nairobi");
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await hers.getByLabel("Day and time").fill(`${day}T09:30`);
  await hers.getByText(/It leaves .*Nairobi \(UTC\+3\)/).waitFor();
  await submit(hers);
  assert.equal((await one(hers)).scheduled, `${day}T06:30:00Z`);
  await his.goto("/staff/#/approvals");
  await his.reload();
  await his.getByRole("button", { name: "Approve what is shown" }).click();
  await his.getByText("Approved.", { exact: true }).waitFor();
  await hers.goto("/staff/#/calendar");
  await chooseZone(hers, "Africa/Nairobi");
  await hers.locator("td", { hasText: "Ambassador Vik" }).getByText("09:30").waitFor();
  await chooseZone(hers, "UTC");
  await hers.locator("td", { hasText: "Ambassador Vik" }).getByText("06:30").waitFor();
});

step("one command holds every post, and each is let go by itself", async () => {
  await hers.keyboard.press("Control+K");
  await hers.getByRole("combobox", { name: "Type where to go" }).fill("hold");
  await hers.keyboard.press("Enter");
  await hers.getByRole("dialog").getByText("1 approved post will not leave now.").waitFor();
  await hers.getByRole("dialog").getByLabel("Reason").fill("Mourning in Nairobi.");
  await hers.getByRole("button", { name: "Hold everything now" }).click();
  await hers.getByRole("heading", { name: "1 post is held" }).waitFor();
  await hers.getByText("Everything is held since").waitFor();
  // The same press, in view however many pages there are and on a phone, lifts it.
  const press = hers.locator(".side").getByRole("button", { name: "Lift the hold" });
  await hers.setViewportSize({ width: 1280, height: 480 });
  assert.ok((await press.boundingBox()).y < 300, "in view on a low window");
  await hers.setViewportSize({ width: 390, height: 700 });
  const short = hers.getByRole("button", { name: "Lift hold", exact: true });
  assert.ok((await short.boundingBox()).y > 600, "at the lower edge of a phone");
  await hers.setViewportSize({ width: 1280, height: 800 });
  // What is approved meanwhile is held too: who approves it is told, and its history says by whom and why.
  await write(hers, "Our library opens late on Thursdays.");
  await hers.getByRole("button", { name: "Ask for approval" }).click();
  await hers.getByText("Everything is held: approved, it waits until the hold is lifted").waitFor();
  await hers.getByRole("heading", { name: "What was done" }).waitFor();
  await his.goto("/staff/#/approvals");
  await his.reload();
  await his.getByRole("button", { name: "Approve what is shown" }).click();
  await his.getByText("Approved. It is held with everything else until the hold is lifted; then somebody lets it go.").waitFor();
  await hers.locator(".history li", { hasText: "Held" }).getByText("Mourning in Nairobi.").waitFor();
  await hers.locator(".history li", { hasText: "Held" }).getByText(/Everything was held since .* came under it once it was approved/).waitFor();
  // Nothing is let go until the hold is lifted, as its page and the list say beside the way to lift it.
  const letGo = hers.getByRole("button", { name: "Let it go" });
  await letGo.and(hers.locator(":disabled")).waitFor();
  await hers.getByText("Everything is held: no post is let go until the hold is lifted.").waitFor();
  await amina.send("POST", `/api/staff/posts/${(await one(hers)).id}/withdraw`, { reason: "" });
  await hers.goto("/staff/#/approvals");
  await hers.getByRole("heading", { name: "1 post is held" }).waitFor();
  await hers.getByText(/^Held by Amina Haddad .*: Mourning in Nairobi\.$/).waitFor();
  assert.ok(await letGo.isDisabled());
  assert.equal(await letGo.getAttribute("aria-describedby"), await hers.getByText("Everything is held: no post").locator("..").getAttribute("id"));
  if (process.env.SHOTS) await hers.screenshot({ path: `${process.env.SHOTS}/held.png` });
  await hers.getByRole("main").getByRole("button", { name: "Lift the hold" }).click();
  await hers.keyboard.press("Escape");
  await press.click();
  await hers.getByRole("dialog").getByText("1 post is held.", { exact: false }).waitFor();
  await hers.getByRole("dialog").getByLabel("Reason").fill("The day of mourning is over.");
  await hers.getByRole("dialog").getByRole("button", { name: "Lift the hold" }).click();
  await hers.getByText("Everything is held since").waitFor({ state: "detached" });
  await hers.getByRole("button", { name: "Let it go" }).click();
  const dialog = hers.getByRole("dialog", { name: "Let it go" });
  assert.match(await dialog.getByLabel("Day and time").inputValue(), /T09:30$/);
  await dialog.getByLabel("Now", { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Let it go" }).click();
  await hers.getByText(/^It is let go: it leaves .+, .+\.$/).waitFor();
  await hers.getByRole("heading", { name: "1 post is held" }).waitFor({ state: "detached" });
  const [going] = (await amina.get("/api/staff/posts?status=approved")).posts;
  await hers.goto(`/staff/#/posts/${going.id}`);
  const gone = hers.locator(".history li", { hasText: "Let go" });
  await gone.getByText(/Held from .* to /).waitFor();
  await gone.getByText("Amina").waitFor();
});

step("a question people answer by choosing is written, shown and given back", async () => {
  await write(his, "Which hours suit you?");
  await his.getByRole("button", { name: "Ask people to choose" }).click();
  await his.getByLabel("Choice 1", { exact: true }).fill("Mornings");
  await his.getByLabel("Choice 2", { exact: true }).fill("Evenings");
  await his.locator(".preview").getByText("Evenings").waitFor();
  await his.waitForFunction(() => /^Saved/.test(document.querySelector(".saved")?.textContent ?? ""));
  await submit(his);
  await hers.goto("/staff/#/approvals");
  await hers.reload();
  await hers.getByRole("button", { name: "Return to its writers" }).click();
  await hers.getByRole("dialog").getByLabel("Reason").fill("Name the office.");
  await hers.getByRole("dialog").getByRole("button", { name: "Return to its writers" }).click();
  await his.getByText("Name the office.").waitFor();
  assert.equal((await one(his)).status, "draft");
});

step("an open dialogue and the composer satisfy axe, and the policy held all the while", async () => {
  for (const context of contexts) assert.deepEqual(context.wrongs, []);
  const context = await openContext(browser, server.base, { bypassCSP: true, locale: "ar", colorScheme: "dark" });
  await context.addCookies(amina.cookies);
  const page = await context.newPage();
  await page.goto("/staff/#/posts/new");
  await page.locator("textarea").first().waitFor();
  await page.locator("main input[type=radio]").last().check();
  await page.locator("input[type=datetime-local]").waitFor();
  const findings = await axeFindings(page);
  await page.keyboard.press("Control+K");
  await page.locator("dialog[open]").waitFor();
  findings.push(...(await axeFindings(page)));
  assert.deepEqual(findings, []);
  await context.close();
});
