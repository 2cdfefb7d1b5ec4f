// Starts the built server on a fresh data folder and a free port of 127.0.0.1, and gives what a test needs of it.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const binary = process.env.CHANCERY ?? new URL("../../build/dev/chancery", import.meta.url).pathname;
const patience = 60_000; // milliseconds until the server has greeted, and until it has gone

// Below the ports the system hands out by itself: between the probe and its use, no other test is given it.
export async function freePort() {
  for (;;) {
    const port = 10_240 + Math.floor(Math.random() * 22_000);
    const probe = net.createServer().listen(port, "127.0.0.1");
    try {
      await once(probe, "listening");
    } catch (taken) {
      if (taken.code !== "EADDRINUSE") throw taken;
      continue;
    }
    probe.close();
    await once(probe, "close");
    return port;
  }
}

// `data` and `port` continue an earlier server; otherwise both are new.
export async function startServer({ args = [], data, port, env = {} } = {}) {
  const folder = data ?? (await mkdtemp(path.join(os.tmpdir(), "chancery-e2e-")));
  const listen = `127.0.0.1:${port ?? (await freePort())}`;
  const child = spawn(binary, ["serve", "--data", folder, "--listen", listen, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: os.tmpdir(),
    env: { ...process.env, ...env },
  });
  const log = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const greeting = await greeted(child, log);
  let awaited = false;
  child.once("exit", (code, signal) => {
    if (!awaited) console.error(`the server ended by itself (${signal ?? code}):\n${log.slice(-20).join("\n")}`);
  });
  const server = {
    base: `${env.CHANCERY_SERVER_TLS_KEY ? "https" : "http"}://${listen}`,
    port: Number(listen.split(":")[1]),
    data: folder,
    pid: child.pid,
    log,
    setupLink: greeting.match(/set up\s+(\S+)/)?.[1],
    demoLink: greeting.match(/demo\s+(http\S+)/)?.[1],
    signal(name) {
      awaited = true;
      return child.kill(name);
    },
    // As a power cut would end it; the data folder stays.
    async kill() {
      awaited = true;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
    async stop({ keep = false } = {}) {
      awaited = true;
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        const late = setTimeout(() => child.kill("SIGKILL"), patience);
        await gone;
        clearTimeout(late);
      }
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
  return server;
}

// What the server says first. It comes in one piece, flushed when the server listens.
function greeted(child, log) {
  return new Promise((resolve, reject) => {
    let text = "";
    const late = setTimeout(() => {
      child.kill("SIGKILL"); // or the run would wait for it
      reject(new Error(`no greeting within ${patience} ms:\n${log.join("\n")}`));
    }, patience);
    child.stdout.setEncoding("utf8").on("data", (piece) => {
      text += piece;
      if (!/^ {2}staff\s.*\n/m.test(text)) return;
      clearTimeout(late);
      resolve(text);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${log.join("\n")}`)));
  });
}

// RFC 6238 with the defaults every authenticator app has: SHA-1, 30 s, six digits.
export function totp(secret, at = Date.now()) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
