// A real Fedify server and ours, on one computer: what each says, the other understands.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually as until } from "../e2e/eventually.mjs";
import { createPress, publish as say, setUp } from "../e2e/ministry.mjs";
import { freePort, startServer } from "../e2e/server.mjs";
import { startPeer } from "./fedify/start.mjs";

const activityJson = { Accept: "application/activity+json" };
let server, staff, press, actor, peer, peerPort;

const page = async (path) => (await fetch(server.base + path, { headers: { Accept: "text/html" } })).text();
const publish = (text) => say(staff, press, text);
const replies = async (note) => (await staff.get(`/api/staff/notes/${note.id}`)).replies;

const eventually = (what, check) => until(what, check, { patience: 15_000 });

before(async () => {
  peerPort = await freePort();
  peer = await startPeer(peerPort);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${peerPort}` } });
  staff = await setUp(server);
  press = await createPress(staff);
  actor = `${server.base}/actors/${press.id}`;
});

after(async () => {
  await peer?.stop();
  await server?.stop();
});

test("an account can be discovered by name and read as an actor", async () => {
  const found = await fetch(`${server.base}/.well-known/webfinger?resource=acct:${press.acct}`);
  assert.equal(found.status, 200);
  const self = (await found.json()).links.find(({ rel }) => rel === "self");
  assert.equal(self.href, actor);
  const read = await peer.tell("lookup", actor);
  assert.equal(read.type, "Organization");
  assert.equal(read.preferredUsername, "press");
});

test("a follow is accepted", async () => {
  const follow = await peer.tell("follow", actor);
  const [{ activity }] = await peer.received("Accept");
  assert.equal(activity.actor, actor);
  assert.equal(activity.object.id ?? activity.object, follow);
  const { accounts } = await staff.get("/api/staff/accounts");
  assert.equal(accounts[0].followers, 1);
});

test("our post arrives verified", async () => {
  const note = await publish("Consular hours change on Monday. https://mfa.example/hours");
  const [{ activity }] = await peer.received("Create", ({ object }) => object.id === note.url);
  assert.equal(activity.actor, actor);
  assert.match(activity.object.content, /Consular hours/);
  assert.equal(activity.object.contentMap.en, activity.object.content);
  await eventually("the delivery is counted", async () => {
    const { note: now } = await staff.get(`/api/staff/notes/${note.id}`);
    return now.deliveries.delivered === 1;
  });
  const [post] = peer.events.filter(({ event }) => event === "post").slice(-1);
  assert.equal(post.signature, "cavage");
  assert.match(post.agent, /^Chancery/i);
  assert.equal((await peer.tell("lookup", note.url)).type, "Note");
});

test("a stranger's reply shows on the page and in the API, once, and goes when she deletes it", async () => {
  const note = await publish("What would you like to know?");
  await peer.received("Create", ({ object }) => object.id === note.url);
  const id = await peer.tell("reply", note.url, "Is the embassy open? <script>alert(1)</script>", "pt", 2);
  const [reply] = await eventually("the reply is stored", async () => {
    const found = await replies(note);
    return found.length && found;
  });
  assert.match(reply.content, /Is the embassy open\?/);
  assert.doesNotMatch(reply.content, /script/);
  assert.equal(reply.language, "pt");
  assert.equal(reply.author.ours, false);
  assert.equal((await replies(note)).length, 1, "the same activity twice is one reply");
  assert.match(await page(`/notes/${note.id}`), /Is the embassy open\?/);
  const collection = await (await fetch(`${note.url}/replies`, { headers: activityJson })).json();
  assert.deepEqual(collection.first.items, [id]);

  await peer.tell("delete", id, actor);
  await eventually("the reply is gone", async () => (await replies(note)).length === 0);
  assert.doesNotMatch(await page(`/notes/${note.id}`), /Is the embassy open\?/);
});

test("our deletion arrives as a Tombstone, and the note is gone for everyone", async () => {
  const note = await publish("A mistake");
  await peer.received("Create", ({ object }) => object.id === note.url);
  await staff.send("DELETE", `/api/staff/notes/${note.id}`, { reason: "A mistake" });
  const [{ activity }] = await peer.received("Delete", ({ object }) => (object.id ?? object) === note.url);
  assert.equal(activity.object.type, "Tombstone");
  const answer = await fetch(note.url, { headers: activityJson });
  assert.equal(answer.status, 410);
  assert.equal((await answer.json()).type, "Tombstone");
  assert.equal((await fetch(note.url, { headers: { Accept: "text/html" } })).status, 410);
});

test("what is unsigned or spoiled is refused, what is well signed is taken", async () => {
  const ana = await peer.tell("actor");
  const like = { id: `${ana}#likes/1`, type: "Like", actor: ana, object: actor };
  assert.equal(await peer.tell("raw", `${server.base}/inbox`, like), 202);
  for (const spoil of ["unsigned", "body", "digest"]) {
    assert.equal(await peer.tell("raw", `${server.base}/inbox`, like, spoil), 401, spoil);
  }
  const forged = { ...like, actor: `${ana}x` };
  assert.equal(await peer.tell("raw", `${server.base}/inbox`, forged), 401, "in another's name");
});

test("an undone follow receives nothing more", async () => {
  await peer.tell("unfollow", actor);
  await eventually("the follower is gone", async () => {
    const { accounts } = await staff.get("/api/staff/accounts");
    return accounts[0].followers === 0;
  });
  const note = await publish("For those who still read us");
  const { note: now } = await staff.get(`/api/staff/notes/${note.id}`);
  assert.deepEqual(now.deliveries, { pending: 0, delivered: 0, failed: 0 });
});

test("a server killed while it delivers loses nothing and sends nothing under a second name", async () => {
  const port = await freePort();
  const slow = await startPeer(port, ["--slow", "60"]);
  const env = { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` };
  let killed = await startServer({ env });
  try {
    const officer = await setUp(killed);
    const account = await createPress(officer);
    await slow.tell("follow", `${killed.base}/actors/${account.id}`);
    await slow.received("Accept");
    const published = [];
    for (let i = 0; i < 25; i++) {
      published.push((await say(officer, account, `Bulletin ${i}`)).url);
    }
    await slow.received("Create", () => true, 3);
    await killed.kill();
    const early = slow.events.filter(({ event, activity }) => event === "received" && activity.type === "Create").length;
    assert.ok(early < published.length, "the server died too late for this test to mean anything");
    killed = await startServer({ env, data: killed.data, port: killed.port });
    await slow.received("Create", () => true, published.length);
    const held = new Map();
    for (const { event, activity } of slow.events) {
      if (event !== "received" || activity.type !== "Create") continue;
      const ids = held.get(activity.object.id) ?? new Set();
      held.set(activity.object.id, ids.add(activity.id));
    }
    assert.deepEqual([...held.keys()].sort(), published.sort(), "every post is held, none lost");
    assert.ok([...held.values()].every((ids) => ids.size === 1), "each under one activity id");
    const creates = slow.events.filter(({ event, activity }) => event === "received" && activity.type === "Create");
    assert.equal(creates.length, published.length, "each exactly once");
  } finally {
    await slow.stop();
    await killed.stop();
  }
});
