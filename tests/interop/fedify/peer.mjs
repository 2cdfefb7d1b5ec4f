// A small fediverse server on Fedify, for one person, on 127.0.0.1. It does what it is told over standard input and
// tells what happens on standard output, both as JSON lines.
//
//   node peer.mjs PORT [--name ana] [--rfc9421] [--only cavage|rfc9421] [--authorized] [--slow MILLISECONDS]
//
// --rfc9421: knocks so first. --only: answers 401 to signatures of the other kind. --authorized: gives its notes to
// signed requests alone.
//
// In:  {"id":1,"verb":"follow","args":["http://…/actors/1"]}, answered by {"event":"done","id":1,"result":…}
// Out: {"event":"listening"} · {"event":"received","activity":…}: verified · {"event":"post","status":202,"signature":…},
//      likewise "get"
import { createHash, createSign, KeyObject, randomUUID } from "node:crypto";
import http from "node:http";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createFederation, MemoryKvStore } from "@fedify/fedify";
import * as as2 from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string", default: "ana" },
    rfc9421: { type: "boolean", default: false },
    only: { type: "string" },
    authorized: { type: "boolean", default: false },
    slow: { type: "string", default: "0" },
  },
});
const port = Number(positionals[0]);
const origin = `http://127.0.0.1:${port}`;
const name = options.name;

const tell = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Fedify's own helper makes RSA-4096, which takes seconds.
const keys = await crypto.subtle.generateKey(
  { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
  true,
  ["sign", "verify"],
);
const notes = new Map(); // by the last part of the id
const gone = new Set();
const aliases = [];
const documents = new Map(); // by path
let badge = null; // an emoji of its name
const emoji = ({ name, url }) => new as2.Emoji({ name: `:${name}:`, icon: new as2.Image({ url: new URL(url), mediaType: "image/png" }) });
const followers = new Map(); // id -> actor

const federation = createFederation({
  kv: new MemoryKvStore(),
  origin,
  allowPrivateAddress: true, // we live on loopback
  firstKnock: options.rfc9421 ? "rfc9421" : "draft-cavage-http-signatures-12",
  onOutboxError: (error) => tell({ event: "outbox-error", error: String(error) }),
});

federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (identifier !== name) return null;
    const [pair] = await context.getActorKeyPairs(identifier);
    return new as2.Person({
      id: context.getActorUri(name),
      preferredUsername: name,
      name: badge ? `Ana of ${name} :${badge.name}:` : `Ana of ${name}`,
      tags: badge ? [emoji(badge)] : [],
      inbox: context.getInboxUri(name),
      outbox: context.getOutboxUri(name),
      followers: context.getFollowersUri(name),
      endpoints: new as2.Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pair.cryptographicKey,
      url: context.getActorUri(name),
    });
  })
  .setKeyPairsDispatcher((_context, identifier) => (identifier === name ? [keys] : []));
federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({ items: [...followers.values()] }));
federation.setOutboxDispatcher("/users/{identifier}/outbox", () => ({ items: [] }));
federation
  .setObjectDispatcher(as2.Note, "/users/{identifier}/notes/{id}", (_context, { id }) => notes.get(id) ?? null)
  .authorize(async (context) => !options.authorized || (await context.getSignedKeyOwner()) != null);
federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .setSharedKeyDispatcher(() => ({ identifier: name }))
  .on(as2.Activity, async (context, activity) => {
    await pause(Number(options.slow));
    tell({ event: "received", activity: await activity.toJsonLd({ contextLoader: context.contextLoader }) });
  })
  .onError((_context, error) => tell({ event: "inbox-error", error: String(error?.stack ?? error) }));

const context = () => federation.createContext(new URL(origin), undefined);
const self = () => context().getActorUri(name);
const activityId = (kind) => new URL(`#${kind}/${randomUUID()}`, self());

async function lookup(id) {
  const documentLoader = await context().getDocumentLoader({ identifier: name });
  const object = await context().lookupObject(id, { documentLoader });
  if (!object) throw new Error(`cannot look up ${id}`);
  return object;
}

const send = (recipient, activity) =>
  context().sendActivity({ identifier: name }, recipient, activity, { preferSharedInbox: true });

// Signed by hand (draft-cavage-12), so that a test may spoil what was signed: `spoil` is "body", "digest" or nothing.
// `synchronization` is the field of FEP-8fcf, signed as well.
async function raw(inbox, object, spoil, synchronization) {
  const url = new URL(inbox);
  const body = JSON.stringify(object);
  const digest = `SHA-256=${createHash("sha256").update(body).digest("base64")}`;
  const date = new Date().toUTCString();
  const type = "application/activity+json";
  const more = synchronization ? { "Collection-Synchronization": synchronization } : {};
  const names = ["(request-target)", "host", "date", "digest", "content-type", ...Object.keys(more)].join(" ").toLowerCase();
  const tail = synchronization ? `\ncollection-synchronization: ${synchronization}` : "";
  const signed = `(request-target): post ${url.pathname}\nhost: ${url.host}\ndate: ${date}\ndigest: ${digest}\ncontent-type: ${type}${tail}`;
  const signature = createSign("sha256").update(signed).sign(KeyObject.from(keys.privateKey), "base64");
  const header = `keyId="${self()}#main-key",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`;
  const headers = { Date: date, Digest: digest, "Content-Type": type, ...more };
  if (spoil !== "unsigned") headers.Signature = header;
  if (spoil === "digest") headers.Digest = `SHA-256=${createHash("sha256").update("other").digest("base64")}`;
  const text = spoil === "body" ? body.replace("}", ',"extra":1}') : body;
  return (await fetch(inbox, { method: "POST", headers, body: text })).status;
}

const localOf = (uri) => uri.href.split("/").pop();
// A public note of its own, kept and not told.
function own(words, more) {
  const local = randomUUID();
  const uri = context().getObjectUri(as2.Note, { identifier: name, id: local });
  const said = { contents: [`<p>${words}</p>`], published: Temporal.Now.instant(), to: as2.PUBLIC_COLLECTION };
  notes.set(local, new as2.Note({ id: uri, attribution: self(), ...said, ...more }));
  return uri;
}
function listReplies(uri, items) {
  const local = localOf(uri);
  notes.set(local, notes.get(local).clone({ replies: new as2.Collection({ items }) }));
}

const verbs = {
  actor: () => self().href,
  async follow(id) {
    const actor = await lookup(id);
    const follow = new as2.Follow({ id: activityId("follow"), actor: self(), object: actor.id });
    await send(actor, follow);
    return follow.id.href;
  },
  async unfollow(id) {
    const actor = await lookup(id);
    const follow = new as2.Follow({ actor: self(), object: actor.id });
    await send(actor, new as2.Undo({ id: activityId("undo"), actor: self(), object: follow }));
  },
  // Says yes to a follow.
  async accept(follow, id) {
    const actor = await lookup(id);
    const asked = new as2.Follow({ id: new URL(follow), actor: actor.id, object: self() });
    await send(actor, new as2.Accept({ id: activityId("accept"), actor: self(), object: asked }));
  },
  // Says something to whoever follows, of whom `id` is told; `emojis` stand in it: [{name, url}].
  async say(id, words, emojis = []) {
    const audience = { to: as2.PUBLIC_COLLECTION, ccs: [context().getFollowersUri(name)] };
    const uri = own(words, { tags: emojis.map(emoji), ...audience });
    const object = notes.get(localOf(uri));
    await send(await lookup(id), new as2.Create({ id: new URL(`${uri.href}/create`), actor: self(), object, ...audience }));
    return uri.href;
  },
  // From now on its name has this emoji: {name, url}.
  wear: (one) => void (badge = one),
  // Replies to a note, sending the same Create as often as asked; `bare` sends the note's id alone, to be fetched.
  // `files` are attached to it: [{url, mediaType, name, width, height}]; `emojis` stand in it.
  async reply(id, words, language, times = 1, bare = false, files = [], emojis = []) {
    const parent = await lookup(id);
    const author = await lookup(parent.attributionId.href);
    const local = randomUUID();
    const content = `<p><span class="h-card"><a href="${author.id.href}" class="u-url mention">@${author.preferredUsername}</a></span> ${words}</p>`;
    const audience = { to: as2.PUBLIC_COLLECTION, ccs: [context().getFollowersUri(name), author.id] };
    const note = new as2.Note({
      id: context().getObjectUri(as2.Note, { identifier: name, id: local }),
      attribution: self(),
      replyTarget: parent.id,
      contents: [content, new as2.LanguageString(content, language)],
      published: Temporal.Now.instant(),
      tags: [new as2.Mention({ href: author.id, name: `@${author.preferredUsername}` }), ...emojis.map(emoji)],
      attachments: files.map((file) => new as2.Document({ ...file, url: new URL(file.url) })),
      ...audience,
    });
    notes.set(local, note);
    const object = bare ? note.id : note;
    const create = new as2.Create({ id: new URL(`${note.id.href}/create`), actor: self(), object, ...audience });
    for (let i = 0; i < times; i++) await send(author, create);
    return note.id.href;
  },
  // A thread of which `id` is told the last note alone: root, middle and leaf, and a sibling beside the middle.
  async thread(id) {
    const root = own("root", {});
    const middle = own("middle", { replyTarget: root });
    const sibling = own("sibling", { replyTarget: root });
    const leaf = await verbs.mention(id, middle.href, "leaf");
    listReplies(root, [middle, sibling]);
    listReplies(middle, [new URL(leaf)]);
    return { root: root.href, middle: middle.href, sibling: sibling.href, leaf };
  },
  // Tells `id` alone of a note that mentions it.
  async mention(id, target, words) {
    const actor = await lookup(id);
    const tags = [new as2.Mention({ href: actor.id, name: `@${actor.preferredUsername}` })];
    const uri = own(words, { replyTarget: new URL(target), tags, ccs: [actor.id] });
    const note = notes.get(localOf(uri));
    const audience = { to: as2.PUBLIC_COLLECTION, ccs: [actor.id] };
    await send(actor, new as2.Create({ id: new URL(`${uri.href}/create`), actor: self(), object: note, ...audience }));
    return uri.href;
  },
  // Asks an account by name and under a hashtag, in answer to nothing.
  async ask(id, words, hashtag) {
    const actor = await lookup(id);
    const mention = new as2.Mention({ href: actor.id, name: `@${actor.preferredUsername}` });
    const tag = new as2.Hashtag({ href: new URL(`/tags/${hashtag}`, origin), name: `#${hashtag}` });
    const uri = own(`@${actor.preferredUsername} ${words} #${hashtag}`, { tags: [mention, tag], ccs: [actor.id] });
    const note = notes.get(localOf(uri));
    const audience = { to: as2.PUBLIC_COLLECTION, ccs: [actor.id] };
    await send(actor, new as2.Create({ id: new URL(`${uri.href}/create`), actor: self(), object: note, ...audience }));
    return uri.href;
  },
  // Answers a note of its own and tells nobody: only `replies` leads there.
  async answer(id, words) {
    const answer = own(words, { replyTarget: new URL(id) });
    listReplies(new URL(id), [answer]);
    return answer.href;
  },
  pem: () => KeyObject.from(keys.publicKey).export({ type: "spki", format: "pem" }),
  async delete(id, author) {
    const local = id.split("/").pop();
    notes.delete(local);
    gone.add(local);
    const tombstone = new as2.Tombstone({ id: new URL(id) });
    const remove = new as2.Delete({
      id: activityId("delete"),
      actor: self(),
      object: tombstone,
      to: as2.PUBLIC_COLLECTION,
    });
    await send(await lookup(author), remove);
  },
  lookup: async (id) => (await lookup(id)).toJsonLd({ contextLoader: context().contextLoader }),
  raw,
  // From now on its actor says that it is this one too.
  alias: (uri) => void aliases.push(uri),
  // A document of its own, at a path.
  serve: (path, object) => void documents.set(path, object),
};

async function handle(request, response) {
  const body = Buffer.concat(await Array.fromAsync(request));
  if (gone.has(request.url.split("/").pop())) return response.writeHead(410).end();
  const headers = new Headers();
  for (let i = 0; i < request.rawHeaders.length; i += 2) headers.append(request.rawHeaders[i], request.rawHeaders[i + 1]);
  const signature = headers.has("signature-input") ? "rfc9421" : headers.has("signature") ? "cavage" : "none";
  const seen = { event: request.method.toLowerCase(), url: request.url, signature, agent: headers.get("user-agent") };
  if (headers.has("collection-synchronization")) seen.synchronization = headers.get("collection-synchronization");
  if (request.method === "GET" && documents.has(request.url)) {
    tell({ ...seen, status: 200 });
    response.writeHead(200, { "Content-Type": "application/activity+json" });
    return response.end(JSON.stringify(documents.get(request.url)));
  }
  if (options.only && signature !== "none" && signature !== options.only) {
    tell({ ...seen, status: 401 });
    return response.writeHead(401).end();
  }
  const plain = request.method === "GET" || request.method === "HEAD";
  const answer = await federation.fetch(
    new Request(origin + request.url, { method: request.method, headers, body: plain ? undefined : body }),
    { contextData: undefined },
  );
  tell({ ...seen, status: answer.status });
  let bytes = Buffer.from(await answer.arrayBuffer());
  if (aliases.length && request.url === self().pathname && answer.ok) {
    bytes = Buffer.from(JSON.stringify({ ...JSON.parse(bytes), alsoKnownAs: aliases }));
  }
  const { "content-length": _length, ...fields } = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, fields).end(bytes);
}

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    const { id, verb, args = [] } = JSON.parse(line);
    try {
      tell({ event: "done", id, result: await verbs[verb](...args) });
    } catch (error) {
      tell({ event: "done", id, error: String(error?.stack ?? error) });
    }
  })
  .on("close", () => process.exit(0));

http
  .createServer((request, response) => {
    handle(request, response).catch((error) => {
      tell({ event: "error", error: String(error?.stack ?? error) });
      response.writeHead(500).end();
    });
  })
  .listen(port, "127.0.0.1", () => tell({ event: "listening" }));
