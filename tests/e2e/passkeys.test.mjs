// A passkey, from making it to signing in with it, in a real browser with an authenticator of its own making; and the
// codes for the day it is lost.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { person, setUp } from "./ministry.mjs";
import { startServer, totp } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();

let server;
let base; // an address of numbers can have no passkeys
let browser;
let context;
let page;
let authenticator;
let staff;
let codes;

const client = async () => {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return { session, authenticatorId };
};

before(async () => {
  server = await startServer();
  base = server.base.replace("127.0.0.1", "localhost");
  staff = await setUp(server);
  browser = await launch();
  context = await openContext(browser, base);
  page = await context.newPage();
  authenticator = await client();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function signInWithPassword() {
  await page.goto(`${base}/staff/`);
  await page.getByLabel("Login").fill(person.login);
  await page.getByLabel("Password").fill(person.password);
  // A code is good once: the set-up used this half minute's.
  await page.getByLabel("Code", { exact: true }).fill(totp(staff.secret, Date.now() + 30_000));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator("main h1").waitFor();
}

async function signOut() {
  await page.evaluate(async () => {
    const session = await (await fetch("/api/staff/session")).json();
    await fetch("/api/staff/session", { method: "DELETE", headers: { "X-CSRF-Token": session.csrf } });
  });
  await page.goto(`${base}/staff/#/`);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

step("a passkey is made on the device and named", async () => {
  await signInWithPassword();
  await page.goto(`${base}/staff/#/security`);
  await page.getByRole("heading", { name: "Your sign-in" }).waitFor();
  await page.getByText("You have none yet.").waitFor();
  await page.getByLabel("Name of the device").fill("my laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("my laptop was added.").waitFor();
  const { credentials } = await authenticator.session.send("WebAuthn.getCredentials", {
    authenticatorId: authenticator.authenticatorId,
  });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].rpId, "localhost");
  assert.ok(credentials[0].isResidentCredential);
});

step("recovery codes are shown once", async () => {
  await page.getByRole("button", { name: "Make new codes" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make new codes" }).click();
  await page.getByText("Shown once, here. Write them down.").waitFor();
  codes = await page.locator("ul.codes li").allTextContents();
  assert.equal(codes.length, 10);
  for (const code of codes) assert.match(code, /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
  await page.getByText("10 codes are left.").waitFor();
  await assertNoOverflow(page, "security");
});

step("it signs in alone, without login, password or code", async () => {
  await signOut();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.goto(`${base}/staff/#/security`);
  await page.getByText("my laptop").waitFor();
  const session = await page.evaluate(async () => (await fetch("/api/staff/passkeys")).json());
  assert.equal(session.method, "passkey");
});

step("a person it could not be sure of is not let in", async () => {
  await signOut();
  await authenticator.session.send("WebAuthn.setUserVerified", {
    authenticatorId: authenticator.authenticatorId,
    isUserVerified: false,
  });
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("No passkey was used.").waitFor();
  const session = await page.evaluate(async () => (await fetch("/api/staff/session")).json());
  assert.equal(session.signed_in, false);
  await authenticator.session.send("WebAuthn.setUserVerified", {
    authenticatorId: authenticator.authenticatorId,
    isUserVerified: true,
  });
});

step("a lost device: the code opens the way to a new passkey and nothing else", async () => {
  await authenticator.session.send("WebAuthn.clearCredentials", { authenticatorId: authenticator.authenticatorId });
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Login").fill(person.login);
  await page.getByLabel("Password").fill(person.password);
  await page.getByLabel("Recovery code").fill(codes[0].toLowerCase());
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("You came in with a recovery code").waitFor();
  const status = await page.evaluate(async () => (await fetch("/api/staff/users")).status);
  assert.equal(status, 403);
  await page.getByLabel("Name of the device").fill("new phone");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("new phone was added.").waitFor();
  await signOut();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.locator("nav").first().waitFor();
  assert.equal((await staff.get("/api/staff/passkeys")).passkeys.length, 2);
});

step("what is removed signs in no more", async () => {
  for (const passkey of (await staff.get("/api/staff/passkeys")).passkeys)
    await staff.send("DELETE", `/api/staff/passkeys/${passkey.id}`);
  await signOut();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("alert").waitFor();
  assert.deepEqual(context.wrongs, []);
});

step("the page has no barriers", async () => {
  const open = await openContext(browser, server.base, { bypassCSP: true });
  await open.addCookies(staff.cookies);
  const look = await open.newPage();
  for (const language of ["en", "ar"]) {
    await look.addInitScript((tag) => localStorage.setItem("language", tag), language);
    await look.goto(`${server.base}/staff/#/security`);
    await look.reload();
    await look.locator("main h2").first().waitFor();
    await assertNoOverflow(look, `security ${language}`);
    assert.deepEqual(await axeFindings(look), []);
  }
});
