// How many signed Creates a second one core of the server verifies and stores, beside OpenSSL's bare RSA-2048
// verification in the same run. Server on core 0, load on core 1.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createPress, setUp } from "../tests/e2e/ministry.mjs";
import { freePort } from "../tests/e2e/server.mjs";

// RSA-2048 verifications a second on core 0, as `openssl speed` tells them.
function verifications() {
  const out = execFileSync("taskset", ["-c", "0", "openssl", "speed", "-seconds", "3", "rsa2048"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return Number(/^rsa 2048 bits.*\s([\d.]+)\s*$/m.exec(out)[1]);
}

async function greeting(child) {
  let text = "";
  for await (const piece of child.stdout.setEncoding("utf8")) {
    text += piece;
    if (/^ {2}staff\s.*\n/m.test(text)) return text;
  }
  throw new Error("the server ended before it was ready");
}

function stored(file) {
  const database = new DatabaseSync(file, { readOnly: true });
  const { n } = database.prepare("SELECT COUNT(*) AS n FROM note WHERE actor IS NOT NULL").get();
  database.close();
  return n;
}

// Processor time a process has used, in seconds; the kernel counts hundredths.
function busy(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

// Gives { rate, busyRate, bare, bytes, p50, p99, stored }: `rate` a second that passed, `busyRate` a second of the
// server's processor time, as `bare` is of OpenSSL's; p50 and p99 in milliseconds.
export async function measureInbox(build, { count = 20_000, connections = 128, observe } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "chancery-inbox-"));
  const bare = verifications();
  const port = await freePort();
  const peers = [await freePort(), await freePort(), await freePort(), await freePort()];
  const child = spawn(
    "taskset",
    ["-c", "0", path.join(build, "chancery"), "serve", "--data", folder, "--listen", `127.0.0.1:${port}`, "--log-level", "warn"],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, CHANCERY_FEDERATION_TEST_PEERS: peers.map((peer) => `127.0.0.1:${peer}`).join(",") },
    },
  );
  try {
    const text = await greeting(child);
    child.stdout.resume();
    const base = `http://127.0.0.1:${port}`;
    const staff = await setUp({ base, setupLink: text.match(/set up\s+(\S+)/)[1] });
    const press = await createPress(staff);
    observe?.(child.pid);
    const before = busy(child.pid);
    const load = execFileSync(
      "taskset",
      ["-c", "1", path.join(build, "bench_inbox"), port, `${base}/actors/${press.id}`, count, connections, ...peers].map(String),
      { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
    );
    const figures = JSON.parse(load);
    const busyRate = (figures.accepted + figures.greeted) / (busy(child.pid) - before);
    return { ...figures, busyRate, bare, stored: stored(path.join(folder, "chancery.db")) - figures.greeted };
  } finally {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
}

// The rate at which Fedify's inbox takes the same requests, on core 0: verified, and told to a pipe; it stores nothing.
export async function measureFedify(build, { count = 2_000, connections = 128 } = {}) {
  const port = await freePort();
  const peers = [await freePort(), await freePort()];
  const child = spawn("taskset", ["-c", "0", process.execPath, "fedify/peer.mjs", String(port)], {
    cwd: path.join(import.meta.dirname, "../tests/interop"),
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    await once(child.stdout, "data"); // it listens
    child.stdout.resume();
    const load = execFileSync(
      "taskset",
      ["-c", "1", path.join(build, "bench_inbox"), port, `http://127.0.0.1:${port}/users/ana`, count, connections, ...peers].map(String),
      { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
    );
    return JSON.parse(load);
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

// By itself: node bench/inbox.mjs BUILD-FOLDER [COUNT [CONNECTIONS]]
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [build, count = 20_000, connections = 128] = process.argv.slice(2);
  const observe = process.env.OBSERVE && ((pid) => spawn("sh", ["-c", process.env.OBSERVE.replaceAll("PID", pid)], { stdio: "inherit" }));
  const figures = await measureInbox(build, { count: Number(count), connections: Number(connections), observe });
  const share = (rate) => `${((100 * rate) / figures.bare).toFixed(1)} %`;
  console.log("Fedify", JSON.stringify(await measureFedify(build, { connections: Number(connections) })));
  console.log(JSON.stringify(figures), share(figures.rate), `of processor time ${share(figures.busyRate)}`);
}
