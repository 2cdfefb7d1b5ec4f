// A real snac2, a small server in C of the network itself: what each side stores of what the other says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually as until } from "../e2e/eventually.mjs";
import { answer, createPress, publish as say, setUp } from "../e2e/ministry.mjs";
import { freePort, startServer } from "../e2e/server.mjs";
import { snac2, startSnac } from "./snac2/start.mjs";

const program = snac2();
const skip = program ? false : "snac2 cannot be had here (bookworm-backports)";
let server, staff, press, actor, snac;

const publish = (text, more) => say(staff, press, text, "en", crypto.randomUUID(), more);

// It keeps what it received in a queue that it looks at every few seconds.
const eventually = (what, check) =>
  until(what, check, { patience: 40_000, more: () => `\n${snac.log.join("")}\n${server.log.join("\n")}` });
const holds = (id) => snac.objects().find((object) => object.id === id);

before(async () => {
  if (skip) return;
  const port = await freePort();
  snac = await startSnac(program, port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` } });
  staff = await setUp(server);
  press = await createPress(staff);
  actor = `${server.base}/actors/${press.id}`;
});

after(async () => {
  await snac?.stop();
  await server?.stop();
});

test("snac2 follows us, and stores our Accept", { skip }, async () => {
  await snac.tell("follow", actor);
  await eventually("the follower is counted", async () => (await staff.get("/api/staff/accounts")).accounts[0].followers === 1);
  const accept = await eventually("the Accept is stored", () => snac.following().find(({ type }) => type === "Accept"));
  assert.equal(accept.actor, actor);
  assert.equal(accept.object.actor, snac.actor);
});

test("our post is stored by snac2, and its answer by us, and ours to that by snac2", { skip }, async () => {
  const note = await publish("What would you like to know?");
  const held = await eventually("our post is stored", () => holds(note.url));
  assert.match(held.content, /What would you like to know\?/);
  assert.equal(held.attributedTo, actor);

  await snac.reply(note.url, "Is the embassy open?");
  const [reply] = await eventually("its answer is stored", async () => {
    const { replies } = await staff.get(`/api/staff/notes/${note.id}`);
    return replies.length && replies;
  });
  assert.match(reply.content, /Is the embassy open\?/);
  assert.equal(reply.author.ours, false);

  const ours = await answer(staff, "From nine to four.");
  const stored = await eventually("our answer is stored", () => holds(ours.url));
  assert.match(stored.content, /From nine to four/);
  assert.equal(stored.inReplyTo, reply.url);
});

test("what we delete goes there too", { skip }, async () => {
  const note = await publish("A mistake");
  await eventually("our post is stored", () => holds(note.url));
  await staff.send("DELETE", `/api/staff/notes/${note.id}`, { reason: "A mistake" });
  await eventually("it is gone", () => !holds(note.url));
});

test("an undone follow receives nothing more", { skip }, async () => {
  await snac.tell("unfollow", actor);
  await eventually("the follower is gone", async () => (await staff.get("/api/staff/accounts")).accounts[0].followers === 0);
});
