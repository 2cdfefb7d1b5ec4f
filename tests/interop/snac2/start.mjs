// Starts a snac2 server on 127.0.0.1 with one user, and gives a test the means to tell it things and to see what it
// stored. Gives nothing where snac2 cannot be had.
import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const here = path.dirname(new URL(import.meta.url).pathname);
const home = path.resolve(here, "../../../build/snac2");
const run = promisify(execFile);

// The program, from this machine or unpacked from bookworm-backports; null, after a line that says why, otherwise.
export function snac2() {
  if (process.env.SNAC2) return process.env.SNAC2;
  const installed = spawnSync(path.join(here, "install"), [home], { encoding: "utf8" });
  if (installed.status === 0) return installed.stdout.trim();
  console.error(installed.stderr.trim().split("\n").pop());
  return null;
}

const listening = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket.end() !== null));
    socket.on("error", () => resolve(false));
  });

export async function startSnac(program, port, user = "envoy") {
  const folder = path.join(mkdtempSync(path.join(os.tmpdir(), "chancery-snac2-")), "data");
  const ask = (args, answers) => execFileSync(program, args, { input: answers.join("\n") + "\n", encoding: "utf8" });
  // It asks for address, port, host with prefix, and an address of mail.
  ask(["init", folder], ["127.0.0.1", port, `127.0.0.1:${port}`, "", "admin@peer.example"]);
  const settings = path.join(folder, "server.json");
  const values = { ...JSON.parse(readFileSync(settings)), protocol: "http", shared_inboxes: true, disable_sandbox: true };
  values.queue_retry_minutes = 1;
  writeFileSync(settings, JSON.stringify(values));
  const password = /^User password is (\S+)$/m.exec(ask(["adduser", folder, user], ["The Envoy"]))[1];
  const child = spawn(program, ["httpd", folder], { stdio: ["ignore", "ignore", "pipe"] });
  const log = [];
  child.stderr.setEncoding("utf8").on("data", (text) => log.push(text));
  while (!(await listening(port))) {
    if (child.exitCode !== null) throw new Error(`snac2 ended: ${log.join("")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const origin = `http://127.0.0.1:${port}`;
  // Every JSON file below a folder of its data.
  const files = (...below) => {
    const from = path.join(folder, ...below);
    if (!existsSync(from)) return [];
    const names = readdirSync(from, { recursive: true }).filter((name) => name.endsWith(".json"));
    return names.map((name) => JSON.parse(readFileSync(path.join(from, name), "utf8")));
  };
  return {
    origin,
    actor: `${origin}/${user}`,
    log,
    // One of snac's own commands: tell("follow", ACTOR).
    tell: async (command, ...args) => (await run(program, [command, folder, user, ...args])).stdout,
    // What its web form does: answers a note.
    async reply(to, content) {
      const answer = await fetch(`${origin}/${user}/admin/note`, {
        method: "POST",
        redirect: "manual",
        headers: {
          Authorization: `Basic ${btoa(`${user}:${password}`)}`,
          "Content-Type": "application/x-www-form-urlencoded",
        },
        body: new URLSearchParams({ content, in_reply_to: to }),
      });
      if (answer.status >= 400) throw new Error(`snac2 answered ${answer.status} to a reply`);
    },
    objects: () => files("object"), // notes and actors it holds
    following: () => files("user", user, "following"),
    followers: () => files("user", user, "followers"),
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
      if (child.exitCode === null && child.signalCode === null) await gone;
      clearTimeout(late);
      rmSync(path.dirname(folder), { recursive: true, force: true });
    },
  };
}
