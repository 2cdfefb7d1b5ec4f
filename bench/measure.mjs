// Measures Chancery and, in the same run, the peer or limit each figure is held against. Prints one Markdown row a
// figure. Called by script/bench with the release binary's folder as its argument, and a recording of the stream.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import readline from "node:readline";
import { measureFedify, measureInbox } from "./inbox.mjs";
import { freePort } from "../tests/e2e/server.mjs";
import { measureLive } from "./live.mjs";
import { load, measurePages } from "./pages.mjs";
import { measureStudy } from "./study.mjs";

const [build, recording] = process.argv.slice(2);
const binary = path.join(build, "chancery");
const folder = mkdtempSync(path.join(tmpdir(), "chancery-bench-"));
const rows = [];

const row = (what, figure, beside, target = "") => {
  rows.push(`| ${what} | ${figure} | ${beside} | ${target} |`);
  console.log(rows.at(-1));
};
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value, digits = 0) => Number(value.toFixed(digits)).toLocaleString("en");

// Starts a server and gives the milliseconds until `ready(line)` is true for a line of its output.
async function start(command, args, ready) {
  const began = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of readline.createInterface({ input: child.stdout })) {
    if (ready(line)) return { child, ms: performance.now() - began };
  }
  throw new Error(`${command} ended before it was ready`);
}
async function stop(child) {
  child.kill("SIGTERM");
  if (child.exitCode === null) await once(child, "exit");
}
const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

async function serving() {
  const port = 20000 + Math.floor(Math.random() * 9000);
  const serve = (data) => [
    "-c", "0", binary, "serve", "--data", path.join(folder, data), "--listen", `127.0.0.1:${port}`, "--log-level", "warn",
  ];
  const listening = (line) => line.includes("address");
  const first = await start("taskset", serve("first"), listening);
  await stop(first.child);
  const times = [];
  for (let i = 0; i < 9; i++) {
    const again = await start("taskset", serve("first"), listening);
    times.push(again.ms);
    await stop(again.child);
  }
  row("start to listening, fresh data folder", `${round(first.ms)} ms`, "", "< 250 ms");
  row("start to listening, set-up folder (median of 9)", `${round(median(times))} ms`, "", "< 250 ms");

  const { child } = await start("taskset", serve("first"), listening);
  await fetch(`http://127.0.0.1:${port}/`).then((reply) => reply.text());
  await new Promise((resolve) => setTimeout(resolve, 2000)); // idle is a state of time
  row("memory when idle", `${round(resident(child.pid), 1)} MB`, "", "< 60 MB");
  const ours = load(`http://127.0.0.1:${port}/healthz`);
  await stop(child);
  await besideNginx(ours.rate);
}

// nginx with a file of three bytes, and with an answer from its configuration.
async function besideNginx(ours) {
  const port = await freePort();
  const conf = path.join(folder, "nginx.conf");
  writeFileSync(path.join(folder, "static.txt"), "ok\n");
  writeFileSync(conf, `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 512; }
http { access_log off; keepalive_requests 1000000; default_type text/plain; server { listen 127.0.0.1:${port};
  location /static.txt { root ${folder}; } location / { return 200 "ok\n"; } } }\n`);
  const nginx = spawn("taskset", ["-c", "0", "nginx", "-e", "stderr", "-p", folder, "-c", conf], { stdio: "inherit" });
  for (;;) if (await fetch(`http://127.0.0.1:${port}/`).catch(() => null)) break;
  const file = load(`http://127.0.0.1:${port}/static.txt`).rate;
  const fixed = load(`http://127.0.0.1:${port}/`).rate;
  await stop(nginx);
  const share = (peer) => `${round(peer)}: ${round((100 * ours) / peer)} %`;
  row("requests/s, /healthz, one core", round(ours), `nginx, a static file ${share(file)}; from its configuration ${share(fixed)}`, ">= 40 %");
}

async function publicPages() {
  const { kept, anew, packed } = await measurePages(build);
  row("account page over HTTP, kept, pages/s", round(kept), "", ">= 10,000");
  row("account page over HTTP, made anew, pages/s", round(anew), `made anew and compressed ${round(packed)}`, ">= 2,000");
}

async function receiving() {
  for (const connections of [32, 128]) {
    const { rate, busyRate, bare, bytes, p50, p99, accepted, stored } = await measureInbox(build, { connections });
    if (stored !== accepted) throw new Error(`${accepted} accepted, ${stored} stored`);
    const fedify = await measureFedify(build, { connections });
    row(
      `signed Creates of ${round(bytes)} bytes verified and stored, a second, one core, ${connections} connections`,
      `${round(rate)} (p50 ${round(p50, 1)} ms, p99 ${round(p99, 1)} ms)`,
      `OpenSSL verifies ${round(bare)}: ${round((100 * rate) / bare, 1)} %; of processor time ${round((100 * busyRate) / bare, 1)} %; ` +
        `Fedify verifies, and stores nothing, ${round(fedify.rate)}: x ${round(rate / fedify.rate, 1)}`,
      ">= 8 %",
    );
  }
}

async function live() {
  const { officers, p50, p99, longest, missed, busy } = await measureLive(build, { messages: 40, rate: 3.3, desks: 1 });
  if (missed > 0) throw new Error(`${missed} messages were not shown`);
  row(
    `a new message in the open inboxes of ${officers} officers, one core: median, p99, longest`,
    `${round(p50)}, ${round(p99)}, ${round(longest)} ms`,
    `${round(100 * busy)} % of the core`,
    "<= 1 s",
  );
}

// Programs of ours that print JSON lines {"what","figure","unit","beside","limit"?,"target"?}.
function program(cores, name, ...args) {
  const file = path.join(build, name);
  if (!existsSync(file)) return;
  const rates = new Map();
  const out = execFileSync("taskset", ["-c", cores, file, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  for (const line of out.split("\n").filter(Boolean)) {
    const { what, figure, unit = "", beside = "", target = "" } = JSON.parse(line);
    row(what, `${typeof figure === "number" ? round(figure) : figure} ${unit}`, beside, target);
    rates.set(what, figure);
  }
  return rates;
}

// A made-up network of a million accounts beside igraph, and the study of a roster of a thousand.
function networks() {
  const { seconds, files } = measureStudy(binary, folder);
  row("`chancery study` of 1,000 accounts, 40,000 ties, 120 countries (median of 5)", `${round(seconds, 2)} s`, `${files} files`, "<= 2 s");
  program("0", "bench_graph", "make", folder);
  for (const ties of ["numbers.csv", "texts.csv"]) program("0", "bench_graph", path.join(folder, ties));
}

// The same recording on Node.
function besideNode(listened) {
  const texts = path.join(folder, "texts");
  const script = new URL("peers/peers.mjs", import.meta.url).pathname;
  const node = (...args) => execFileSync("taskset", ["-c", "0", ...args], { encoding: "utf8", maxBuffer: 1 << 30 });
  const peer = JSON.parse(node(process.execPath, "--max-old-space-size=8192", script, recording, texts));
  const whole = [...listened].find(([what]) => what.includes("analyse and store"))?.[1];
  row("the whole of listening, events/s", round(whole), `Node, JSON.parse and 200 keywords alone, ${round(peer.keywords)}: x ${round(whole / peer.keywords, 1)}`, ">= 2 x");
  const began = performance.now();
  node("sh", "-c", `"${binary}" language < "${texts}" > /dev/null`);
  const ours = (1000 * peer.texts) / (performance.now() - began);
  row("`chancery language`, texts/s, start included", round(ours), `Node, eld, loading left out, ${round(peer.language)}: x ${round(ours / peer.language, 1)}`);
}

console.log(`machine: ${cpus().length} x ${cpus()[0].model}\n`);
console.log("| what | measured | beside | target |\n|---|---|---|---|");
try {
  await serving();
  await publicPages();
  await receiving();
  await live();
  program("0,1", "bench_desk");
  program("0", "bench_opinion");
  networks();
  program("0,1", "bench_store");
  program("0,1", "bench_delivery");
  const listened = recording ? program("0", "bench_listen", recording) : program("0", "bench_listen");
  if (recording) {
    besideNode(listened);
    program("0", "bench_day", recording);
  } else {
    console.log("\nNode's peers and a day of the stream need a recording: script/bench run FILE");
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
