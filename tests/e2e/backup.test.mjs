// A backup taken while the server is written to, the server killed, and its data folder made again from the backup.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { createPress, publish, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";

const binary = process.env.CHANCERY ?? new URL("../../build/dev/chancery", import.meta.url).pathname;
const run = promisify(execFile);

// Exit code and what was said, also when the command fails.
async function chancery(...args) {
  try {
    return { code: 0, ...(await run(binary, args, { cwd: os.tmpdir() })) };
  } catch (error) {
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

const cookieOf = (staff) => staff.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
const json = async (url) => (await fetch(url, { headers: { Accept: "application/activity+json" } })).json();

test("a ministry comes back from its backup", { timeout: 120_000 }, async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "chancery-backup-"));
  const servers = [];
  // Hooks run in order and none after one that failed: what writes in the folder ends before it is removed.
  t.after(async () => {
    for (const one of servers) await one.stop({ keep: one.data.startsWith(folder) });
    await rm(folder, { recursive: true, force: true });
  });
  const server = await startServer();
  servers.push(server);
  const staff = await setUp(server);
  const press = await createPress(staff);

  const told = [];
  let writing = true;
  const writer = (async () => {
    for (let n = 0; writing; n += 1) told.push(await publish(staff, press, `Statement number ${n}.`));
  })();
  while (told.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
  const before = told.map((note) => note.id);

  const backup = path.join(folder, "backup");
  const secrets = path.join(folder, "secrets.json");
  const made = await chancery("backup", "--data", server.data, "--to", backup, "--secrets", secrets, "--json");
  assert.equal(made.code, 0, made.stderr);
  const manifest = JSON.parse(made.stdout);
  assert.ok(manifest.files >= 2, made.stdout);
  assert.equal((await stat(secrets)).mode & 0o777, 0o600);
  const again = await chancery("backup", "--data", server.data, "--to", backup);
  assert.equal(again.code, 65, "a backup is written over by nothing");
  const verified = await chancery("verify", backup);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  const running = await chancery("verify", "--data", server.data, "--json");
  assert.equal(running.code, 0, running.stdout);
  const restoreInUse = await chancery("restore", backup, "--data", server.data, "--secrets", secrets);
  assert.equal(restoreInUse.code, 65);
  assert.match(restoreInUse.stderr, /in use by process/);

  const afterwards = await publish(staff, press, "Said after the backup.");
  writing = false;
  await writer;
  await server.kill();

  const fresh = path.join(folder, "restored");
  const forgot = await chancery("restore", backup, "--data", fresh);
  assert.equal(forgot.code, 65);
  assert.match(forgot.stderr, /--without-secrets/);
  const restored = await chancery("restore", backup, "--data", fresh, "--secrets", secrets);
  assert.equal(restored.code, 0, restored.stderr);
  const sound = await chancery("verify", "--data", fresh);
  assert.equal(sound.code, 0, sound.stdout);

  const second = await startServer({ data: fresh, port: server.port });
  servers.push(second);
  for (const id of before) {
    const note = await json(`${second.base}/notes/${id}`);
    assert.equal(note.type, "Note", `note ${id}`);
    assert.match(note.content, /Statement number/);
  }
  assert.equal((await fetch(`${second.base}/notes/${afterwards.id}`)).status, 404);
  const session = await fetch(`${second.base}/api/staff/session`, { headers: { Cookie: cookieOf(staff) } });
  assert.equal(session.status, 200, "who was signed in still is: the secrets are the same");
});

test("an account's key is replaced while the server runs", { timeout: 60_000 }, async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const staff = await setUp(server);
  const { id } = await createPress(staff);
  const key = async () => (await json(`${server.base}/actors/${id}`)).publicKey.publicKeyPem;
  const before = await key();
  const list = await chancery("keys", "list", "--data", server.data);
  assert.match(list.stdout, /account:press\s+rotates/);
  assert.match(list.stdout, /staff\s+stays/);
  const rotated = await chancery("keys", "rotate", "account:press", "--data", server.data);
  assert.equal(rotated.code, 0, rotated.stderr);
  assert.notEqual(await key(), before);
  const refused = await chancery("keys", "rotate", "staff", "--data", server.data);
  assert.equal(refused.code, 65);
  assert.match(refused.stderr, /no password would work again/);
});
