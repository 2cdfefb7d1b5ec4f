// Institutions elsewhere, with real Fedify servers: followed, read with their conversations, moved, and left.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually as until } from "../e2e/eventually.mjs";
import { createPress, join, setUp } from "../e2e/ministry.mjs";
import { freePort, startServer } from "../e2e/server.mjs";
import { startPeer } from "./fedify/start.mjs";

const eventually = (what, check, patience = 15_000) => until(what, check, { patience });
const idOf = (object) => object?.id ?? object;
let server, staff, actor, api, ministry, successor, institution, follow;

// Proposed by one, approved by two others.
async function register(acct) {
  const analyst = await join(server, staff, { login: "jonas.berg", name: "Jonas Berg", password: "harbour lantern moss violet" }, "analyst");
  const officer = await join(server, staff, { login: "dina.olsen", name: "Dina Olsen", password: "velvet lantern moss harbour" }, "dpo");
  const entry = await analyst.send("POST", "/api/staff/register", {
    names: [{ language: "en", text: "Coast Guard" }],
    kind: "state_organ",
    office: "Coast Guard Act of 1997",
    country: "NO",
    addresses: [acct],
    evidence_url: "https://coastguard.example/about",
    evidence_note: "The official site names the account.",
  });
  for (const approver of [staff, officer]) await approver.send("POST", `/api/staff/register/${entry.id}/approve`, {});
}
const following = async () => (await staff.get(`${api}/following`)).following;
const reading = async () => (await staff.get("/api/staff/reading")).reading;

before(async () => {
  const ports = [await freePort(), await freePort()];
  ministry = await startPeer(ports[0]);
  successor = await startPeer(ports[1], ["--name", "bob"]);
  server = await startServer({
    env: { CHANCERY_FEDERATION_TEST_PEERS: ports.map((port) => `127.0.0.1:${port}`).join(",") },
  });
  staff = await setUp(server);
  const press = await createPress(staff);
  actor = `${server.base}/actors/${press.id}`;
  api = `/api/staff/accounts/${press.id}`;
  institution = await ministry.tell("actor");
  await register(`ana@127.0.0.1:${ports[0]}`);
});
after(async () => {
  await ministry?.stop();
  await successor?.stop();
  await server?.stop();
});

test("whom the register does not name is not followed", async () => {
  await assert.rejects(staff.send("POST", `${api}/following`, { address: await successor.tell("actor") }), /403/);
});

test("our follow arrives, and its Accept makes us a reader", async () => {
  await staff.send("POST", `${api}/following`, { address: institution });
  const [{ activity }] = await ministry.received("Follow");
  assert.equal(idOf(activity.actor), actor);
  assert.equal(idOf(activity.object), institution);
  assert.equal((await following())[0].state, "asked");
  follow = activity.id;
  await ministry.tell("accept", follow, actor);
  await eventually("the yes is stored", async () => (await following())[0].state === "accepted");
});

test("what it says is read, its conversation when somebody wants it", async () => {
  const uri = await ministry.tell("say", actor, "The strait is open again.");
  const answer = await ministry.tell("answer", uri, "Since when?");
  const [item] = await eventually("it is on the list", async () => {
    const found = await reading();
    return found.length && found;
  });
  assert.equal(item.uri, uri);
  assert.equal(item.conversation, null);
  await staff.send("POST", `/api/staff/reading/${item.id}/conversation`, {});
  const note = await eventually(
    "its answer is here",
    async () => {
      const { conversation } = (await reading())[0];
      return conversation?.replies && conversation.note;
    },
    90_000, // the first round begins after ten seconds
  );
  const thread = await staff.get(`/api/staff/notes/${note}`);
  assert.match(thread.note.content, /strait is open/);
  assert.deepEqual(thread.replies.map(({ url, fetched }) => ({ url, fetched })), [{ url: answer, fetched: true }]);
  assert.deepEqual((await staff.get("/api/staff/replies")).replies, [], "it is no message to us");
  assert.equal((await fetch(`${server.base}/notes/${note}`, { headers: { Accept: "text/html" } })).status, 404, "and on no public page");
});

test("when it moves, our people are told where to, once the new account agrees", async () => {
  const there = await successor.tell("actor");
  const move = (n) => ({ id: `${institution}#moves/${n}`, type: "Move", actor: institution, object: institution, target: there });
  assert.equal(await ministry.tell("raw", `${server.base}/inbox`, move(1)), 202);
  assert.equal((await following())[0].moved_to, null, "anybody may say that");
  await successor.tell("alias", institution);
  await eventually("it is told", async () => {
    await ministry.tell("raw", `${server.base}/inbox`, move(crypto.randomUUID()));
    return (await following())[0].moved_to === there;
  });
});

test("whom we follow no longer hears it", async () => {
  await staff.send("DELETE", `${api}/following?actor=${encodeURIComponent(institution)}`);
  const [{ activity }] = await ministry.received("Undo");
  assert.equal(idOf(activity.actor), actor);
  assert.equal(idOf(activity.object), follow);
  assert.deepEqual(await following(), []);
});
