// Whole conversations: a Fedify server sends us one note of a thread, and a server of our own making holds threads that
// are hostile. What we then hold, and how often we asked.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { after, before, test } from "node:test";
import { eventually } from "../e2e/eventually.mjs";
import { createPress, publish, setUp } from "../e2e/ministry.mjs";
import { freePort, startServer } from "../e2e/server.mjs";
import { startPeer } from "./fedify/start.mjs";

const kPublic = "https://www.w3.org/ns/activitystreams#Public";
const contexts = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];
let server, staff, press, actor, peer, ana, hostile;

// Serves whatever it was given, and endless pages below /endless/. Counts what it was asked, and by whose signature.
async function startHostile() {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const documents = new Map();
  const asked = [];
  const serve = (path, document) => documents.set(path, { "@context": contexts, id: origin + path, ...document });
  const listener = http.createServer((request, response) => {
    asked.push({ path: request.url, signature: request.headers.signature ?? "" });
    const page = request.url.match(/^\/endless\/(\d+)/);
    const document = page
      ? { id: origin + request.url, type: "CollectionPage", items: [], next: `${origin}/endless/${Number(page[1]) + 1}` }
      : documents.get(request.url);
    if (!document) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": "application/activity+json" }).end(JSON.stringify(document));
  });
  listener.listen(port, "127.0.0.1");
  await once(listener, "listening");
  return { port, origin, serve, asked, stop: () => listener.close() };
}

before(async () => {
  const port = await freePort();
  hostile = await startHostile();
  peer = await startPeer(port, ["--authorized"]);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port},127.0.0.1:${hostile.port}` } });
  staff = await setUp(server);
  press = await createPress(staff);
  actor = `${server.base}/actors/${press.id}`;
  ana = await peer.tell("actor");
});

after(async () => {
  await peer?.stop();
  hostile?.stop();
  await server?.stop();
});

const thread = async (id) => staff.get(`/api/staff/notes/${id}`);
const words = ({ content }) => content.replace(/<[^>]*>/g, "").replace(/^@\w+ /, "").trim();

test("a thread of which we are sent only the leaf is held from its root, with what stands beside", async () => {
  // Ana's server keeps its notes for signed requests; the root's server lists what answers it.
  const { leaf, root, middle, sibling } = await peer.tell("thread", actor);
  const received = await eventually("the leaf is here", async () =>
    (await staff.get("/api/staff/replies")).replies.find((reply) => words(reply) === "leaf"),
  );
  const whole = await eventually("what it answers is here", async () => {
    const found = await thread(received.id);
    return found.earlier.length === 2 && found;
  });
  assert.deepEqual(whole.earlier.map(words), ["root", "middle"]);
  assert.equal(whole.missing, false);
  assert.ok(whole.earlier.every(({ fetched }) => fetched));
  const below = await eventually("what stands beside is here", async () => {
    const { replies } = await thread(whole.earlier[0].id);
    return replies.length === 3 && replies;
  });
  assert.deepEqual(below.map(words).sort(), ["leaf", "middle", "sibling"]);
  assert.equal((await staff.get("/api/staff/replies")).replies.length, 1, "only what was sent to us is a reply to us");
  assert.ok(leaf && root && middle && sibling);
});

test("a reply to a reply below our post is shown on its public page, in order", async () => {
  const note = await publish(staff, press, "Who is coming?");
  const reply = await peer.tell("reply", note.url, "I am.", "en");
  await peer.tell("answer", reply, "So am I.");
  await eventually("both are on the page", async () => {
    const page = await (await fetch(note.url, { headers: { Accept: "text/html" } })).text();
    return page.includes("I am.") && page.indexOf("So am I.") > page.indexOf("I am.");
  });
  const context = await (await fetch(`${note.url}/context`, { headers: { Accept: "application/activity+json" } })).json();
  assert.equal(context.orderedItems.length, 3);
});

test("pages without end, cycles, notes of others and private ones are bounded and not kept", async () => {
  const { origin, serve, asked } = hostile;
  const person = `${origin}/users/eve`;
  const note = (path, more) => serve(path, { type: "Note", attributedTo: person, to: kPublic, content: path, ...more });
  serve("/users/eve", { type: "Person", preferredUsername: "eve", inbox: `${person}/inbox`,
    publicKey: { id: `${person}#main-key`, owner: person, publicKeyPem: (await peer.tell("pem")) } });
  note("/root", { replies: `${origin}/endless/0`, context: `${origin}/context` });
  serve("/context", { type: "OrderedCollection", next: `${origin}/context`,
    orderedItems: ["/good", "/private", "/borrowed", "/lies", "/alone", "/cycle1", "/huge"].map((path) => origin + path) });
  note("/good", { inReplyTo: `${origin}/root` });
  note("/private", { inReplyTo: `${origin}/root`, to: `${person}/followers` });
  note("/borrowed", { inReplyTo: `${origin}/root`, attributedTo: ana });
  note("/lies", { inReplyTo: `${origin}/root`, id: `${origin}/other` });
  note("/alone", {});
  note("/cycle1", { inReplyTo: `${origin}/cycle2` });
  note("/cycle2", { inReplyTo: `${origin}/cycle1` });
  note("/huge", { inReplyTo: `${origin}/root`, content: "x".repeat(3 * 1024 * 1024) });
  await peer.tell("mention", actor, `${origin}/root`, "look");
  const leaf = await eventually("the mention is here", async () =>
    (await staff.get("/api/staff/replies")).replies.find((reply) => words(reply) === "look"),
  );
  const root = await eventually("its root is here", async () => (await thread(leaf.id)).earlier[0]);
  await eventually("all pages of the budget were read", async () => asked.some(({ path }) => path === "/endless/9"));
  await eventually("the good one is here", async () => (await thread(root.id)).replies.some((reply) => words(reply) === "/good"));
  const times = (path) => asked.filter((one) => one.path === path).length;
  await eventually("the last was asked for", async () => times("/huge") > 0 && times("/cycle2") > 0);
  assert.deepEqual((await thread(root.id)).replies.map(words).sort(), ["/good", "look"]);
  assert.ok(!asked.some(({ path }) => path === "/endless/10"));
  for (const path of ["/root", "/context", "/private", "/alone", "/cycle2"]) assert.equal(times(path), 1, path);
  // WebFinger and host-meta are public, and asked for without a signature.
  const documents = asked.filter(({ path }) => !path.startsWith("/.well-known/"));
  assert.ok(documents.every(({ signature }) => signature.includes("/actors/instance#main-key")), "all are signed");
});
