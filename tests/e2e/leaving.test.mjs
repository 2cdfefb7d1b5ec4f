// Who leaves a page on which words of hers are kept nowhere else is asked first, whichever way she goes.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { eventually } from "./eventually.mjs";
import { enterDemo, joinDesk, ole, person, setUp } from "./ministry.mjs";
import { startServer, totp } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
let server;
let browser;
let amina;
let context;
let page;
let press;
let colleague;
let post;

before(async () => {
  browser = await launch();
  server = await startServer();
  amina = await setUp(server);
  press = await amina.send("POST", "/api/staff/accounts", { name: "press", type: "Organization", display_name: "Press office", language: "en", approvals: 1, grace: 30 });
  const body = { account: press.id, texts: [{ language: "en", markdown: "The road to Juba is open.", warning: "" }], pictures: [] };
  const draft = await amina.send("POST", "/api/staff/posts", body);
  post = await amina.send("POST", `/api/staff/posts/${draft.id}/submit`, { version: draft.version });
  context = await openContext(browser, server.base);
  await context.addCookies(amina.cookies);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = () => page.getByRole("dialog", { name: "Your change is not kept" });
const answer = (name) => dialog().getByRole("button", { name }).click();
const text = () => page.getByLabel("Text in English");
const change = async (words) => {
  await page.goto("/staff/#/posts");
  await page.getByRole("heading", { level: 1, name: "Posts" }).waitFor();
  await page.goto(`/staff/#/posts/${post.id}`);
  await page.getByRole("link", { name: "Change" }).click();
  await text().fill(words);
};
const standsAt = (hash) => page.waitForFunction((wanted) => location.hash === wanted, hash);
// So far back, and brought back from there.
const wander = (far) =>
  page.evaluate(
    (way) =>
      new Promise((done) => {
        let seen = 0;
        addEventListener("popstate", function count() {
          if (++seen < 2) return;
          removeEventListener("popstate", count);
          done();
        });
        history.go(way);
      }),
    far,
  );
// Lets what is sent so wait until the given function is called.
async function delay(on, url, method) {
  let free;
  let met;
  const go = new Promise((done) => (free = done));
  const asked = new Promise((done) => (met = done));
  await on.route(url, async (route) => {
    if (route.request().method() === method) {
      met();
      await go;
    }
    await route.continue();
  });
  return { asked, free };
}
const stored = async () => (await amina.get(`/api/staff/posts/${post.id}`)).body.texts[0].markdown;

step("a change to what waits is asked about at a link, and stays with whoever stays", async () => {
  await change("The road to Juba is open again.");
  await page.getByRole("link", { name: "Posts", exact: true }).click();
  await dialog().waitFor();
  await standsAt(`#/posts/${post.id}/edit`);
  assert.deepEqual(await axeFindings(page), []);
  await answer("Stay");
  assert.equal(await text().inputValue(), "The road to Juba is open again.");
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await dialog().waitFor();
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
  assert.equal(await text().inputValue(), "The road to Juba is open again.");
});

step("the way back asks too, goes back where it leads, and forward again from there", async () => {
  await page.goBack();
  await dialog().waitFor();
  await standsAt(`#/posts/${post.id}/edit`);
  await wander(-2); // further, while it asks: the newest wish counts
  await answer("Leave without it");
  await standsAt("#/posts");
  await page.getByRole("heading", { level: 1, name: "Posts" }).waitFor();
  assert.equal(await stored(), "The road to Juba is open.");
  await page.goForward();
  await standsAt(`#/posts/${post.id}`);
  await page.goForward();
  await standsAt(`#/posts/${post.id}/edit`);
  assert.equal(await text().inputValue(), "The road to Juba is open.");
});

step("saved as a new version it goes where it was going", async () => {
  await change("The road to Juba is open for lorries.");
  await page.getByRole("link", { name: "Calendar", exact: true }).click();
  await answer("Save as a new version");
  await page.getByRole("heading", { level: 1, name: "Calendar" }).waitFor();
  assert.equal(await stored(), "The road to Juba is open for lorries.");
});

step("signing out asks as well", async () => {
  post = await amina.get(`/api/staff/posts/${post.id}`);
  await amina.send("POST", `/api/staff/posts/${post.id}/submit`, { version: post.version });
  await change("The road to Juba is closed.");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await dialog().waitFor();
  await answer("Stay");
  assert.equal(await text().inputValue(), "The road to Juba is closed.");
  await page.getByRole("link", { name: "Today", exact: true }).click();
  await answer("Leave without it");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
});

step("a draft goes with its last words unasked, and is asked about where they cannot be saved", async () => {
  const drafted = async (words) => {
    await page.goto("/staff/#/posts/new");
    await text().fill(words);
  };
  await drafted("A bridge was opened.");
  await page.getByRole("link", { name: "Posts", exact: true }).click();
  await page.getByText("A bridge was opened.").waitFor();
  assert.equal(await dialog().count(), 0);
  await drafted("A second bridge.");
  await context.setOffline(true);
  await page.getByRole("link", { name: "Today", exact: true }).click();
  await dialog().waitFor();
  await answer("Stay");
  await context.setOffline(false);
  assert.equal(await text().inputValue(), "A second bridge.");
  await drafted("x".repeat(20_000));
  await page.getByRole("link", { name: "Today", exact: true }).click();
  await dialog().getByText("Stay to finish it or to copy it.").waitFor();
  await answer("Leave without it");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
});

step("a second step back while the last words are saved takes the place of the first", async () => {
  await page.goto("/staff/#/posts");
  await page.getByRole("heading", { level: 1, name: "Posts" }).waitFor();
  await page.getByRole("link", { name: "Calendar", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Calendar" }).waitFor();
  await page.goto("/staff/#/posts/new");
  await text().fill("A ferry runs again.");
  await page.getByText(/^Saved \d/).waitFor();
  const there = await page.evaluate(() => location.hash);
  await text().fill("A ferry runs again, daily.");
  const saving = await delay(page, "**/api/staff/posts/*", "PUT");
  await wander(-1);
  await saving.asked;
  await wander(-1);
  saving.free();
  await page.getByRole("heading", { level: 1, name: "Calendar" }).waitFor();
  await page.goForward();
  await standsAt(there);
  assert.equal(await text().inputValue(), "A ferry runs again, daily.");
  assert.equal(await dialog().count(), 0);
  await page.unroute("**/api/staff/posts/*");
});

step("what is pressed while a post is submitted changes nothing of it", async () => {
  const submitting = await delay(page, "**/submit", "POST");
  await text().focus();
  await page.keyboard.press("Control+Enter");
  await submitting.asked;
  await page.getByRole("status").getByText("Sending…").waitFor();
  await page.keyboard.type(" And at night.");
  submitting.free();
  await page.getByRole("heading", { level: 1, name: "Post", exact: true }).waitFor();
  assert.equal(await dialog().count(), 0);
  await page.unroute("**/submit");
  const { posts: [newest] } = await amina.get("/api/staff/posts?status=submitted");
  assert.equal(newest.body.texts[0].markdown, "A ferry runs again, daily.");
});

step("who signs out leaves without it, or with a draft saved first", async () => {
  const colleagues = [ole, { login: "lin.berg", name: "Lin Berg", password: "violet harbour moss lantern" }];
  const sessions = [];
  for (const one of colleagues) sessions.push(await joinDesk(server, amina, press, one));
  [colleague] = sessions;
  const before = page;
  const signOut = async (session, write) => {
    const own = await openContext(browser, server.base);
    await own.addCookies(session.cookies);
    page = await own.newPage();
    await write();
    await page.getByRole("button", { name: "Preferences" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    return own;
  };
  const first = await signOut(sessions[0], () => change("The road to Juba is gone."));
  await answer("Leave without it");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.notEqual(await stored(), "The road to Juba is gone.");
  const second = await signOut(sessions[1], async () => {
    await page.goto("/staff/#/posts/new");
    await text().fill("A well was dug.");
  });
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  const { posts: drafts } = await amina.get("/api/staff/posts?status=draft");
  assert.ok(drafts.some(({ body }) => body.texts[0].markdown === "A well was dug."));
  assert.deepEqual([...first.wrongs, ...second.wrongs], []);
  await Promise.all([first.close(), second.close()]);
  page = before;
});

step("two boxes of one page ask one after the other", async () => {
  const desk = await startServer({ args: ["--demo"] });
  const staff = await enterDemo(desk);
  const own = await openContext(browser, desk.base);
  await own.addCookies(staff.cookies);
  const before = page;
  page = await own.newPage();
  const { conversations: [{ id }] } = await staff.get("/api/staff/conversations?q=place:queue");
  await staff.send("POST", `/api/staff/conversations/${id}/claim`, {});
  await page.goto(`/staff/#/inbox/c/${id}`);
  await page.getByText("You have this conversation").waitFor();
  await page.keyboard.press("r");
  const reply = page.locator(".composer textarea").first();
  await reply.waitFor();
  await page.getByRole("toolbar").getByRole("button", { name: "Note", exact: true }).click();
  const note = page.locator("#note-words");
  const today = page.getByRole("link", { name: "Today", exact: true });
  // The answer is saved unasked, and then the note asks.
  await note.fill("Ask the consul first.");
  await reply.fill("One moment, please.");
  await today.click();
  await dialog().waitFor();
  assert.equal((await staff.get(`/api/staff/conversations/${id}`)).draft_post.body.texts[0].markdown, "One moment, please.");
  await answer("Stay");
  assert.equal(await note.inputValue(), "Ask the consul first.");
  // Neither can be kept: both ask.
  await own.setOffline(true);
  await reply.fill("One moment, please. We ask.");
  await today.click();
  await answer("Leave without it");
  await dialog().waitFor();
  await answer("Stay");
  await standsAt(`#/inbox/c/${id}`);
  assert.deepEqual([await note.inputValue(), await reply.inputValue()], ["Ask the consul first.", "One moment, please. We ask."]);
  await own.setOffline(false);
  await page.getByText(/^Saved \d/).waitFor();
  await today.click();
  await answer("Leave without it");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  await own.close();
  await desk.stop();
  page = before;
});

step("rules and forms on cards ask likewise, and not once they are saved", async () => {
  await page.goto("/staff/#/today");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  await page.goto("/staff/#/routing");
  await page.getByRole("textbox", { name: "Rules" }).fill("# none yet");
  await page.goBack();
  await answer("Put into force");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  assert.equal((await amina.get("/api/staff/routing")).text.trim(), "# none yet");
  await page.goto("/staff/#/lines");
  await page.getByRole("button", { name: "New line" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Roads");
  await page.goBack();
  await answer("Stay");
  await page.getByRole("button", { name: "Make the line" }).click();
  await page.getByRole("heading", { level: 1, name: "Roads" }).waitFor();
  assert.equal(await dialog().count(), 0);
});

step("words outlive the session of who wrote them, unseen, and go with nobody else", async () => {
  const signIn = async (login, password, secret) => {
    const again = page.getByRole("dialog", { name: "Your session has ended" });
    await again.getByText("what you wrote is still here").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    assert.deepEqual(await axeFindings(page), []);
    await assertNoOverflow(page, "the sign-in over a page");
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/again-${page.viewportSize().width}.png` });
    await again.getByLabel("Login").fill(login);
    await again.getByLabel("Password").fill(password);
    await again.getByLabel("Code", { exact: true }).fill(totp(secret, Date.now() + 30_000));
    await again.getByRole("button", { name: "Sign in", exact: true }).click();
    await again.waitFor({ state: "detached" });
  };
  await change("The road to Juba is wet.");
  await context.clearCookies();
  await text().pressSequentially(" Drive slowly.");
  await signIn(person.login, person.password, amina.secret);
  assert.equal(await text().inputValue(), "The road to Juba is wet. Drive slowly.");
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await eventually("it is saved", async () => (await stored()) === "The road to Juba is wet. Drive slowly.");
  await context.clearCookies();
  await page.setViewportSize({ width: 390, height: 844 });
  await text().fill("The road to Juba is a secret.");
  await signIn(ole.login, ole.password, colleague.secret);
  await text().waitFor();
  assert.equal(await text().inputValue(), "The road to Juba is wet. Drive slowly.");
  await context.clearCookies();
  await context.addCookies(amina.cookies);
});

step("on a phone the question is whole", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await change("The road to Juba is narrow.");
  await page.goBack();
  await dialog().waitFor();
  await assertNoOverflow(page, "the question");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/leaving-390.png` });
  await answer("Leave without it");
  assert.deepEqual(context.wrongs.filter((wrong) => !wrong.includes("offline")), []);
});
