// Thirty officers at once, through the API, while strangers write and the power fails. They answer, approve, clear, move,
// merge, and answer many in one go: whatever they do, nobody is answered twice, nobody answers who does not hold the
// conversation, each lies in one place, the counts say so, and what was accepted is there afterwards.
//
// Random, by a seed that is printed; CHANCERY_SIMULATION_SEED plays it again. CHANCERY_OFFICERS,
// CHANCERY_SIMULATION_SECONDS and CHANCERY_MESSAGES make it larger or longer: 12,000 messages are an hour of a bad day.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import http from "node:http";
import path from "node:path";
import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startPeer } from "../interop/fedify/start.mjs";
import { eventually } from "./eventually.mjs";
import { createPress, joinDesk, ole, publish, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
const seed = Number(process.env.CHANCERY_SIMULATION_SEED ?? Date.now() % 1_000_000);
const officers = Number(process.env.CHANCERY_OFFICERS ?? 30);
const seconds = Number(process.env.CHANCERY_SIMULATION_SECONDS ?? 60);
const messages = Number(process.env.CHANCERY_MESSAGES ?? 4 * seconds);
const tellers = Math.ceil(messages / (8 * seconds)) + 1;
const kills = 6;
const many = "Will the minister answer the letter of the students about the new library in the old harbour before spring?";

// mulberry32: the same seed gives the same choices; when they meet is the machine's.
let state = seed;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
const pick = (list) => list[Math.floor(random() * list.length)];

let peer;
let server;
let env;
let people = [];
let press;
let over = false;
const questions = new Map(); // note id at the peer -> asked
const approved = new Map(); // post -> conversation, where the approval was answered
const together = []; // answers to many that wait for a colleague: { post, version, digest, maker }
const tried = new Map(); // move, merge, flood, clear: how often it was done
let desks = []; // the front desk, and one that has its drafts cleared by the third
const refused = new Map(); // hint -> how often, to be printed

// Asks until somebody answers, with the same key: as a page does over a broken line.
async function call(person, method, where, body) {
  const key = randomUUID();
  const [{ name, value }] = person.cookies;
  while (true) {
    try {
      const answer = await fetch(server.base + where, {
        method,
        headers: {
          Cookie: `${name}=${value}`,
          "X-CSRF-Token": person.csrf,
          ...(method === "GET" ? {} : { "Idempotency-Key": key }),
          ...(body ? { "Content-Type": "application/json" } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      if (answer.status === 429 || answer.status === 503) {
        await sleep(200);
        continue;
      }
      const said = text ? JSON.parse(text) : null;
      if (!answer.ok) refused.set(said?.hint ?? answer.status, (refused.get(said?.hint ?? answer.status) ?? 0) + 1);
      assert.notEqual(answer.status, 500, `${method} ${where}: ${text}`);
      return { ok: answer.ok, status: answer.status, said };
    } catch (why) {
      if (why instanceof assert.AssertionError) throw why;
      if (over) return { ok: false, status: 0, said: null };
      await sleep(100);
    }
  }
}

const count = (what) => tried.set(what, (tried.get(what) ?? 0) + 1);
const at = (id, what = "") => `/api/staff/conversations/${id}${what}`;

// Claims something, writes, and hands it in; or loses it on the way.
async function answerOne(me) {
  const list = await call(me, "GET", "/api/staff/conversations?q=place%3Aqueue");
  const row = list.ok && list.said.conversations.length > 0 ? pick(list.said.conversations) : null;
  if (!row) return;
  const claimed = await call(me, "POST", at(row.id, "/claim"), {});
  const token = claimed.said?.token ?? row.token;
  if (!claimed.ok && random() > 0.2) return; // now and then she tries all the same
  if (random() < 0.1) await call(me, "POST", at(row.id, "/release"), { token });
  const language = "en";
  const body = { texts: [{ language, markdown: `Answered by ${me.login} with ${token}`, warning: "" }] };
  const whole = await call(me, "GET", at(row.id));
  const standing = whole.said?.draft_post;
  const saved = await call(me, "PUT", at(row.id, "/draft"), {
    token,
    body,
    ...(standing ? { version: standing.version, digest: standing.digest } : {}),
  });
  if (!saved.ok) return;
  if (random() < 0.1) {
    await call(me, "POST", at(row.id, "/draft/withdraw"), { token });
    await call(me, "POST", at(row.id, "/close"), { outcome: "noted", reason: "for the brief" });
    return;
  }
  if (row.desk.id === desks[1].id && !(await cleared(me, row.id, token, saved.said.digest))) return;
  const submitted = await call(me, "POST", at(row.id, "/draft/submit"), { token, version: saved.said.version });
  if (submitted.ok && random() < 0.1) await call(me, "POST", at(row.id, "/draft/recall"), { token });
}

// Asks for it, and waits a while for who decides; now and then she submits all the same and is refused.
async function cleared(me, id, token, digest) {
  const asked = await call(me, "POST", at(id, "/clearance"), { token, digest });
  if (!asked.ok || random() < 0.1) return true;
  for (let i = 0; i < 20 && !over; i++) {
    await sleep(200);
    const { ok, said } = await call(me, "GET", at(id, "/clearance"));
    if (ok && said.clearances.some(({ state }) => state !== "waiting")) return true;
  }
  return false;
}

async function clearSome(me) {
  const waiting = await call(me, "GET", "/api/staff/clearances");
  if (!waiting.ok) return;
  for (const one of waiting.said.clearances.slice(0, 5)) {
    const decision = random() < 0.9 ? "clear" : "object";
    const done = await call(me, "POST", `/api/staff/clearances/${one.post}/${one.step}`, { digest: one.digest, decision, words: decision === "object" ? "softer" : "" });
    if (done.ok) count("clear");
  }
}

// One answer for all who say the same; now and then she leaves some out, or gives it up.
async function answerMany(me) {
  const list = await call(me, "GET", "/api/staff/conversations?q=place%3Aqueue");
  const same = list.ok ? list.said.conversations.filter(({ excerpt, draft, desk }) => !draft && desk.id === desks[0].id && excerpt.startsWith(many.slice(0, 30))) : [];
  if (!same.length) return;
  let made = { ok: false };
  for (let tries = 0; !made.ok && same.length && tries < 4; tries++) {
    const [row] = same.splice(Math.floor(random() * same.length), 1); // others are as fast
    made = await call(me, "POST", "/api/staff/floods", { conversation: row.id, leave_out: [] });
  }
  if (!made.ok) return;
  const where = `/api/staff/floods/${made.said.id}`;
  const [last] = made.said.members.slice(-1);
  if (random() < 0.2) await call(me, "PUT", `${where}/members`, { leave_out: [last.conversation] });
  const body = { texts: [{ language: "en", markdown: `Together by ${me.login}: the line is mended.`, warning: "" }] };
  const saved = await call(me, "PUT", `${where}/draft`, { body });
  const post = saved.said?.post;
  if (!saved.ok || random() < 0.1) return void (await call(me, "POST", `${where}/give-up`, {}));
  const submitted = await call(me, "POST", `${where}/submit`, { version: post.version });
  if (!submitted.ok) return void (await call(me, "POST", `${where}/give-up`, {}));
  count("flood");
  together.push({ post: post.id, version: post.version, digest: post.digest, maker: me.login });
}

async function approveMany(me) {
  const at = together.findIndex(({ maker }) => maker !== me.login);
  const [one] = at < 0 ? [] : together.splice(at, 1);
  if (!one) return;
  const done = await call(me, "POST", `/api/staff/posts/${one.post}/approve`, { version: one.version, digest: one.digest });
  if (!done.ok && done.status === 0) together.push(one);
}

async function approveSome(me) {
  await approveMany(me);
  const waiting = await call(me, "GET", "/api/staff/conversations/to-approve");
  if (!waiting.ok) return;
  for (const c of waiting.said.conversations.slice(0, 3)) {
    const draft = c.draft_post;
    if (!draft) continue;
    if (random() < 0.1) {
      await call(me, "POST", at(c.id, "/draft/return"), { version: draft.version, reason: "warmer, please" });
      continue;
    }
    // A double tap: two at once, of which one counts.
    const body = { version: draft.version, digest: draft.digest };
    const [first] = await Promise.all([
      call(me, "POST", at(c.id, "/draft/approve"), body),
      random() < 0.3 ? call(me, "POST", at(c.id, "/draft/approve"), body) : null,
    ]);
    if (first.ok) approved.set(draft.id, c.id);
  }
}

async function lead(me) {
  const held = await call(me, "GET", "/api/staff/conversations?q=place%3Aheld");
  const row = held.ok && held.said.conversations.length > 0 ? pick(held.said.conversations) : null;
  if (!row) return;
  const queue = await call(me, "GET", "/api/staff/conversations?q=place%3Aqueue");
  const waits = queue.ok ? queue.said.conversations : [];
  const dice = random();
  if (dice < 0.25) {
    const there = row.desk.id === desks[0].id ? desks[1] : desks[0];
    const moved = await call(me, "POST", at(row.id, "/move"), { desk: there.id, reason: "theirs" });
    if (moved.ok) count("move");
  } else if (dice < 0.5 && waits.length > 1) {
    // What waits into what somebody has, and the other way round.
    const [from, into] = random() < 0.5 ? [pick(waits), row] : [row, pick(waits)];
    const merged = await call(me, "POST", at(from.id, "/merge"), { into: into.id, reason: "the same matter" });
    if (merged.ok) count("merge");
  } else if (dice < 0.75) {
    const taken = await call(me, "POST", at(row.id, "/claim"), { take_over: true });
    if (taken.ok) await call(me, "POST", at(row.id, "/release"), { token: taken.said.token });
  } else {
    await call(me, "POST", at(row.id, "/urgency"), { urgency: 2, reason: "the minister asked" });
  }
}

async function work(me) {
  while (!over) {
    const dice = random();
    if (me.clears) await clearSome(me);
    if (me.leads && dice > 0.4) await lead(me);
    else if (dice < 0.5) await answerOne(me);
    else if (dice < 0.85) await approveSome(me);
    else await answerMany(me);
    await sleep(random() * 200);
  }
}

// What the server says of itself, over its own socket.
function ask(where) {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath: path.join(server.data, "control.sock"), path: where, timeout: 60_000 }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece) => (text += piece));
        answer.on("end", () => resolve(JSON.parse(text)));
      })
      .on("error", reject);
  });
}

before(async () => {
  console.log(`seed ${seed}, ${officers} officers, ${seconds} s, ${messages} messages`);
  const port = await freePort();
  peer = await startPeer(port);
  env = { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}` };
  server = await startServer({ env });
  const admin = await setUp(server);
  press = await createPress(admin);
  press.note = await publish(admin, press, "Ask us anything.");
  const front = (await admin.get("/api/staff/desks")).desks[0];
  const open = (name) => admin.send("POST", "/api/staff/desks", { mission: front.mission, name });
  desks = [front, await open("Consular"), await open("Legal")];
  const chain = await admin.send("POST", "/api/staff/chains", {
    name: "Legal first",
    rule: "",
    version: 0,
    steps: [{ desk: desks[2].id, amount: 60, unit: "wall", silence: "escalate", to: null }],
  });
  const takes = { calendar: null, languages: ["*"], countries: [], topics: [], capacity: 0, overflow: null };
  const mine = (await admin.get("/api/staff/session")).user.id;
  for (const desk of desks) await admin.send("PUT", `/api/staff/desks/${desk.id}/people/${mine}`, { actions: ["read", "work", "lead", "manage"] });
  await admin.send("PUT", `/api/staff/desks/${desks[0].id}/work`, { ...takes, chain: null });
  await admin.send("PUT", `/api/staff/desks/${desks[1].id}/work`, { ...takes, chain: chain.id });
  for (let i = 0; i < officers; i++) {
    const login = `officer${i}`;
    const leads = i % 10 === 0;
    const person = await joinDesk(server, admin, press, { ...ole, login, name: `Officer ${i}` }, {
      role: leads ? "editor" : "officer",
      rights: ["write", "approve", "publish"],
      actions: leads ? ["read", "read_private", "work", "lead"] : ["read", "work"],
    });
    const { csrf, user } = await person.get("/api/staff/session");
    const clears = i % 10 === 5;
    const there = leads ? ["read", "read_private", "work", "lead"] : ["read", "work"];
    for (const desk of desks.slice(0, 2)) await admin.send("PUT", `/api/staff/desks/${desk.id}/people/${user.id}`, { actions: there });
    if (clears) await admin.send("PUT", `/api/staff/desks/${desks[2].id}/people/${user.id}`, { actions: ["read", "work", "clear"] });
    people.push({ ...person, login, csrf, leads, clears });
  }
  await admin.send("PUT", `/api/staff/accounts/${press.id}/rule`, { approvals: 1, grace: 0 });
});
after(async () => {
  over = true;
  await peer?.stop();
  await server?.stop();
});

step("officers work while strangers write and the power fails", async () => {
  const until = Date.now() + seconds * 1000;
  const actor = `${server.base}/actors/${press.id}`;
  let asked = 0;
  const strangers = Array.from({ length: tellers }, async () => {
    while (Date.now() < until && asked < messages) {
      const i = asked++;
      const begun = Date.now();
      try {
        // A thread of its own each: an address nobody can fetch is its root.
        const same = i % 100 < 25;
        const words = same ? `${many} I ask for the ${i}th time.` : `Question ${i}?`;
        const uri = await peer.tell("mention", actor, `${press.note.url}?thread=${i}`, words);
        questions.set(uri, i);
        if (random() < 0.05) await peer.tell("delete", uri, actor);
      } catch {
        await sleep(300); // it is down: fediverse servers try again, this peer asks another question
      }
      if (i % 100 >= 25) await sleep(Math.max(0, (tellers * seconds * 1000) / messages - (Date.now() - begun)));
    }
  });
  const working = people.map(work);
  for (let i = 0; i < kills; i++) {
    await sleep((seconds * 1000) / (kills + 1));
    await server.kill();
    server = await startServer({ data: server.data, port: server.port, env });
  }
  await Promise.all(strangers);
  await sleep(Math.max(0, until - Date.now()));
  over = true;
  await Promise.all(working);
  const [me] = people;
  while (together.length) await approveMany(people[1 + (together.length % 2)]);
  for (const post of approved.keys())
    await eventually(`post ${post} has left`, async () => (await call(me, "GET", `/api/staff/posts/${post}`)).said.status !== "approved");
  await eventually("the peer has it all", async () => (await call(me, "GET", "/api/staff/deliveries")).said.waiting === 0);
});

step("every conversation stands as its events say", async () => {
  const check = await ask("/control/desk/check");
  assert.deepEqual(check.broken, []);
  assert.ok(check.conversations >= questions.size, "every question that was taken in is in a conversation");
  console.log(`${questions.size} questions, ${check.conversations} conversations, ${approved.size} approvals`);
  console.log(Object.fromEntries(tried));
  console.log(Object.fromEntries([...refused].sort((a, b) => b[1] - a[1]).slice(0, 12)));
});

step("each conversation lies in one place, and the counts say so", async () => {
  const me = people[0];
  const places = new Map();
  for (const place of ["queue", "held", "closed"]) {
    for (let after = ""; ; ) {
      const { said } = await call(me, "GET", `/api/staff/conversations?q=place%3A${place}&limit=100${after && `&after=${encodeURIComponent(after)}`}`);
      for (const { id } of said.conversations) {
        assert.equal(places.get(id), undefined, `${id} lies in ${places.get(id)} and in ${place}`);
        places.set(id, place);
      }
      after = said.next ?? "";
      if (!after) break;
    }
  }
  const lying = (place) => [...places.values()].filter((one) => one === place).length;
  const { said } = await call(me, "GET", "/api/staff/conversations/counts");
  const sum = (what) => said.desks.reduce((all, one) => all + one[what] + one.qa[what], 0);
  assert.equal(sum("queue"), lying("queue"));
  assert.equal(sum("held"), lying("held"));
  assert.equal(places.size, (await ask("/control/desk/check")).conversations, "and none lies nowhere");
});

step("nobody was answered twice, and whoever answered held it", async () => {
  const answers = new Map();
  for (const { event, activity } of peer.events) {
    if (event !== "received" || activity.type !== "Create") continue;
    const { id, inReplyTo, content } = activity.object;
    const known = answers.get(inReplyTo) ?? new Map();
    answers.set(inReplyTo, known.set(id, content));
  }
  for (const [question, said] of answers) assert.equal(said.size, 1, `${question} has two answers`);
  const me = people[0];
  let sent = 0;
  for (const [post, conversation] of approved) {
    const { said } = await call(me, "GET", at(conversation));
    let whole = said;
    while (whole.merged_into) ({ said: whole } = await call(me, "GET", at(whole.merged_into)));
    const answered = said.events.filter((one) => one.kind === "answered" && one.post === post);
    if (answered.length === 0) continue; // it went back: somebody took it over, or she took her question back
    assert.equal(answered.length, 1);
    sent++;
    const before = said.events.filter((one) => BigInt(one.id) < BigInt(answered[0].id));
    const holder = before.findLast((one) => one.kind === "claimed" || one.kind === "taken_over").user.login;
    const words = whole.messages_shown.find((one) => one.note === answered[0].note).said.content;
    assert.match(words, new RegExp(`Answered by ${holder} with`));
  }
  assert.ok(sent > 0, "something was answered");
  console.log(`${sent} of ${approved.size} approved replies left`);
});
