// The least another server needs: actors with keys, signed activities, inboxes that remember what came. It stands behind
// a line (line.mjs), by whose address all know it.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { startLine } from "./line.mjs";

const media = "application/activity+json";
const patience = 30_000;

// `shared`: whether its people share an inbox. `answer(request)` gives the status of a POST; 202 without it.
export async function startPeer({ shared = true, ...how } = {}) {
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const peer = { posts: [], answer: () => 202 };
  const waiting = new Set();

  const actor = (name) => ({
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${peer.origin}/users/${name}`,
    type: "Person",
    preferredUsername: name,
    inbox: `${peer.origin}/users/${name}/inbox`,
    ...(shared ? { endpoints: { sharedInbox: `${peer.origin}/inbox` } } : {}),
    publicKey: {
      id: `${peer.origin}/users/${name}#main-key`,
      owner: `${peer.origin}/users/${name}`,
      publicKeyPem: keys.publicKey,
    },
  });

  const server = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const path = new URL(request.url, "http://peer").pathname;
    if (request.method === "GET") {
      response.writeHead(200, { "Content-Type": media }).end(JSON.stringify(actor(path.split("/")[2])));
      return;
    }
    const post = { inbox: path, activity: JSON.parse(Buffer.concat(pieces).toString()) };
    const status = peer.answer(post);
    peer.posts.push({ ...post, status });
    response.writeHead(status).end();
    for (const wake of waiting) wake();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  peer.line = await startLine(server.address().port, how);
  peer.host = `127.0.0.1:${peer.line.port}`;
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
    const header = `keyId="${actor(name).publicKey.id}",algorithm="rsa-sha256",headers="${Object.keys(fields).join(" ")}",signature="${signature}"`;
    return (await fetch(inbox, { method: "POST", body, headers: { ...sent, Signature: header } })).status;
  };
  peer.follow = (name, whom) =>
    peer.send(name, `${new URL(whom).origin}/inbox`, {
      id: `${peer.origin}/users/${name}/follows/1`,
      type: "Follow",
      actor: `${peer.origin}/users/${name}`,
      object: whom,
    });
  peer.stop = async () => {
    await peer.line.stop();
    server.closeAllConnections();
    server.close();
  };
  return peer;
}
