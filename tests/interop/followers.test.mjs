// Who follows whom, with real Fedify servers: asking, yes and no, taking off the list, agreeing on the list (FEP-8fcf), and
// moving out.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { createPress, publish, setUp } from "../e2e/ministry.mjs";
import { freePort, startServer } from "../e2e/server.mjs";
import { startPeer } from "./fedify/start.mjs";

const activityJson = { Accept: "application/activity+json" };
const read = async (address) => (await fetch(address, { headers: activityJson })).json();
let server, staff, press, actor, ana, bob, api;

before(async () => {
  const ports = [await freePort(), await freePort()];
  ana = await startPeer(ports[0]);
  bob = await startPeer(ports[1], ["--name", "bob"]);
  server = await startServer({
    env: { CHANCERY_FEDERATION_TEST_PEERS: ports.map((port) => `127.0.0.1:${port}`).join(",") },
  });
  staff = await setUp(server);
  press = await createPress(staff);
  actor = `${server.base}/actors/${press.id}`;
  api = `/api/staff/accounts/${press.id}`;
  await staff.send("PUT", `${api}/profile`, {
    type: "Organization",
    display_name: "Press office",
    language: "en",
    also_known_as: [],
    languages: [],
    discoverable: true,
    indexable: true,
    approves_followers: true,
  });
});
after(async () => {
  await ana?.stop();
  await bob?.stop();
  await server?.stop();
});

test("who asks waits, and follows once somebody says yes", async () => {
  assert.equal((await ana.tell("lookup", actor)).manuallyApprovesFollowers, true);
  const follow = await ana.tell("follow", actor);
  await bob.tell("follow", actor);
  const { requests, waiting } = await staff.get(`${api}/follow-requests`);
  assert.equal(waiting, 2);
  const [asking] = requests.filter(({ acct }) => acct.startsWith("ana@"));
  assert.equal(asking.actor, await ana.tell("actor"));
  assert.equal(asking.registered, false);
  assert.equal((await read(`${actor}/followers`)).totalItems, 0);
  await staff.send("POST", `${api}/follow-requests/accept`, { actors: [asking.actor] });
  const [{ activity }] = await ana.received("Accept");
  assert.equal(activity.object.id ?? activity.object, follow);
  assert.equal((await read(`${actor}/followers`)).totalItems, 1);
});

test("no is told, and nothing more is sent there", async () => {
  const asking = await bob.tell("actor");
  await staff.send("POST", `${api}/follow-requests/reject`, { actors: [asking] });
  await bob.received("Reject");
  const note = await publish(staff, press, "For those who follow.");
  await ana.received("Create", ({ object }) => object.id === note.url);
  assert.equal(bob.events.filter(({ activity }) => activity?.type === "Create").length, 0);
});

test("a note for followers says who they are there, and that server alone can read it", async () => {
  const note = await publish(staff, press, "For you alone.", "en", crypto.randomUUID(), { visibility: "followers" });
  await ana.received("Create", ({ object }) => object.id === note.url);
  const [{ synchronization }] = await ana.until(({ synchronization }) => synchronization !== undefined, "the field");
  const self = await ana.tell("actor");
  const url = `${actor}/followers_synchronization`;
  const digest = createHash("sha256").update(self).digest("hex");
  assert.equal(synchronization, `collectionId="${actor}/followers", url="${url}", digest="${digest}"`);
  assert.equal((await fetch(url, { headers: activityJson })).status, 404);
  assert.deepEqual([(await ana.tell("lookup", url)).orderedItems].flat(), [self]);
  assert.deepEqual([(await bob.tell("lookup", url)).orderedItems ?? []].flat(), []);
});

test("a follow of ours that only their server knows is taken back", async () => {
  const self = await ana.tell("actor");
  const followers = (await read(self)).followers;
  const url = `${self}/followers_synchronization`;
  await ana.tell("serve", new URL(url).pathname, { id: url, type: "OrderedCollection", orderedItems: [actor] });
  const like = { id: `${self}#likes/8fcf`, type: "Like", actor: self, object: `${self}/notes/1` };
  const field = `collectionId="${followers}", url="${url}", digest="${createHash("sha256").update(actor).digest("hex")}"`;
  assert.equal(await ana.tell("raw", `${server.base}/inbox`, like, null, field), 202);
  const [{ activity }] = await ana.received("Undo", ({ object }) => object.type === "Follow");
  assert.equal(activity.object.object, self);
  assert.equal(activity.object.actor ?? activity.actor, actor);
});

test("a follower can be taken off the list", async () => {
  await bob.tell("follow", actor);
  const self = await bob.tell("actor");
  await staff.send("POST", `${api}/follow-requests/accept`, { actors: [self] });
  await bob.received("Accept");
  await staff.send("DELETE", `${api}/followers?actor=${encodeURIComponent(self)}`);
  await bob.received("Reject", () => true, 2);
  assert.equal((await read(`${actor}/followers`)).totalItems, 1);
});

test("an account moves out only to one that names it, says so, falls silent, and may come back", async () => {
  const target = await bob.tell("actor");
  await assert.rejects(staff.send("POST", `${api}/move`, { target, confirm: "press" }), /422/);
  await bob.tell("alias", actor);
  await assert.rejects(staff.send("POST", `${api}/move`, { target, confirm: "other" }), /422/);
  await staff.send("POST", `${api}/move`, { target, confirm: "press" });
  const [{ activity }] = await ana.received("Move");
  assert.equal(activity.target, target);
  assert.equal(activity.object, actor);
  assert.equal((await read(actor)).movedTo, target);
  await assert.rejects(publish(staff, press, "One more thing."), /409/);
  const page = await (await fetch(`${server.base}/@press`, { headers: { "Accept-Language": "en" } })).text();
  assert.match(page, /This account has moved to/);
  assert.ok(page.includes(`href="${target}"`));
  await staff.send("DELETE", `${api}/move`);
  await ana.received("Update", ({ object }) => object.id === actor && object.movedTo === undefined, 1);
  assert.equal((await read(actor)).movedTo, undefined);
  await publish(staff, press, "Here again.");
});
