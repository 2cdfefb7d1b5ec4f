// The server speaking https by itself, with a certificate we made, and its plain listener that leads there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import tls from "node:tls";
import { promisify } from "node:util";
import { freePort, startServer } from "./server.mjs";

const run = promisify(execFile);

// A new key and certificate for localhost; gives the certificate's serial number.
async function certify(folder, serial) {
  const key = path.join(folder, "key.pem");
  const certificate = path.join(folder, "certificate.pem");
  await run("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost".split(" "),
    ...["-addext", "subjectAltName=DNS:localhost", "-set_serial", String(serial), "-keyout", key, "-out", certificate],
  ]);
  return { key, certificate };
}

async function ask(module, port, target, options = {}) {
  const request = module.request({ host: "127.0.0.1", port, path: target, rejectUnauthorized: false, ...options });
  request.end();
  const [answer] = await once(request, "response");
  let body = "";
  for await (const piece of answer) body += piece;
  return { status: answer.statusCode, headers: answer.headers, body };
}

async function serial(port) {
  const socket = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return Number.parseInt(serialNumber, 16);
}

test("https by itself, a plain listener that leads there, and a certificate renewed under way", async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "chancery-tls-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const files = await certify(folder, 7);
  const challenges = path.join(folder, "challenges");
  await mkdir(challenges);
  await writeFile(path.join(challenges, "token_1"), "token_1.thumbprint");
  const plain = await freePort();
  const server = await startServer({
    env: {
      CHANCERY_SERVER_TLS_CERTIFICATE: files.certificate,
      CHANCERY_SERVER_TLS_KEY: files.key,
      CHANCERY_SERVER_REDIRECT_LISTEN: `127.0.0.1:${plain}`,
      CHANCERY_SERVER_ACME_FOLDER: challenges,
    },
  });
  t.after(() => server.stop());
  assert.match(server.setupLink, /^https:\/\/127\.0\.0\.1/);

  const page = await ask(https, server.port, "/");
  assert.equal(page.status, 200);
  assert.match(page.headers["strict-transport-security"], /max-age=\d+/);
  const application = await ask(https, server.port, "/staff/");
  assert.equal(application.status, 200);
  await assert.rejects(ask(http, server.port, "/"), "no plain http on this port");

  const led = await ask(http, plain, "/@press?lang=ar");
  assert.equal(led.status, 301);
  assert.equal(led.headers.location, `https://127.0.0.1:${server.port}/@press?lang=ar`);
  assert.equal((await ask(http, plain, "/.well-known/acme-challenge/token_1")).body, "token_1.thumbprint");
  assert.equal((await ask(http, plain, "/.well-known/acme-challenge/other")).status, 404);

  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const kept = () => ask(https, server.port, "/healthz", { agent });
  assert.equal((await kept()).body, "ok\n");
  assert.equal(await serial(server.port), 7);
  await certify(folder, 8);
  server.signal("SIGHUP");
  while ((await serial(server.port)) !== 8) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await kept()).body, "ok\n", "who was connected still is");

  // The hand-written client, when the machine has it.
  const curl = await run("curl", ["-sk", "--tlsv1.2", `https://127.0.0.1:${server.port}/healthz`]).catch(() => null);
  if (curl) assert.equal(curl.stdout, "ok\n");
});
