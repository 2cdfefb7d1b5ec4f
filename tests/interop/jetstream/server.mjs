// A Jetstream server on loopback, both wires: plain, permessage-deflate (v1) and zstd with a dictionary. It plays the
// same invented posts to each subscriber, from its cursor on, and cuts the line after every `drop` events.
//   node server.mjs PORT POSTS DROP [DICTIONARY]
// Prints JSON lines: ready, subscribe, dropped, finished.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import zlib from "node:zlib";
import { event, frame } from "./events.mjs";

const [port, posts, drop, dictionaryFile] = process.argv.slice(2);
const dictionary = dictionaryFile ? readFileSync(dictionaryFile) : null;
const dictionaryId = dictionary?.readUInt32LE(4); // RFC 8878 section 5
const v2Path = "/xrpc/network.bsky.jetstream.subscribeEvents";
const print = (line) => console.log(JSON.stringify(line));
const events = Array.from({ length: Number(posts) }, (_, index) => event(index, Date.now() * 1000));

const server = http.createServer((request, response) => {
  const known = request.url.startsWith("/xrpc/network.bsky.jetstream.getZstdDictionary") && dictionary;
  print({ event: "fetch", url: request.url });
  response.writeHead(known ? 200 : 404, { "Content-Type": "application/octet-stream" }).end(known ? dictionary : "");
});

// One unmasked frame (RFC 6455 section 5.2).
function message(payload, { binary = false, deflated = false } = {}) {
  const head = Buffer.from([0x80 | (deflated ? 0x40 : 0) | (binary ? 2 : 1), payload.length]);
  if (payload.length < 126) return Buffer.concat([head, payload]);
  head[1] = 126;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(payload.length);
  return Buffer.concat([head, length, payload]);
}

// What permessage-deflate sends of a message, without taking over a context (RFC 7692 section 7.2.1).
const deflated = (json) => zlib.deflateRawSync(json, { finishFlush: zlib.constants.Z_SYNC_FLUSH }).subarray(0, -4);

function refuse(socket, error, text) {
  const body = JSON.stringify({ error, message: text });
  socket.end(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

server.on("upgrade", (request, socket) => {
  socket.on("error", () => {});
  const url = new URL(request.url, "http://localhost");
  const v2 = url.pathname === v2Path;
  const query = url.searchParams;
  const zstd = v2 ? query.has("zstdDictionary") : query.get("compress") === "true";
  const offered = /permessage-deflate/.test(request.headers["sec-websocket-extensions"] ?? "");
  if (zstd && (!dictionary || (v2 && Number(query.get("zstdDictionary")) !== dictionaryId)))
    return refuse(socket, "UnknownZstdDictionary", `current dictionary id is ${dictionaryId}`);
  if (zstd && offered) return refuse(socket, "InvalidRequest", "choose one compression scheme");
  const deflate = offered && !v2;
  const accept = createHash("sha1")
    .update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
    .digest("base64");
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  lines.push(`Sec-WebSocket-Accept: ${accept}`);
  if (deflate) lines.push("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover");
  socket.write(lines.join("\r\n") + "\r\n\r\n");
  void play(socket, { v2, zstd, deflate, query, url });
});

async function play(socket, { v2, zstd, deflate, query, url }) {
  const wanted = new Set(query.getAll(v2 ? "collections" : "wantedCollections"));
  const cursor = Number(query.get("cursor") ?? 0);
  const from = events.findIndex((one) => (cursor >= 1e15 ? one.us : one.seq) >= cursor);
  print({ event: "subscribe", target: url.pathname + url.search, from, zstd, deflate });
  let sent = 0;
  for (const one of events.slice(from < 0 ? events.length : from)) {
    if (one.commit && !wanted.has(one.commit.collection)) continue;
    if (sent === Number(drop)) {
      print({ event: "dropped", at: one.seq });
      // What was written reaches the client; then the line is cut without a closing handshake.
      return socket.destroySoon();
    }
    const json = Buffer.from(JSON.stringify(frame(one, v2)));
    const payload = zstd ? zlib.zstdCompressSync(json, { dictionary }) : deflate ? deflated(json) : json;
    if (!socket.write(message(payload, { binary: zstd, deflated: deflate })))
      await new Promise((resolve) => socket.once("drain", resolve).once("close", resolve));
    if (socket.destroyed) return;
    sent++;
  }
  print({ event: "finished", sent });
}

server.listen(Number(port), "127.0.0.1", () => print({ event: "ready" }));
process.stdin.on("end", () => process.exit(0)).resume();
