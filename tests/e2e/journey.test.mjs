// The way of the first day: from the printed link to a published post, in one browser, under the real policy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertNoOverflow, launch, openContext } from "./browser.mjs";
import { ministry, person } from "./ministry.mjs";
import { startServer, totp } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();

let server;
let browser;
let context;
let page;
let secret;

before(async () => {
  server = await startServer();
  browser = await launch();
  context = await openContext(browser, server.base);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

step("before set-up the staff page says what to do", async () => {
  await page.goto("/staff/");
  await page.getByRole("heading", { name: "This server is not set up yet" }).waitFor();
  await page.getByText("chancery setup-link").waitFor();
});

step("a link that never was is refused with the way to a new one", async () => {
  await page.goto(`${server.base}/staff/#/setup/nonsense`);
  await page.getByRole("heading", { name: "This link cannot be used" }).waitFor();
});

step("the printed link sets the ministry up and signs its reader in", async () => {
  await page.goto(server.setupLink);
  await page.reload();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Please fill this in.").first().waitFor();
  await page.getByLabel("Name of the ministry").fill(ministry.name);
  await page.getByLabel("Country").selectOption(ministry.country);
  await page.getByLabel("Languages you publish in").selectOption("ar");
  await page.getByRole("button", { name: "Continue" }).click();

  const terms = page.getByLabel("Words and phrases");
  assert.deepEqual((await terms.inputValue()).split("\n"), [ministry.name, "Norway", "النرويج"]);
  const suggested = await terms.inputValue();
  await terms.fill(`${suggested}\nx`);
  await page.getByLabel("Legal basis").fill("Foreign Service Act, section 4");
  const end = page.getByLabel("Ends on");
  const inTime = await end.inputValue();
  await end.fill("2020-01-01");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Each line needs at least two letters or digits.").waitFor();
  await page.getByRole("alert").filter({ hasText: "Choose a day from" }).waitFor();
  await terms.fill(suggested);
  await end.fill(inTime);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Choose a purpose.").waitFor();
  assert.equal(await page.locator(":focus").getAttribute("type"), "radio", "no purpose is chosen for the person");
  await page.getByLabel("Public service").check();
  await page.getByRole("button", { name: "Continue" }).click();

  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("Login").fill(person.login);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByText("7 more characters are needed.").waitFor();
  await page.getByLabel("Six digits from the app").fill("12345");
  await page.getByRole("button", { name: "Set up and sign in" }).click();
  await page.getByText("At least twelve characters are needed.").waitFor();
  await page.getByText("Six digits are needed, as the app shows them.").waitFor();
  assert.equal(await page.locator(":focus").getAttribute("name"), "password", "the first wrong field has the focus");
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByText("Strong.").waitFor();
  assert.equal(await page.getByText("At least twelve characters are needed.").count(), 0, "corrected, so no longer said");
  secret = (await page.locator(".key").innerText()).replaceAll(" ", "");
  await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();

  const digits = page.getByLabel("Six digits from the app");
  const right = totp(secret);
  await digits.fill(right === "000000" ? "000001" : "000000");
  await page.getByRole("button", { name: "Set up and sign in" }).click();
  await page.getByText(/It does not match/).waitFor();
  assert.equal(await digits.inputValue(), "");
  assert.equal(await page.getByText("Please fill this in.").count(), 0, "what the program cleared is not complained of");
  await digits.fill(totp(secret));
  assert.equal(await page.getByText(/It does not match/).count(), 0);
  await page.getByRole("button", { name: "Set up and sign in" }).click();
  await page.getByRole("heading", { name: "Listen", level: 1 }).waitFor();
  assert.doesNotMatch(page.url(), /setup/, "the used token leaves the address");
});

step("a fresh server listens to nobody, and the watch shows why it may", async () => {
  await page.getByText("Not connected").waitFor();
  await page.getByText(/^wss:\/\//).waitFor();
  for (const words of ["Public service", "Foreign Service Act, section 4", person.name]) {
    await page.getByText(words, { exact: true }).first().waitFor();
  }
});

step("the sample plays: matches are withheld until ten authors stand behind them", async () => {
  await page.getByRole("button", { name: "Play the sample" }).click();
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
  await page.getByRole("heading", { name: "Matches are arriving, shown from ten authors" }).waitFor({ timeout: 60_000 });
  assert.equal(await page.locator(".posts li").count(), 0);
  assert.equal(await page.getByText("matching posts").count(), 0);

  await page.locator(".total").waitFor({ timeout: 90_000 });
  const figures = await page.locator(".total").innerText();
  assert.ok(Number.parseInt(figures.match(/[\d,]+/)[0].replace(",", ""), 10) >= 10, figures);
  await page.getByRole("navigation", { name: "Parts of this page" }).getByRole("link", { name: "Posts" }).click();
  await page.locator(".posts li").first().waitFor();
  assert.ok((await page.locator(".posts mark").count()) > 0, "the words that matched are marked");
  const shown = await page.locator("main").innerText();
  assert.doesNotMatch(shown, /did:|@/, "no author is named");
});

step("new posts wait above the list until they are asked for", async () => {
  const before = await page.locator(".posts li").first().innerText();
  const button = page.getByRole("button", { name: /^Show .*new post/ });
  await button.waitFor({ timeout: 60_000 });
  assert.equal((await page.locator(".posts li").first().innerText()).split("\n")[0], before.split("\n")[0]);
  await button.click();
  await button.waitFor({ state: "detached" });
});

step("the stream stops when told to", async () => {
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Not connected").waitFor();
});

step("a server that is gone is said to be gone, and nothing is called live meanwhile", async () => {
  await page.getByRole("button", { name: "Play the sample" }).click();
  const live = page.getByRole("status").filter({ hasText: /^\s*Live\s*$/ });
  await live.waitFor();
  await server.stop({ keep: true });
  const notice = page.getByText(/^No connection to the server since \d\d:\d\d; trying again$/);
  await notice.waitFor();
  assert.equal(await live.count(), 0);
  server = await startServer({ data: server.data, port: server.port });
  await notice.waitFor({ state: "detached" });
});

step("an account is made, a post published, shown in public and deleted", async () => {
  await page.getByRole("link", { name: "Accounts" }).click();
  await page.getByRole("heading", { name: "No account yet" }).waitFor();
  await page.getByRole("link", { name: "New account" }).click();
  await page.getByLabel("Name", { exact: true }).fill("press");
  await page.getByText(`@press@127.0.0.1:${server.port}`).waitFor();
  await page.getByLabel("Display name").fill("Press office");
  await page.getByLabel("About").fill("Ask us anything.");
  await page.getByLabel("Nobody", { exact: true }).check();
  await page.getByLabel("Grace between the last approval and leaving").selectOption("None");
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("heading", { name: "Press office", level: 1 }).waitFor();

  await page.getByRole("link", { name: "New post" }).click();
  const text = page.getByLabel("Text in English");
  await text.fill("Our consulate opens on Monday: https://mfa.example/juba\n\nWhat should we have told you sooner? <b>x</b>");
  await page.getByText("How it will look").waitFor();
  await text.press("Control+Enter");
  await page.getByText("This account needs no approval").waitFor();
  await page.getByText("It has left.").waitFor();
  await page.getByRole("link", { name: "Press office" }).click();
  const note = page.locator(".notes > li").first();
  await note.getByRole("link", { name: "https://mfa.example/juba" }).waitFor();
  await note.getByText("What should we have told you sooner? <b>x</b>").waitFor();

  const address = await note.getByRole("link", { name: "Open the public page of this post" }).getAttribute("href");
  const shown = await fetch(address, { headers: { Accept: "text/html" } });
  assert.equal(shown.status, 200);
  assert.match(await shown.text(), /What should we have told you sooner/);

  await note.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Asked too early");
  await page.getByRole("dialog").getByRole("button", { name: "Delete the post" }).click();
  await page.getByRole("heading", { name: "Nothing published yet" }).waitFor();
  const gone = await fetch(address, { headers: { Accept: "text/html" } });
  assert.equal(gone.status, 410);
});

step("a name that is taken is said at the field", async () => {
  await page.goto("/staff/#/accounts/new");
  await page.getByLabel("Name", { exact: true }).fill("press");
  await page.getByLabel("Display name").fill("Press office");
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByText("There is an account of this name already.").waitFor();
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave without it" }).click();
});

step("a colleague is invited by a link that works once", async () => {
  await page.getByRole("link", { name: "People" }).click();
  await page.getByLabel("Name").fill("Jonas Berg");
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByRole("button", { name: "Copy the link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /\/staff\/#\/invite\/.{20,}/);

  const other = await openContext(browser, server.base);
  const theirs = await other.newPage();
  await theirs.goto(link);
  await theirs.getByRole("heading", { name: "Welcome, Jonas Berg" }).waitFor();
  await theirs.getByLabel("Login").fill("jonas.berg");
  await theirs.getByRole("button", { name: "Begin" }).click();
  await theirs.getByText("Please fill this in.").first().waitFor();
  await theirs.getByLabel("Password", { exact: true }).fill("harbour candle meadow brass");
  const key = (await theirs.locator(".key").innerText()).replaceAll(" ", "");
  await theirs.getByLabel("Six digits from the app").fill(totp(key));
  await theirs.getByRole("button", { name: "Begin" }).click();
  await theirs.getByRole("heading", { name: "Listen", level: 1 }).waitFor();
  assert.equal(await theirs.getByRole("link", { name: "Audit log" }).count(), 0, "an officer has no audit log");
  for (const address of ["/audit", "/accounts/new"]) {
    await theirs.goto("/staff/#/listen");
    await theirs.getByRole("heading", { name: "Listen", level: 1 }).waitFor();
    await theirs.goto(`/staff/#${address}`);
    await theirs.getByRole("heading", { name: "Your role does not include this page" }).waitFor();
  }
  assert.deepEqual(other.wrongs, []);
  await other.close();

  const third = await openContext(browser, server.base);
  const late = await third.newPage();
  await late.goto(link);
  await late.getByRole("heading", { name: "This invitation cannot be used" }).waitFor();
  await third.close();
});

step("every step stands in the audit log, and its chain is intact", async () => {
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByText("The chain is intact").waitFor();
  const log = await page.locator("table").innerText();
  for (const action of [/account/, /note/, /source/, /invit/]) assert.match(log, action);
});

step("the session ends by signing out and begins again with password and code", async () => {
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByLabel("Login").fill(person.login);
  await page.getByLabel("Password").fill("not the password at all");
  await page.getByLabel("Code").fill("123456");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("You are not signed in").waitFor();
  await page.getByLabel("Password").fill(person.password);
  // A code works once: set-up used this step's or the one before, so the next step's is taken.
  await page.getByLabel("Code").fill(totp(secret, Date.now() + 30_000));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Audit log", level: 1 }).waitFor();
  await assertNoOverflow(page, "the audit log");
});

test("nothing on the way broke the page's policy or asked anyone else", () => {
  assert.deepEqual(context.wrongs, []);
});
