// Officers connected live: how long after it is stored a message stands in the inboxes that are open. Each officer has a
// stream and, told of a change, asks for her list again as the page does (web/src/pages/inbox/inbox.svelte.ts). Server on
// core 0, officers and strangers on core 1.
//
//   node bench/live.mjs BUILD-FOLDER [OFFICERS [MESSAGES [A-SECOND [DESKS]]]]
//
// DESKS: 1, everybody reads the desk all messages come to; more, each officer works at one, and so does each message.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { createPress, join, setUp } from "../tests/e2e/ministry.mjs";
import { freePort } from "../tests/e2e/server.mjs";
import { say } from "../tests/interop/plain/notes.mjs";
import { startPeer } from "../tests/interop/plain/peer.mjs";

const rhythm = 400; // of the page: milliseconds between two looks
const spread = 150;

async function greeting(child) {
  let text = "";
  for await (const piece of child.stdout.setEncoding("utf8")) {
    text += piece;
    if (/^ {2}staff\s.*\n/m.test(text)) return text;
  }
  throw new Error("the server ended before it was ready");
}

// Processor time a process has used, in seconds.
function busy(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

// One of the strangers asks; gives the address of her note once the server took it.
async function ask(strangers, base, account, name, words) {
  const create = say(strangers, name, account, words);
  const status = await strangers.send(name, `${base}/inbox`, create);
  if (status !== 202) throw new Error(`the inbox answered ${status}`);
  return create.object.id;
}

// One officer at her open inbox. `seen`: number of a message -> when it stood in her list.
function open(base, cookie, localAddress) {
  const officer = { seen: new Map(), looks: 0, told: 0, etag: "", longest: 0, problem: null };
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2, localAddress });
  const { port } = new URL(base);
  const get = (where, headers) =>
    new Promise((done, failed) => {
      http
        .get({ host: "127.0.0.1", port, path: where, agent, headers: { Cookie: cookie, ...headers } }, (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (piece) => (text += piece));
          answer.on("end", () => done({ answer, text }));
        })
        .on("error", failed);
    });
  officer.look = async () => {
    const began = performance.now();
    const { answer, text } = await get("/api/staff/conversations?q=place%3Aqueue", officer.etag ? { "If-None-Match": officer.etag } : {});
    if (answer.statusCode !== 200 && answer.statusCode !== 304) throw new Error(`the list: ${answer.statusCode} ${text}`);
    const now = Date.now();
    officer.looks += 1;
    officer.longest = Math.max(officer.longest, performance.now() - began);
    officer.etag = answer.headers.etag;
    for (const [, number] of text.matchAll(/Question (\d+) of/g)) {
      if (!officer.seen.has(Number(number))) officer.seen.set(Number(number), now);
    }
    await get("/api/staff/conversations/counts");
  };
  let running = false;
  let wanted = false;
  const again = async () => {
    wanted = true;
    if (running) return;
    running = true;
    while (wanted) {
      wanted = false;
      await sleep(Math.random() * spread);
      await officer.look();
      await sleep(rhythm);
    }
    running = false;
  };
  officer.listen = () =>
    new Promise((done, failed) => {
      officer.stream = http.get({ host: "127.0.0.1", port, path: "/api/staff/stream", agent: false, localAddress, headers: { Cookie: cookie } }, (answer) => {
        if (answer.statusCode !== 200) return failed(new Error(`the stream: ${answer.statusCode}`));
        answer.setEncoding("utf8").on("data", (piece) => {
          if (!/^event: (conversation|desk|clock)$/m.test(piece)) return;
          officer.told += 1;
          again().catch((problem) => (officer.problem ??= problem));
        });
        answer.on("error", () => {});
        done();
      });
      officer.stream.on("error", failed);
    });
  officer.leave = () => {
    officer.stream?.destroy();
    agent.destroy();
  };
  return officer;
}

// Desks of their own, to which rules send what names them; gives each its place in the list.
async function openDesks(staff, count) {
  const { desks } = await staff.get("/api/staff/desks");
  const { missions } = await staff.get("/api/staff/missions");
  const all = [];
  for (let i = 0; i < count; i++) {
    all.push(await staff.send("POST", "/api/staff/desks", { mission: missions[0].id, name: `Desk ${i}`, alias: "Desk", front: false, closed: false }));
  }
  const rules = all.map(({ name }, i) => `rule "${name}"\n  when says "desk${i}x"\n  then desk "${missions[0].name} / ${name}"\n`);
  await staff.send("PUT", "/api/staff/routing", { text: rules.join(""), version: 0 });
  return count === 0 ? [desks[0]] : all;
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

// Gives what a message took from being stored to standing in each open inbox that shows it, in milliseconds.
export async function measureLive(build, { officers = 200, messages = 60, rate = 2, desks = 50, observe } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "chancery-live-"));
  const port = await freePort();
  const strangers = await startPeer();
  const child = spawn(
    "taskset",
    ["-c", "0", path.join(build, "chancery"), "serve", "--data", folder, "--listen", `127.0.0.1:${port}`, "--log-level", "warn"],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, CHANCERY_FEDERATION_TEST_PEERS: strangers.host } },
  );
  const people = [];
  try {
    const text = await greeting(child);
    child.stdout.resume();
    const base = `http://127.0.0.1:${port}`;
    const server = { base, setupLink: text.match(/set up\s+(\S+)/)[1] };
    const staff = await setUp(server);
    const press = await createPress(staff);
    const places = await openDesks(staff, desks > 1 ? desks : 0);
    const actor = `${base}/actors/${press.id}`;
    for (let i = 0; i < officers; i++) {
      const colleague = await join(server, staff, { login: `officer${i}`, name: `Officer ${i}`, password: "harbour lantern moss violet" }, "officer");
      const { user } = await colleague.get("/api/staff/session");
      await staff.send("PUT", `/api/staff/desks/${places[i % places.length].id}/people/${user.id}`, { actions: ["read", "work"] });
      people.push(open(base, colleague.cookies.map(({ name, value }) => `${name}=${value}`).join("; "), `127.0.1.${i % 250 + 1}`));
    }
    // Some wait already; all that come have room on the first page.
    const words = (number, desk) => `Question ${number} of ours, desk${desk}x: does the consulate open on Monday?`;
    const standing = Math.max(0, 50 - Math.ceil(messages / places.length)) * places.length;
    for (let i = 0; i < Math.min(standing, 1_000); i++) {
      await ask(strangers, base, actor, `s${i % 400}`, words(1_000_000 + i, i % places.length));
    }
    await sleep(2_000); // what they set off has come to rest
    for (const officer of people) await officer.listen();
    for (const officer of people) await officer.look();
    for (const officer of people) officer.seen.clear();
    observe?.(child.pid);
    const [began, before] = [Date.now(), busy(child.pid)];
    const sent = [];
    for (let i = 0; i < messages; i++) {
      const due = began + (1000 * i) / rate;
      if (Date.now() < due) await sleep(due - Date.now());
      const desk = i % places.length;
      sent.push({ number: i, desk, uri: await ask(strangers, base, actor, `s${i % 400}`, words(i, desk)) });
    }
    await sleep(3_000);
    for (const { problem } of people) if (problem) throw problem;
    const [passed, used] = [(Date.now() - began) / 1000, busy(child.pid) - before];
    const database = new DatabaseSync(path.join(folder, "chancery.db"), { readOnly: true });
    const received = database.prepare("SELECT received FROM note WHERE uri = ?");
    const waits = [];
    let missed = 0;
    for (const { number, desk, uri } of sent) {
      const stored = Number(received.get(uri).received) / 1000;
      for (const [i, officer] of people.entries()) {
        if (i % places.length !== desk) continue;
        const shown = officer.seen.get(number);
        if (shown === undefined) missed += 1;
        else waits.push(shown - stored);
      }
    }
    database.close();
    waits.sort((a, b) => a - b);
    const sum = (what) => people.reduce((total, officer) => total + officer[what], 0);
    return {
      officers,
      desks: places.length,
      shown: waits.length,
      missed,
      p50: at(waits, 0.5),
      p99: at(waits, 0.99),
      longest: waits.at(-1),
      within: waits.filter((wait) => wait <= 1000).length / waits.length,
      looks: sum("looks"),
      told: sum("told"),
      busy: used / passed,
    };
  } finally {
    for (const officer of people) officer.leave();
    await strangers.stop();
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [build, officers = 200, messages = 60, rate = 2, desks = 50] = process.argv.slice(2);
  const observe = process.env.OBSERVE && ((pid) => spawn("sh", ["-c", process.env.OBSERVE.replaceAll("PID", pid)], { stdio: "inherit" }));
  const figures = await measureLive(build, { officers: Number(officers), messages: Number(messages), rate: Number(rate), desks: Number(desks), observe });
  console.log(JSON.stringify(figures));
}
