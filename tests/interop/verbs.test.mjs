// Every verb, both ways, with a real Fedify server: what ours says it verifies and reads, what it signs ours takes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually as until } from "../e2e/eventually.mjs";
import { createPress, publish, setUp, submitAnswer } from "../e2e/ministry.mjs";
import { freePort, startServer } from "../e2e/server.mjs";
import { startPeer } from "./fedify/start.mjs";

const kPublic = "https://www.w3.org/ns/activitystreams#Public";
const activityJson = { Accept: "application/activity+json" };
let server, staff, press, actor, peer, ana;

const read = async (address) => (await fetch(address, { headers: activityJson })).json();
const tell = (activity, spoil) => peer.tell("raw", `${server.base}/inbox`, activity, spoil);

const eventually = (what, check) => until(what, check, { patience: 15_000 });

// A post with more than words; gives the note once it has left.
async function say(body) {
  const key = { "Idempotency-Key": crypto.randomUUID() };
  let post = await staff.send("POST", "/api/staff/posts", { account: press.id, ...body }, key);
  if (post.status === "draft") {
    post = await staff.send("POST", `/api/staff/posts/${post.id}/submit`, { version: post.version });
  }
  while (!post.note) post = await staff.get(`/api/staff/posts/${post.id}`);
  return { post, note: (await staff.get(`/api/staff/notes/${post.note}`)).note };
}

const profile = (more) => ({
  type: "Organization",
  display_name: "Press office",
  language: "en",
  also_known_as: [],
  languages: [],
  discoverable: true,
  indexable: true,
  ...more,
});

before(async () => {
  const port = await freePort();
  peer = await startPeer(port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` } });
  staff = await setUp(server);
  press = await createPress(staff);
  actor = `${server.base}/actors/${press.id}`;
  ana = await peer.tell("actor");
  await peer.tell("follow", actor);
  await peer.received("Accept");
});

after(async () => {
  await peer?.stop();
  await server?.stop();
});

test("a post in two languages, with a warning and tags, arrives whole", async () => {
  const texts = [
    { language: "en", markdown: "The border is open. #Travel", warning: "Travel" },
    { language: "fr", markdown: "La frontière est ouverte.", warning: "Voyage" },
  ];
  const { note } = await say({ texts });
  const [{ activity }] = await peer.received("Create", ({ object }) => object.id === note.url);
  const { object } = activity;
  assert.match(object.contentMap.en, /border is open/);
  assert.match(object.contentMap.fr, /frontière/);
  assert.equal(object.sensitive, true);
  const tags = [object.tag].flat();
  assert.ok(tags.some(({ type, name }) => type.endsWith("Hashtag") && name === "#Travel"));
  assert.equal((await read(note.url)).context, `${note.url}/context`);
  assert.deepEqual((await read(`${note.url}/context`)).orderedItems, [note.url]);
});

test("an edit arrives as an Update of the same note", async () => {
  const { post, note } = await say({ texts: [{ language: "en", markdown: "Open until five." }] });
  await peer.received("Create", ({ object }) => object.id === note.url);
  const body = { ...post.body, account: press.id, texts: [{ language: "en", markdown: "Open until six." }] };
  const changed = await staff.send("PUT", `/api/staff/posts/${post.id}`, {
    version: post.version,
    digest: post.digest,
    ...body,
  });
  if (changed.status === "draft") {
    await staff.send("POST", `/api/staff/posts/${post.id}/submit`, { version: changed.version });
  }
  const [{ activity }] = await peer.received("Update", ({ object }) => object.id === note.url);
  assert.match(activity.object.content, /until six/);
  assert.ok(activity.object.updated);
});

test("a poll arrives as a Question, takes votes once each, and tells the counts", async () => {
  const { note } = await say({
    texts: [{ language: "en", markdown: "Shall we meet?" }],
    poll: { options: ["Yes", "No"], multiple: false, minutes: 60 },
  });
  const [{ activity }] = await peer.received("Create", ({ object }) => object.id === note.url);
  assert.equal(activity.object.type, "Question");
  assert.deepEqual(
    activity.object.oneOf.map(({ name }) => name),
    ["Yes", "No"],
  );
  const vote = (name) => ({
    id: `${ana}#votes/${name}/activity`,
    type: "Create",
    actor: ana,
    to: actor,
    object: { id: `${ana}#votes/${name}`, type: "Note", name, attributedTo: ana, inReplyTo: note.url, to: actor },
  });
  for (const name of ["Yes", "Yes", "No"]) assert.equal(await tell(vote(name)), 202);
  const counted = await read(note.url);
  assert.deepEqual(
    counted.oneOf.map(({ replies }) => replies.totalItems),
    [1, 0],
  );
  assert.equal(counted.votersCount, 1);
  assert.deepEqual((await read(`${note.url}/replies`)).first.items, [], "a vote is no reply");
});

test("a profile and its pins arrive, and the collection of pins can be read", async () => {
  const { note } = await say({ texts: [{ language: "en", markdown: "Read this first." }] });
  const fields = [{ name: "Web", value: "https://mfa.example" }];
  await staff.send("PUT", `/api/staff/accounts/${press.id}/profile`, profile({ fields, summary: "News" }));
  const [{ activity }] = await peer.received("Update", ({ object }) => object.id === actor);
  assert.match(JSON.stringify(activity.object.attachment), /rel=\\"me/);
  await staff.send("PUT", `/api/staff/notes/${note.id}/pin`, {});
  const [{ activity: add }] = await peer.received("Add");
  assert.equal(add.object.id ?? add.object, note.url);
  assert.deepEqual((await read(`${actor}/featured`)).orderedItems, [note.url]);
  assert.equal((await peer.tell("lookup", actor)).featured, `${actor}/featured`);
});

test("a quote is consented to, and the consent can be looked up", async () => {
  const note = await publish(staff, press, "Quote me.");
  const quoting = `${ana}/quoting`;
  const request = { id: `${ana}#quotes/1`, type: "QuoteRequest", actor: ana, object: note.url, instrument: quoting };
  assert.equal(await tell({ "@context": ["https://www.w3.org/ns/activitystreams"], ...request }), 202);
  const [{ activity }] = await peer.received("Accept", (accept) => accept.object?.type?.includes?.("QuoteRequest"));
  const stamp = activity.result?.id ?? activity.result;
  const consent = await read(stamp);
  assert.equal(consent.type, "QuoteAuthorization");
  assert.equal(consent.interactionTarget, note.url);
  assert.equal(consent.interactingObject, quoting);
  assert.equal(consent.attributedTo, actor);
});

test("a quote the policy does not allow is refused", async () => {
  const { note } = await say({ texts: [{ language: "en", markdown: "Not to be quoted." }], may_quote: "nobody" });
  const policy = (await read(note.url)).interactionPolicy;
  assert.deepEqual(policy.canQuote.automaticApproval, [actor]);
  const quoting = `${ana}/quoting2`;
  const request = { id: `${ana}#quotes/2`, type: "QuoteRequest", actor: ana, object: note.url, instrument: quoting };
  assert.equal(await tell(request), 202);
  await peer.received("Reject", (reject) => JSON.stringify(reject).includes(`${ana}#quotes/2`));
});

test("what others do with our notes is taken, told twice as well, and refused when forged", async () => {
  const note = await publish(staff, press, "Good morning.");
  const verbs = [
    { id: `${ana}#likes/1`, type: "Like", actor: ana, object: note.url },
    { id: `${ana}#shares/1`, type: "Announce", actor: ana, to: [kPublic], object: note.url },
    { id: `${ana}#flags/1`, type: "Flag", actor: ana, object: [actor, note.url], content: "Spam" },
    { id: `${ana}#moves/1`, type: "Move", actor: ana, object: ana, target: `${ana}2` },
  ];
  for (const activity of verbs) {
    assert.equal(await tell(activity), 202, activity.type);
    assert.equal(await tell(activity), 202, `${activity.type} again`);
    assert.equal(await tell(activity, "body"), 401, `${activity.type} spoiled`);
  }
  const counted = async () => {
    const { likes, shares } = (await staff.get(`/api/staff/notes/${note.id}/spread`)).reactions;
    return [likes, shares];
  };
  assert.deepEqual(await counted(), [1, 1], "each once");
  // Of whom nobody follows, a Move changes nothing: effects_test.cpp has the others.
  assert.deepEqual((await staff.get(`/api/staff/accounts/${press.id}/following`)).following, []);
  const { reports } = await staff.get("/api/staff/moderation/reports");
  assert.equal(reports.length, 1);
  assert.equal(reports[0].content, "Spam");
  assert.equal(reports[0].server, new URL(ana).host);
  assert.deepEqual(reports[0].objects.toSorted(), [actor, note.url].toSorted());
  const undo = (object) => ({ id: `${object.id}/undo`, type: "Undo", actor: ana, object });
  assert.equal(await tell(undo(verbs[0])), 202);
  assert.equal(await tell(undo(verbs[1])), 202);
  assert.deepEqual(await counted(), [0, 0], "and taken back");
  const forged = { ...undo(verbs[0]), object: { ...verbs[0], actor: `${ana}x` } };
  assert.equal(await tell(forged), 403, "nobody undoes another's Like");
});

test("a private word comes, and its answer goes to her alone", async () => {
  const words = { id: `${ana}/private`, type: "Note", attributedTo: ana, to: actor, content: "<p>In confidence.</p>" };
  const tag = [{ type: "Mention", href: actor, name: `@press@${new URL(actor).host}` }];
  const create = { id: `${ana}/private/create`, type: "Create", actor: ana, to: actor, object: { ...words, tag } };
  assert.equal(await tell(create), 202);
  const conversation = await eventually("it is here", async () => {
    const { conversations } = await staff.get("/api/staff/conversations?q=place:queue");
    return conversations.find(({ id, ...rest }) => JSON.stringify(rest).includes("In confidence"));
  });
  await submitAnswer(staff, conversation.id, "Between us.");
  const [{ activity }] = await peer.received("Create", ({ object }) => JSON.stringify(object).includes("Between us"));
  assert.equal(activity.object.inReplyTo, words.id);
  assert.deepEqual([activity.object.to, activity.object.cc ?? []].flat().map(idOf), [ana]);
  assert.equal((await fetch(activity.object.id, { headers: activityJson })).status, 404, "nobody else reads it");
});

test("a reply that is not permitted is not kept", async () => {
  const { note } = await say({ texts: [{ language: "en", markdown: "No answers, please." }], may_reply: "nobody" });
  await peer.received("Create", ({ object }) => object.id === note.url);
  await peer.tell("reply", note.url, "But I must!", "en");
  await peer.tell("raw", `${server.base}/inbox`, { id: `${ana}#likes/9`, type: "Like", actor: ana, object: note.url });
  assert.deepEqual((await staff.get(`/api/staff/notes/${note.id}`)).replies, []);
});

// Something Ana wrote in answer to us, which her server gives to everybody.
async function hersInAnswer(words) {
  const note = await publish(staff, press, "Write to us.");
  const hers = await peer.tell("reply", note.url, words, "en");
  await eventually("her reply is here", async () => (await staff.get(`/api/staff/notes/${note.id}`)).replies.length === 1);
  return hers;
}
const permit = (uri) =>
  staff.send("POST", "/api/staff/permissions", { uri, accounts: [press.id], answer: "Gladly, share it." });
const propose = (body) =>
  staff.send("POST", "/api/staff/posts", { account: press.id, ...body }, { "Idempotency-Key": crypto.randomUUID() });
const submit = ({ id, version }) => staff.send("POST", `/api/staff/posts/${id}/submit`, { version });
const idOf = (object) => object?.id ?? object;

test("a private person's post is shared with her permission, and its end undoes the share", async () => {
  const hers = await hersInAnswer("My garden is in bloom.");
  const post = await propose({ share: hers });
  await assert.rejects(submit(post), /403.*permission/);
  const permission = await permit(hers);
  await submit(post);
  const [{ activity: shared }] = await peer.received("Announce", ({ object }) => idOf(object) === hers);
  assert.equal(shared.actor, actor);
  assert.ok(JSON.stringify(shared.to).includes("Public"));
  assert.equal((await read(shared.id)).type, "Announce");
  const { orderedItems } = await read(`${actor}/outbox?page=1`);
  assert.equal(orderedItems[0].id, shared.id);
  assert.match(await (await fetch(`${server.base}/@press`)).text(), /My garden is in bloom/);
  await staff.send("DELETE", `/api/staff/permissions/${permission.id}`);
  const [{ activity: undone }] = await peer.received("Undo", ({ object }) => idOf(object) === shared.id);
  assert.equal(undone.actor, actor);
  assert.equal((await fetch(shared.id, { headers: activityJson })).status, 404);
  assert.doesNotMatch(await (await fetch(`${server.base}/@press`)).text(), /My garden is in bloom/);
});

test("what was deleted since it was approved is not shared", async () => {
  const hers = await hersInAnswer("I shall regret this.");
  await permit(hers);
  const post = await propose({ share: hers });
  const at = new Date(Date.now() + 3_000).toISOString().replace(/\.\d+Z/, "Z");
  await staff.send("POST", `/api/staff/posts/${post.id}/schedule`, { at, zone: "Africa/Nairobi" });
  await submit(post);
  await peer.tell("delete", hers, actor);
  const back = await eventually("it goes back", async () => {
    const found = await staff.get(`/api/staff/posts/${post.id}`);
    return found.status === "draft" ? found : null;
  });
  assert.equal(back.steps.at(-1).step, "return");
  assert.match(back.steps.at(-1).reason, /not there any more/);
  assert.equal(back.shared, null);
});

test("our quote asks her server, and carries its consent", async () => {
  const hers = await hersInAnswer("Worth quoting.");
  await permit(hers);
  const { note } = await say({ texts: [{ language: "en", markdown: "She says it best." }], quote: hers });
  const [{ activity: request }] = await peer.received("QuoteRequest", ({ object }) => idOf(object) === hers);
  assert.equal(idOf(request.instrument), note.url);
  const stamp = `${ana}/stamps/1`;
  const accept = { id: `${ana}#accepts/quote`, type: "Accept", actor: ana, to: actor, result: stamp };
  const asked = { id: request.id, type: "QuoteRequest", actor, object: hers, instrument: note.url };
  assert.equal(await tell({ ...accept, object: asked }), 202);
  await eventually("the note carries it", async () => (await read(note.url)).quoteAuthorization === stamp);

  const revoked = { id: `${ana}#deletes/stamp`, type: "Delete", actor: ana, to: actor, object: stamp };
  assert.equal(await tell({ ...revoked, object: `${ana}/stamps/2` }), 202, "another consent");
  assert.equal((await read(note.url)).quoteAuthorization, stamp);
  assert.equal(await tell(revoked), 202);
  await eventually("the note carries it no more", async () => !(await read(note.url)).quoteAuthorization);
  await peer.received("Update", ({ object }) => object.id === note.url && !object.quoteAuthorization);
});

test("who blocks us follows no more", async () => {
  const followers = async () => (await staff.get("/api/staff/accounts")).accounts[0].followers;
  assert.equal(await followers(), 1);
  assert.equal(await tell({ id: `${ana}#blocks/1`, type: "Block", actor: ana, object: actor }), 202);
  await eventually("the follower is gone", async () => (await followers()) === 0);
});

test("whom we block is told, and again when we block her no more", async () => {
  await staff.send("POST", `/api/staff/accounts/${press.id}/blocks`, { actor: ana });
  const [{ activity: block }] = await peer.received("Block");
  assert.equal(block.actor, actor);
  assert.equal(idOf(block.object), ana);
  const note = await publish(staff, press, "Not for everybody.");
  assert.equal(await tell({ id: `${ana}#likes/7`, type: "Like", actor: ana, object: note.url }), 202);
  assert.equal((await staff.get(`/api/staff/notes/${note.id}/spread`)).reactions.likes, 0);
  await staff.send("DELETE", `/api/staff/accounts/${press.id}/blocks?actor=${encodeURIComponent(ana)}`);
  await peer.received("Undo", ({ object }) => idOf(object) === block.id);
});

test("an account may choose its followers", async () => {
  await staff.send("PUT", `/api/staff/accounts/${press.id}/profile`, profile({ approves_followers: true }));
  assert.equal((await read(actor)).manuallyApprovesFollowers, true);
  await peer.tell("follow", actor);
  const { accounts } = await staff.get("/api/staff/accounts");
  assert.equal(accounts[0].followers, 0, "she waits for a yes");
});
