// Servers behind slow, lossy and silent lines: each gets what it can take, none holds up another, nothing is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually as until } from "../e2e/eventually.mjs";
import { createPress, publish as say, setUp } from "../e2e/ministry.mjs";
import { startServer } from "../e2e/server.mjs";
import { startPeer } from "./plain/peer.mjs";

let server, staff, press, actor;
const peers = {};
const people = 40; // on the server without a shared inbox

const publish = (text) => say(staff, press, text);
const creates = (note) => ({ activity }) => activity.type === "Create" && activity.object.id === note.url;
const host = async (peer) => (await staff.get(`/api/staff/deliveries/${peer.host}`)).host;

const eventually = (what, check) => until(what, check, { patience: 30_000 });
const settled = (note, wanted) =>
  eventually(`the spread is ${JSON.stringify(wanted)}`, async () => {
    const { total } = await staff.get(`/api/staff/notes/${note.id}/spread`);
    return Object.entries(wanted).every(([state, count]) => total[state] === count);
  });

const failure = (peer) =>
  eventually("it failed", async () => {
    const now = await host(peer);
    return now.failures > 0 && now;
  });

before(async () => {
  peers.good = await startPeer();
  peers.slow = await startPeer({ line: { delay: 100, rate: 20_000 } });
  peers.lossy = await startPeer({ line: {} });
  peers.silent = await startPeer({ line: {} });
  peers.many = await startPeer({ shared: false });
  const named = Object.values(peers).map(({ host }) => host);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: named.join(",") } });
  staff = await setUp(server);
  press = await createPress(staff);
  actor = `${server.base}/actors/${press.id}`;
  for (const name of ["good", "slow", "lossy", "silent"]) {
    assert.equal(await peers[name].follow("ana", actor), 202, name);
    await peers[name].received(({ activity }) => activity.type === "Accept");
  }
});
after(async () => {
  await Promise.all(Object.values(peers).map((peer) => peer.stop()));
  await server?.stop();
});

test("a slow line gets the post too", async () => {
  const note = await publish("To all");
  for (const name of ["good", "slow", "lossy", "silent"]) await peers[name].received(creates(note));
  await settled(note, { delivered: 4, waiting: 0, failed: 0 });
});

test("an answer that is cut off is asked for again, under the same id", async () => {
  peers.lossy.line.cut = 5;
  const note = await publish("To whoever hears half");
  await peers.lossy.received(creates(note));
  const failed = await failure(peers.lossy);
  assert.deepEqual([failed.state, failed.reason], ["doubtful", "no_connection"]);
  await settled(note, { delivered: 3, waiting: 1 });
  peers.lossy.line.cut = Infinity;
  await staff.send("POST", `/api/staff/deliveries/${peers.lossy.host}/retry`, {});
  const [first, second] = await peers.lossy.received(creates(note), 2);
  assert.equal(first.activity.id, second.activity.id);
  await settled(note, { delivered: 4, waiting: 0 });
  assert.equal((await host(peers.lossy)).state, "reachable");
});

test("what is deleted arrives after what it deletes, though that had to wait", async () => {
  peers.lossy.answer = ({ activity }) => (activity.type === "Create" ? 503 : 202);
  const note = await publish("A mistake");
  await failure(peers.lossy);
  const gone = ({ activity }) => activity.type === "Delete" && activity.object.id === note.url;
  const later = await publish("Something else");
  await staff.send("DELETE", `/api/staff/notes/${note.id}`, { reason: "A mistake" });
  await peers.good.received(gone);
  assert.equal(peers.lossy.posts.filter(gone).length, 0, "it waits behind the post");
  peers.lossy.answer = () => 202;
  await staff.send("POST", `/api/staff/deliveries/${peers.lossy.host}/retry`, {});
  await peers.lossy.received(gone);
  const order = peers.lossy.posts.filter(({ status }) => status === 202).slice(-2);
  assert.deepEqual([order[0].activity.object.id, order[1].activity.type], [later.url, "Delete"]);
});

test("a server that says nothing delays nobody, and staff read why", async () => {
  peers.silent.line.silent = true;
  const note = await publish("While one is silent");
  await peers.good.received(creates(note));
  await peers.slow.received(creates(note));
  await settled(note, { delivered: 3, waiting: 1 });
  assert.equal((await host(peers.silent)).failures, 0, "the others had it before its time was up");
  const failed = await failure(peers.silent);
  assert.equal(failed.reason, "no_answer");
  assert.equal(failed.waiting, 1);
  assert.ok(failed.failing_since && failed.next_try);
  const { hosts } = await staff.get(`/api/staff/notes/${note.id}/spread`);
  assert.deepEqual(hosts.map((each) => each.host), [peers.silent.host]);
  peers.silent.line.silent = false;
  await staff.send("POST", `/api/staff/deliveries/${peers.silent.host}/retry`, {});
  await settled(note, { delivered: 4, waiting: 0 });
});

test("kill -9 in the middle loses nothing, and repeats only what receivers know", async () => {
  for (let i = 0; i < people; ++i) assert.equal(await peers.many.follow(`p${i}`, actor), 202);
  await peers.many.received(({ activity }) => activity.type === "Accept", people);
  const { port, data } = server;
  const { env } = process;
  const note = await publish("Killed on the way");
  await peers.many.received(creates(note), 5);
  await server.kill();
  server = await startServer({
    data,
    port,
    env: { ...env, CHANCERY_FEDERATION_TEST_PEERS: Object.values(peers).map(({ host }) => host).join(",") },
  });
  await settled(note, { delivered: people + 4, waiting: 0, failed: 0 });
  const got = peers.many.posts.filter(creates(note));
  assert.equal(new Set(got.map(({ inbox }) => inbox)).size, people, "every one of them");
  assert.equal(new Set(got.map(({ activity }) => activity.id)).size, 1, "one activity");
  assert.ok(got.length <= people + 8, `${got.length} posts for ${people} people: at most what was under way came twice`);
  for (const name of ["good", "slow", "lossy", "silent"]) {
    assert.ok(peers[name].posts.filter(creates(note)).length >= 1, name);
  }
});
