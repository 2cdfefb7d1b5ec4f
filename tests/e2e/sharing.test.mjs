// What a stranger wrote is shared with her permission: proposed by one, approved by another, told to her server, taken
// back in public.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { startPeer } from "../interop/fedify/start.mjs";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { join, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const ben = { login: "ben.larsen", name: "Ben Larsen", password: "copper window harbour nine" };
const step = steps();

let server;
let peer;
let browser;
let amina; // through the API
let press;
let hers; // pages
let his;
let actor;
let written; // the address of what the stranger wrote
let shared; // the Announce

before(async () => {
  const port = await freePort();
  peer = await startPeer(port);
  browser = await launch();
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` } });
  amina = await setUp(server);
  press = await amina.send("POST", "/api/staff/accounts", {
    name: "press",
    type: "Organization",
    display_name: "Press office",
    language: "en",
    approvals: 1,
    grace: 0,
  });
  actor = `${server.base}/actors/${press.id}`;
  const colleague = await join(server, amina, ben, "officer");
  const { people } = await amina.get(`/api/staff/accounts/${press.id}/rights`);
  const { user } = people.find((one) => one.user.name === ben.name) ?? {};
  const id = user?.id ?? (await amina.get("/api/staff/users")).users.find(({ name }) => name === ben.name).id;
  await amina.send("PUT", `/api/staff/accounts/${press.id}/rights/${id}`, { rights: ["approve", "publish"] });
  const contexts = await Promise.all(
    [amina, colleague].map(async (person) => {
      const context = await openContext(browser, server.base);
      await context.addCookies(person.cookies);
      return context;
    }),
  );
  [hers, his] = await Promise.all(contexts.map((context) => context.newPage()));
  await peer.tell("follow", actor);
  await peer.received("Accept");
});
after(async () => {
  await browser?.close();
  await peer?.stop();
  await server?.stop();
});

step("a stranger answers a post of ours", async () => {
  const key = { "Idempotency-Key": crypto.randomUUID() };
  const body = { account: press.id, texts: [{ language: "en", markdown: "What grows where you live?" }] };
  const post = await amina.send("POST", "/api/staff/posts", body, key);
  await amina.send("POST", `/api/staff/posts/${post.id}/release`, { version: post.version, reason: "For the test" });
  const [{ activity }] = await peer.received("Create");
  written = await peer.tell("reply", activity.object.id, "My garden is in bloom.", "en");
});

step("sharing what she wrote asks for her permission first", async () => {
  await hers.goto("/staff/#/inbox");
  await hers.locator("[data-row]").first().click();
  await hers.locator(".thread").getByRole("link", { name: "Share" }).click();
  await hers.locator("blockquote").getByText("My garden is in bloom.").waitFor();
  await hers.getByText("Its author is a private person.").waitFor();
  assert.ok(await hers.getByRole("button", { name: "Propose it" }).isDisabled());
  assert.deepEqual(await axeFindings(hers).catch(() => []), []);
  await assertNoOverflow(hers, "the page to share");
});

step("with her answer written down it is proposed", async () => {
  await hers.getByLabel("What she answered, or where it stands").fill("Gladly, she wrote under her post.");
  await hers.getByRole("button", { name: "Record her permission" }).click();
  await hers.getByText("Gladly, she wrote under her post.").waitFor();
  await hers.getByRole("button", { name: "Propose it" }).click();
  await hers.getByRole("heading", { name: "What was done" }).waitFor();
  await hers.getByText("You wrote in it, so another person approves it.").waitFor();
});

step("another person reads it and approves, and her server hears of it", async () => {
  const id = /\d{9,}/.exec(hers.url())[0];
  await his.goto(`/staff/#/posts/${id}`);
  await his.locator("blockquote").getByText("My garden is in bloom.").waitFor();
  await his.getByText("Gladly, she wrote under her post.").waitFor();
  await his.getByRole("button", { name: "Approve" }).first().click();
  const [{ activity }] = await peer.received("Announce");
  shared = activity;
  assert.equal(shared.object?.id ?? shared.object, written);
});

step("the public page shows it as hers", async () => {
  const page = await hers.context().newPage();
  await page.goto(`${server.base}/@press`);
  await page.getByText("Shared by").waitFor();
  await page.getByText("My garden is in bloom.").waitFor();
  await page.getByRole("link", { name: /Ana of ana/ }).waitFor();
  await page.close();
});

step("her withdrawal takes it back everywhere", async () => {
  await hers.goto(`/staff/#/accounts/${press.id}/permissions`);
  await hers.getByText("Gladly, she wrote under her post.").waitFor();
  await hers.getByRole("button", { name: "Withdraw and erase" }).click();
  await hers.getByRole("dialog").getByRole("button", { name: "Withdraw and erase" }).click();
  await hers.getByText("Erased").waitFor();
  const [{ activity }] = await peer.received("Undo", ({ object }) => (object?.id ?? object) === shared.id);
  assert.equal(activity.actor, actor);
  const page = await (await fetch(`${server.base}/@press`)).text();
  assert.doesNotMatch(page, /My garden is in bloom/);
});

step("likes and shares of a post of ours are counted for staff and readers", async () => {
  const { notes } = await amina.get(`/api/staff/accounts/${press.id}/notes`);
  const note = `${server.base}/notes/${notes[0].id}`;
  const ana = await peer.tell("actor");
  const like = { id: `${ana}#likes/1`, type: "Like", actor: ana, object: note };
  assert.equal(await peer.tell("raw", `${server.base}/inbox`, like), 202);
  const { posts } = await amina.get("/api/staff/posts?status=sent");
  await hers.goto(`/staff/#/posts/${posts.find((post) => post.note === notes[0].id).id}`);
  await hers.getByText("Counted, never listed").waitFor();
  const { reactions } = await amina.get(`/api/staff/notes/${notes[0].id}/spread`);
  assert.deepEqual(reactions, { likes: 1, shares: 0, quotes: 0, replies: 1 });
});
