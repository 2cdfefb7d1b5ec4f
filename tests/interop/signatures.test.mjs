// Both kinds of signature in both directions, with a real Fedify server: draft-cavage-12 and RFC 9421.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually as until } from "../e2e/eventually.mjs";
import { createPress, publish, setUp } from "../e2e/ministry.mjs";
import { freePort, startServer } from "../e2e/server.mjs";
import { startPeer } from "./fedify/start.mjs";

// A peer with these flags and a server that knows it, with one account; all stopped at the end.
async function together(flags, work, env = {}) {
  const port = await freePort();
  const peer = await startPeer(port, flags);
  const start = (more = {}) =>
    startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}`, ...env }, ...more });
  const world = { peer, server: await start() };
  try {
    world.staff = await setUp(world.server);
    world.press = await createPress(world.staff);
    world.actor = `${world.server.base}/actors/${world.press.id}`;
    world.publish = (text, more) => publish(world.staff, world.press, text, "en", crypto.randomUUID(), more);
    world.restart = async () => {
      await world.server.stop({ keep: true });
      world.server = await start({ data: world.server.data, port: world.server.port });
    };
    await work(world);
  } finally {
    await peer.stop();
    await world.server.stop();
  }
}

const eventually = (what, check) => until(what, check, { patience: 15_000 });

const replies = async ({ staff }, note) => (await staff.get(`/api/staff/notes/${note.id}`)).replies;
// What the peer answered to our requests of a method, as "signature status", in order.
const knocks = ({ peer }, method, match = () => true) =>
  peer.events
    .filter((event) => event.event === method && event.signature !== "none" && match(event))
    .map(({ signature, status }) => `${signature} ${status}`);

// The peer tells of a POST after it has handled it.
const answered = ({ peer }, count) => peer.until(({ event }) => event === "post", `${count} POSTs`, count);

for (const [kind, flags] of [
  ["draft-cavage-12", []],
  ["RFC 9421", ["--rfc9421"]],
]) {
  test(`what a peer signs with ${kind} is taken at its first knock`, () =>
    together(flags, async (world) => {
      const { peer, server, actor } = world;
      await peer.tell("follow", actor);
      await peer.received("Accept");
      const { accounts } = await world.staff.get("/api/staff/accounts");
      assert.equal(accounts[0].followers, 1);
      const note = await world.publish("What would you like to know?");
      await peer.received("Create", ({ object }) => object.id === note.url);
      const reply = await peer.tell("reply", note.url, "Is the embassy open?", "en");
      const [stored] = await eventually("the reply is stored", async () => {
        const found = await replies(world, note);
        return found.length && found;
      });
      assert.equal(stored.url, reply);
      assert.match(stored.content, /Is the embassy open\?/);
      assert.deepEqual(server.log.filter((line) => /refused a POST/.test(line)), [], "no knock was refused");
    }));
}

test("a peer that takes RFC 9421 alone gets our posts, first at the second knock, then at the first", () =>
  together(["--only", "rfc9421", "--rfc9421"], async (world) => {
    const { peer } = world;
    await peer.tell("follow", world.actor);
    await peer.received("Accept");
    const published = [];
    for (const text of ["One", "Two"]) {
      const note = await world.publish(text);
      await peer.received("Create", ({ object }) => object.id === note.url);
      published.push(note.url);
    }
    // The fetch of the peer's key knocked twice; since then the host is known, for POSTs as well.
    assert.deepEqual(knocks(world, "get").slice(0, 2), ["cavage 401", "rfc9421 200"]);
    await answered(world, 3);
    assert.deepEqual(knocks(world, "post"), ["rfc9421 202", "rfc9421 202", "rfc9421 202"]);
    assert.ok(world.server.log.some((line) => /answered 401 to a signature of draft-cavage-12, then 200/.test(line)));
    await world.restart();
    await peer.tell("unfollow", world.actor);
    await peer.tell("follow", world.actor);
    await peer.received("Accept", () => true, 2);
    await answered(world, 4);
    assert.equal(knocks(world, "post").filter((knock) => knock.startsWith("cavage")).length, 0, "not forgotten");
    assert.deepEqual(
      peer.events.filter(({ event, activity }) => event === "received" && activity.type === "Create").map(({ activity }) => activity.object.id),
      published,
      "each post is stored once",
    );
  }));

test("a peer that takes draft-cavage-12 alone never sees another", () =>
  together(["--only", "cavage"], async (world) => {
    await world.peer.tell("follow", world.actor);
    await world.peer.received("Accept");
    const note = await world.publish("Good morning");
    await world.peer.received("Create", ({ object }) => object.id === note.url);
    await answered(world, 2);
    assert.deepEqual(knocks(world, "post"), ["cavage 202", "cavage 202"]);
    assert.ok(knocks(world, "get").every((knock) => knock.startsWith("cavage 2")));
  }));

for (const [kind, flags] of [
  ["cavage", ["--authorized", "--only", "cavage"]],
  ["rfc9421", ["--authorized", "--only", "rfc9421", "--rfc9421"]],
]) {
  test(`a note that is only named is fetched from a peer that wants ${kind} on every GET`, () =>
    together(flags, async (world) => {
      const { peer } = world;
      await peer.tell("follow", world.actor);
      await peer.received("Accept");
      const note = await world.publish("What would you like to know?");
      await peer.received("Create", ({ object }) => object.id === note.url);
      const reply = await peer.tell("reply", note.url, "Only my name was sent", "en", 1, true);
      const [stored] = await eventually("the reply is fetched and stored", async () => {
        const found = await replies(world, note);
        return found.length && found;
      });
      assert.match(stored.content, /Only my name was sent/);
      const path = new URL(reply).pathname;
      assert.deepEqual(knocks(world, "get", ({ url }) => url === path), [`${kind} 200`]);
    }));
}

for (const [kind, flags] of [
  ["draft-cavage-12", []],
  ["RFC 9421", ["--rfc9421"]],
]) {
  test(`with authorized fetch, a GET signed with ${kind} is answered and an unsigned one is not`, () =>
    together(
      flags,
      async (world) => {
        const { peer, server, actor } = world;
        const note = await world.publish("Good morning");
        const headers = { Accept: "application/activity+json" };
        assert.equal((await fetch(actor, { headers })).status, 401);
        assert.equal((await fetch(note.url, { headers })).status, 401);
        assert.equal((await fetch(note.url, { headers: { Accept: "text/html" } })).status, 200);
        assert.equal((await fetch(`${server.base}/actors/instance`, { headers })).status, 200);
        assert.equal((await peer.tell("lookup", actor)).preferredUsername, "press");
        assert.equal((await peer.tell("lookup", note.url)).type, "Note");
        // Everything else goes its usual way.
        await peer.tell("follow", actor);
        await peer.received("Accept");
        const second = await world.publish("Good evening");
        await peer.received("Create", ({ object }) => object.id === second.url);
      },
      { CHANCERY_FEDERATION_AUTHORIZED_FETCH: "true" },
    ));
}

test("a post for followers is read by its id by a follower, and by nobody else", () =>
  together([], async (world) => {
    const { peer } = world;
    const stranger = await startPeer(await freePort(), ["--name", "eve"]);
    try {
      const { url } = await world.publish("Between us", { visibility: "followers" });
      await assert.rejects(peer.tell("lookup", url), /cannot look up/, "she does not follow yet");
      await peer.tell("follow", world.actor);
      await peer.received("Accept");
      assert.match((await peer.tell("lookup", url)).content, /Between us/);
      await assert.rejects(stranger.tell("lookup", url), /cannot look up/);
      assert.equal((await fetch(url, { headers: { Accept: "application/activity+json" } })).status, 404);
    } finally {
      await stranger.stop();
    }
  }));
