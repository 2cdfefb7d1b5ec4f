// The least another server needs, for any number of people: actors with keys, WebFinger, notes at their addresses,
// signed activities, inboxes that remember what came. It keeps up where a whole server would not.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { startLine } from "../lines/line.mjs";

const media = "application/activity+json";
const patience = 30_000;

// `shared`: whether its people share an inbox. `line`: the bad line (line.mjs) it stands behind, by whose address all know
// it. `peer.answer(post)` gives the status of a POST; 202 unless a test says otherwise.
export async function startPeer({ shared = true, line } = {}) {
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const peer = { posts: [], notes: new Map(), answer: () => 202 }; // address of a note -> the note; null: taken back
  const waiting = new Set();

  peer.actor = (name) => `${peer.origin}/users/${name}`;
  const actor = (name) => ({
    "@context": "https://www.w3.org/ns/activitystreams",
    id: peer.actor(name),
    type: "Person",
    preferredUsername: name,
    inbox: `${peer.actor(name)}/inbox`,
    ...(shared ? { endpoints: { sharedInbox: `${peer.origin}/inbox` } } : {}),
    publicKey: { id: `${peer.actor(name)}#main-key`, owner: peer.actor(name), publicKeyPem: keys.publicKey },
  });

  // What stands at an address: [status, document].
  function document(url) {
    if (url.pathname === "/.well-known/webfinger") {
      const subject = url.searchParams.get("resource");
      const [, name] = /^acct:([^@]+)@/.exec(subject) ?? [];
      const links = [{ rel: "self", type: media, href: peer.actor(name) }];
      return name && subject.endsWith(`@${peer.host}`) ? [200, { subject, links }] : [404];
    }
    const note = peer.notes.get(peer.origin + url.pathname);
    if (note !== undefined) return note ? [200, note] : [410];
    const [, name] = /^\/users\/([^/]+)$/.exec(url.pathname) ?? [];
    return name ? [200, actor(name)] : [404];
  }

  const server = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const url = new URL(request.url, "http://peer");
    if (request.method === "GET") {
      const [status, found] = document(url);
      response.writeHead(status, { "Content-Type": media }).end(found && JSON.stringify(found));
      return;
    }
    const post = { inbox: url.pathname, activity: JSON.parse(Buffer.concat(pieces).toString()), at: Date.now() };
    const status = peer.answer(post);
    peer.posts.push({ ...post, status });
    response.writeHead(status).end();
    for (const wake of waiting) wake();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  peer.line = line && (await startLine(server.address().port, line));
  peer.host = `127.0.0.1:${peer.line?.port ?? server.address().port}`;
  peer.origin = `http://${peer.host}`;

  // Until `count` posts are there of which `wanted` is true.
  peer.received = (wanted, count = 1) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`${peer.host} did not get it in ${patience} ms; got ${JSON.stringify(peer.posts)}`));
      }, patience);
      const look = () => {
        const found = peer.posts.filter(wanted);
        if (found.length < count) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });

  // Signs as draft-cavage-http-signatures-12 has it. The answer's status.
  peer.send = async (name, inbox, activity) => {
    const body = JSON.stringify(activity);
    const url = new URL(inbox);
    const fields = {
      "(request-target)": `post ${url.pathname}`,
      host: url.host,
      date: new Date().toUTCString(),
      digest: `SHA-256=${createHash("sha256").update(body).digest("base64")}`,
      "content-type": media,
    };
    const text = Object.entries(fields).map(([field, value]) => `${field}: ${value}`);
    const signature = sign("sha256", Buffer.from(text.join("\n")), keys.privateKey).toString("base64");
    const { "(request-target)": _, host: __, ...sent } = fields;
    const header = `keyId="${peer.actor(name)}#main-key",algorithm="rsa-sha256",headers="${Object.keys(fields).join(" ")}",signature="${signature}"`;
    const answer = await fetch(inbox, { method: "POST", body, headers: { ...sent, Signature: header } });
    await answer.arrayBuffer(); // or the connection is not used again
    return answer.status;
  };
  peer.follow = (name, whom) =>
    peer.send(name, `${new URL(whom).origin}/inbox`, {
      id: `${peer.actor(name)}/follows/1`,
      type: "Follow",
      actor: peer.actor(name),
      object: whom,
    });
  peer.stop = async () => {
    await peer.line?.stop();
    server.closeAllConnections();
    server.close();
  };
  return peer;
}
