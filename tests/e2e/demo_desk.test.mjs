// The desk of `serve --demo`: approved words in several languages, in a crisis those prepared for one; a private matter where
// there is a line for it; many who say the same in one row; a note that reaches nobody; weeks that were.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { enterDemo } from "./ministry.mjs";
import { startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
let server;
let browser;
let staff;
let context;
let page;

before(async () => {
  server = await startServer({ args: ["--demo"] });
  staff = await enterDemo(server);
  browser = await launch();
  context = await openContext(browser, server.base, { bypassCSP: true, viewport: { width: 1440, height: 900 } });
  await context.addCookies(staff.cookies);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const rows = async (query) => (await staff.get(`/api/staff/conversations?limit=100&q=${encodeURIComponent(query)}`)).conversations;
const find = async (query, words) => (await rows(query)).find(({ excerpt }) => excerpt.includes(words));

step("help is as urgent in French as in Arabic and English, and finds the desk of its language", async () => {
  const helped = await Promise.all([
    find("place:queue", "Mon passeport a été volé"),
    find("place:queue", "أخي محتجز"),
    find("place:queue", "A friend was detained"),
  ]);
  assert.deepEqual(helped.map(({ matter, urgency, desk }) => [matter, urgency, desk.name]), [
    ["consular", 2, "Embassy in Paris / Consular"],
    ["consular", 2, "Embassy in Cairo / Consular"],
    ["consular", 2, "Capital / Front desk"],
  ]);
});

step("what people answer was said before they answered", async () => {
  const whole = await Promise.all((await rows("place:queue")).slice(0, 20).map(({ id }) => staff.get(`/api/staff/conversations/${id}`)));
  const answering = whole.filter(({ answers }) => answers);
  assert.ok(answering.length > 3);
  for (const { answers, messages_shown: [first] } of answering) assert.ok(Date.parse(answers.published) < Date.parse(first.at), first.at);
});

step("lines prepared for the crisis come first, in her language or another there is one in", async () => {
  const { id } = await find("place:queue", "Is the consulate open on Friday?");
  await page.goto(`/staff/#/inbox/c/${id}`);
  const lines = page.locator("#lines");
  await lines.getByText("Floods: where there is help").waitFor();
  assert.match(await lines.locator("summary").first().innerText(), /^Floods/);
  await lines.getByLabel("Language").selectOption("fr");
  await lines.getByText("Renewing a passport").click();
  await lines.getByText("Le passeport se renouvelle").waitFor();
  await page.keyboard.press("r");
  await page.locator("form textarea").first().waitFor();
  const beside = page.locator("aside.context > :first-child");
  await beside.getByText("We list everybody our consuls meet").waitFor();
  const saved = () => page.waitForRequest((one) => one.method() === "PUT" && one.url().endsWith(`/conversations/${id}/draft`)).then((one) => one.postDataJSON());
  let next = saved();
  await beside.getByRole("button", { name: "Use it" }).first().click();
  await page.waitForFunction(() => document.querySelector("form textarea").value.startsWith("We list everybody"));
  const chosen = await next;
  assert.deepEqual([typeof chosen.line, chosen.line_version], ["string", 1], "the text she chose");
  await page.getByText(/^Saved \d/).waitFor();
  next = saved();
  await page.locator("form textarea").first().press("End");
  await page.keyboard.type(" ");
  await page.keyboard.type("Now.");
  const later = await next;
  assert.deepEqual([later.line, later.line_version], [chosen.line, undefined], "it stays made of that");
  await page.setViewportSize({ width: 900, height: 900 });
  await page.locator(".conversation #lines").getByText("We list everybody our consuls meet").waitFor();
  assert.equal(await page.locator("#lines").count(), 1, "once, at the answer");
  await assertNoOverflow(page, "an answer with its lines, narrow");
  await page.setViewportSize({ width: 1440, height: 900 });
  assert.deepEqual(await axeFindings(page), []);
  await assertNoOverflow(page, "an answer with its lines");
});

step("a private matter is moved in a language with a line; in another it says so", async () => {
  const { id, token } = await staff
    .send("POST", `/api/staff/conversations/${(await find("place:queue", "Можно ли подать")).id}/claim`, {})
    .then((claimed) => ({ id: claimed.conversation?.id ?? claimed.id, token: claimed.token }));
  assert.ok(token);
  await page.goto(`/staff/#/inbox/c/${id}`);
  await page.getByText("You have this conversation").waitFor();
  await page.keyboard.press("p");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("No approved line in Russian").waitFor();
  const offered = await dialog.getByLabel("Language").locator("option").allInnerTexts();
  assert.deepEqual(offered.toSorted(), ["Arabic", "English", "French", "Spanish"]);
  assert.equal(await dialog.getByRole("link", { name: "Write one" }).getAttribute("href"), "#/lines");
  await dialog.getByText("We would rather go on").waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

step("an answer without a word is in the way of no private matter", async () => {
  const toolbar = page.getByRole("toolbar");
  await page.keyboard.press("r");
  const words = page.locator(".composer textarea").first();
  await words.fill("One moment.");
  await page.getByText(/^Saved \d/).waitFor();
  await toolbar.getByRole("button", { name: "Private matter" }).waitFor({ state: "detached" });
  await words.fill("");
  await toolbar.getByRole("button", { name: "Private matter" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Move it to the confidential channel" }).waitFor();
  assert.equal(await page.locator(".composer").count(), 0, "the draft is given up");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
});

step("a note to somebody who is nobody here says so", async () => {
  await page.keyboard.press("n");
  await page.locator("#note-words").pressSequentially("@demo.officer and @nobody.else please look. Not ana@example.org.");
  const told = page.getByText("@nobody.else is nobody who reads this desk: nobody is told.");
  await told.waitFor();
  await page.getByText(/will be told, and may read this conversation/).waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await page.keyboard.press("Escape");
});

step("what is answered in one go is one row of the list", async () => {
  const one = await find("place:queue", "visa appointment page");
  const flood = await staff.send("POST", "/api/staff/floods", { conversation: one.id, leave_out: [] });
  assert.ok(flood.all > 10);
  await page.goto("/staff/#/inbox");
  await page.getByRole("radio", { name: /^Mine/ }).click();
  const row = page.locator(`a[href="#/floods/${flood.id}"]`);
  await row.getByText(`${flood.all} people who say the same`).waitFor();
  assert.equal(await row.count(), 1);
  assert.equal(await page.locator("[data-row]").getByText("visa appointment page").count(), 1);
  assert.deepEqual(await axeFindings(page), []);
  await staff.send("POST", `/api/staff/floods/${flood.id}/give-up`, {});
});

step("the tabs of the list stay in its width, down to a phone", async () => {
  for (const [width, locale] of [[390, "en"], [390, "fr"], [390, "ar"], [320, "fr"], [1100, "fr"]]) {
    const narrow = await openContext(browser, server.base, { locale, viewport: { width, height: 800 } });
    await narrow.addCookies(staff.cookies);
    const small = await narrow.newPage();
    await small.goto("/staff/#/inbox");
    await small.locator("[data-row]").first().waitFor();
    await assertNoOverflow(small, `the inbox at ${width} in ${locale}`);
    const cut = await small.locator(".tools fieldset label").evaluateAll((labels) => {
      const strip = labels[0].parentElement.getBoundingClientRect();
      return labels.filter((one) => {
        const box = one.getBoundingClientRect();
        return box.left < strip.left - 1 || box.right > strip.right + 1 || one.scrollWidth > one.clientWidth + 1;
      }).length;
    });
    assert.equal(cut, 0, `tabs are cut off at ${width} in ${locale}`);
    if (process.env.CHANCERY_PICTURES) await small.screenshot({ path: `${process.env.CHANCERY_PICTURES}/tabs-${width}-${locale}.png` });
    await narrow.close();
  }
});

step("a trial of rules names missions and the rule that decided", async () => {
  await page.goto("/staff/#/routing");
  const area = page.locator("main textarea");
  await area.waitFor();
  // Unchanged, what differs is told to differ for another reason.
  const { text, version } = await staff.get("/api/staff/routing");
  const unchanged = await staff.send("POST", "/api/staff/routing/try", { text, last: 500 });
  assert.equal(unchanged.by_standing, unchanged.changed, `of version ${version}`);
  assert.ok(unchanged.changed > 0);
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByText(/but not by these rules: those that stand would send (it|them) there now as well/).waitFor();
  await page.getByText(/^Not by these rules: /).first().waitFor();
  assert.equal(await page.getByText(/no rule named a desk: by what desks work on/).count(), 0);
  if (process.env.CHANCERY_PICTURES) await page.screenshot({ path: `${process.env.CHANCERY_PICTURES}/trial.png`, fullPage: true });
  await area.fill('rule "All to Paris"\n  when any message\n  then desk "Embassy in Paris / Consular"\n');
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByText("by the rule All to Paris").first().waitFor();
  await page.getByText(/From .* \/ .* to Embassy in Paris \/ Consular/).first().waitFor();
  await page.locator(".result q").first().waitFor();
  assert.match(await page.getByRole("link", { name: "Open the conversation" }).first().getAttribute("href"), /^#\/inbox\/c\/\d+$/);
  await assertNoOverflow(page, "a trial of rules");
  await page.goto("/staff/#/inbox");
  await page.getByRole("dialog").getByRole("button", { name: "Leave without it" }).click();
});

step("every step of a conversation is in reach on a phone", async () => {
  const [{ id }] = await rows("place:queue");
  await staff.send("POST", `/api/staff/conversations/${id}/claim`, {});
  for (const locale of ["en", "ar", "fr"]) {
    const narrow = await openContext(browser, server.base, { locale, viewport: { width: 390, height: 800 } });
    await narrow.addCookies(staff.cookies);
    const small = await narrow.newPage();
    await small.goto(`/staff/#/inbox/c/${id}`);
    await small.getByRole("toolbar").waitFor();
    const cut = await small.getByRole("toolbar").locator("button").evaluateAll((buttons) =>
      buttons.filter((one) => {
        const box = one.getBoundingClientRect();
        return box.left < -1 || box.right > innerWidth + 1;
      }).length);
    assert.equal(cut, 0, `buttons are cut off in ${locale}`);
    await assertNoOverflow(small, `a conversation on a phone in ${locale}`);
    if (process.env.CHANCERY_PICTURES) await small.screenshot({ path: `${process.env.CHANCERY_PICTURES}/steps-390-${locale}.png` });
    await narrow.close();
  }
});

step("the crisis has its log and its lines, and past weeks have figures", async () => {
  const { crises } = await staff.get("/api/staff/crises");
  assert.equal(crises.length, 1);
  await page.goto(`/staff/#/crises/${crises[0].id}`);
  await page.getByRole("heading", { name: "Prepared lines" }).waitFor();
  await page.getByRole("link", { name: "Floods: for families" }).waitFor();
  await page.getByRole("button", { name: "Close the crisis" }).click();
  await page.getByRole("dialog").getByText(/^\d+ answers? made of (a line|lines) prepared for a crisis (has|have) not left: /).waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(await axeFindings(page), []);
  const week = await staff.get(`/api/staff/monday?week=${new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10)}`).catch(() => null);
  const past = week ?? (await staff.get("/api/staff/monday"));
  assert.ok(past.all.dialogue.asked > 0 && past.all.dialogue.answered > 0, JSON.stringify(past.all));
  assert.equal(typeof past.all.dialogue.first_answer_seconds, "number"); // by desk hours: 0 where all was asked and answered outside them
});

step("a stricter rule says what it binds before it is saved, and what waits says so after", async () => {
  const [account] = (await staff.get("/api/staff/accounts")).accounts;
  await page.goto(`/staff/#/accounts/${account.id}/rights`);
  await page.getByRole("radio", { name: "Two people" }).check({ force: true });
  await page.getByText(/posts? waits? for approval: .* as many approvals as you choose here\./).waitFor();
  await page.getByText(/1 approved post has not left: it keeps the approvals it has/).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.goto("/staff/#/approvals");
  await page.getByText(/it needs .?2.? approvals now, not .?1/).first().waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await assertNoOverflow(page, "what waits under a stricter rule");
  // On a phone it is read before the buttons: nothing lies over it.
  const narrow = await openContext(browser, server.base, { viewport: { width: 390, height: 844 } });
  await narrow.addCookies(staff.cookies);
  const small = await narrow.newPage();
  const { waiting } = await staff.get("/api/staff/posts/desk");
  const stricter = waiting.find((post) => post.approvals_needed > post.approvals_asked && !post.body.in_reply_to && post.may.includes("approve"));
  assert.ok(stricter, "a post waits under the stricter rule, and may be approved");
  for (const [at, button] of [["sign", "Approve"], [`posts/${stricter.id}`, "Approve what is shown"]]) {
    await small.goto(`/staff/#/${at}`);
    const said = await small.getByText(/it needs .?2.? approvals now/).first().boundingBox();
    const pressed = await small.getByRole("button", { name: button, exact: true }).boundingBox();
    assert.ok(said.y + said.height <= pressed.y, `${at}: ${said.y} px, the button at ${pressed.y} px`);
    if (process.env.CHANCERY_PICTURES) await small.screenshot({ path: `${process.env.CHANCERY_PICTURES}/stricter-${at.split("/")[0]}.png` });
  }
  await narrow.close();
});

step("a private matter under two approvals is told before it is pressed", async () => {
  const [{ id }] = await rows("place:queue");
  await staff.send("POST", `/api/staff/conversations/${id}/claim`, {});
  await page.goto(`/staff/#/inbox/c/${id}`);
  await page.getByText("You have this conversation").waitFor();
  await page.keyboard.press("p");
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/Under this account a post needs .?2.? approvals, and a line has one/).waitFor();
  await dialog.getByText("Nothing is sent: the conversation stays with you as it is.").waitFor();
  assert.equal(await dialog.getByText("The approved line is said under her message").count(), 0);
  assert.equal(await dialog.getByRole("button", { name: "Move it to the confidential channel" }).count(), 0);
  assert.deepEqual(await axeFindings(page), []);
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

step("what waits on a crisis line says that the crisis is over before anybody presses", async () => {
  const [{ id }] = await rows("place:queue");
  const { token } = await staff.send("POST", `/api/staff/conversations/${id}/claim`, {});
  const { lines } = await staff.get(`/api/staff/conversations/${id}/lines?language=en`);
  const { line, name, markdown } = lines.find((one) => one.crisis);
  await staff.send("PUT", `/api/staff/conversations/${id}/draft`, { token, body: { texts: [{ language: "en", markdown }] }, keep_open: false, line });
  await staff.send("POST", `/api/staff/conversations/${id}/draft/submit`, { token, version: 1 });
  await page.goto("/staff/#/approvals");
  await page.getByText(markdown.slice(0, 40)).first().waitFor();
  assert.equal(await page.getByText("was approved is over").count(), 0);
  const { crises: [crisis] } = await staff.get("/api/staff/crises");
  await staff.send("POST", `/api/staff/crises/${crisis.id}/close`, { words: "The water is gone." });
  for (const place of ["approvals", `inbox/c/${id}`]) {
    await page.goto(`/staff/#/${place}`);
    await page.reload();
    const notice = page.locator(".warn", { hasText: `The crisis for which its line “${name}” was approved is over.` });
    await notice.getByText(/Since: .*\. It is neither approved nor sent as it stands/).waitFor();
    assert.equal(await notice.getByRole("link", { name: "Open the line" }).getAttribute("href"), `#/lines/${line}`);
    assert.deepEqual(await axeFindings(page), [], place);
    await assertNoOverflow(page, `a line that holds no more, in ${place}`);
  }
  // Held it says so too, beside what held it.
  const at = "**/api/staff/posts/desk";
  await page.route(at, async (route) => {
    const answer = await route.fetch();
    const found = await answer.json();
    const one = found.waiting.find(({ line_ended }) => line_ended);
    const since = new Date(Date.now() - 7_200_000).toISOString();
    found.held = ["late", "restore", "person"].map((kind, index) => ({ ...one, id: String(900 + index), status: "held", held: { by: null, kind, since, reason: "The disk was full" } }));
    await route.fulfill({ response: answer, json: found });
  });
  await page.goto("/staff/#/approvals");
  await page.reload();
  const held = page.locator("section", { has: page.locator("#held") });
  await held.getByText("Held 2 hours ago: its time passed while the server could not send it.").waitFor();
  await held.getByText("Held by a restore 2 hours ago: The disk was full").waitFor();
  await held.getByText("Held by somebody who is not known any more, 2 hours ago: The disk was full").waitFor();
  assert.equal(await held.getByText("was approved is over").count(), 3);
  await page.unroute(at);
  // Called back, it says so above her words, before she presses.
  await staff.send("POST", `/api/staff/conversations/${id}/draft/recall`, { token });
  await page.goto(`/staff/#/inbox/c/${id}`);
  const composer = page.locator(".composer");
  await composer.getByText("It cannot be submitted as it stands").waitFor();
  assert.deepEqual(await axeFindings(page), []);
});

step("nothing broke the page, and nobody else was asked", async () => {
  assert.deepEqual(context.wrongs, []);
});
