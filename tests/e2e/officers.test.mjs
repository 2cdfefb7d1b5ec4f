// Thirty officers at once, through the API, while strangers write and the power fails. They answer, approve, clear, move,
// merge, and answer many in one go: whatever they do, nothing that was taken is lost, nothing is sent twice, nobody is
// answered twice nor by who does not hold the conversation, each lies in one place, the counts say so, and the clocks run.
//
// Random, by a seed that is printed; CHANCERY_SIMULATION_SEED plays it again. CHANCERY_OFFICERS, CHANCERY_MESSAGES,
// CHANCERY_SIMULATION_SECONDS and CHANCERY_KILLS make it larger or longer: 12,000 messages are an hour of a bad day.
import assert from "node:assert/strict";
import http from "node:http";
import path from "node:path";
import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "./eventually.mjs";
import { calls } from "./officers/calls.mjs";
import { chance } from "./officers/chance.mjs";
import { openMinistry } from "./officers/ministry.mjs";
import { readAll, spread, standing, story } from "./officers/record.mjs";
import { gather } from "./officers/strangers.mjs";
import { watch } from "./officers/watch.mjs";
import { officers } from "./officers/work.mjs";
import { startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
const seed = Number(process.env.CHANCERY_SIMULATION_SEED ?? Date.now() % 1_000_000);
const headcount = Number(process.env.CHANCERY_OFFICERS ?? 30);
const seconds = Number(process.env.CHANCERY_SIMULATION_SECONDS ?? 60);
const messages = Number(process.env.CHANCERY_MESSAGES ?? 4 * seconds);
const kills = Number(process.env.CHANCERY_KILLS ?? 6);
const long = 180; // seconds of a day worth waiting until its claims have lapsed
const patience = 300_000; // milliseconds, for what is on its way when the day is over

const world = { server: null, over: false, problem: null, account: "", post: null, desks: [], people: [] };
const dice = chance(seed);
const { call, refused, took } = calls(world);
const day = officers(world, dice, call);
const killed = []; // when
let env;
let strangers;
let seen;
let held; // everything, when the day was over,
let readAt; // and when it began to be read

// What the server says of itself, over its own socket.
function ask(where) {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath: path.join(world.server.data, "control.sock"), path: where, timeout: patience }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece) => (text += piece));
        answer.on("end", () => resolve(JSON.parse(text)));
      })
      .on("error", reject);
  });
}

// The power fails, at any moment; what it left is whole.
async function fail() {
  await world.server.kill();
  killed.push(Date.now());
  seen.read(world.server);
  world.server = await startServer({ data: world.server.data, port: world.server.port, env });
  assert.deepEqual((await ask("/control/desk/check")).broken, []);
}

const told = (what) => Object.fromEntries([...what].sort((a, b) => b[1] - a[1]));
const reply = ({ kind, other }) => kind === "answered" && !held.has(other); // in this conversation, not in one merged into it

before(async () => {
  console.log(`seed ${seed}, ${headcount} officers, ${seconds} s, ${messages} messages, ${kills} kills`);
  strangers = await gather(world, dice);
  env = { CHANCERY_FEDERATION_TEST_PEERS: strangers.peers.map(({ host }) => host).join(",") };
  world.server = await startServer({ env });
  const ministry = await openMinistry(world.server, headcount, Math.max(1, Math.round(seconds / 300)));
  Object.assign(world, ministry, { account: `${world.server.base}/actors/${ministry.press.id}` });
  seen = watch(world);
});
after(async () => {
  world.over = true;
  seen?.stop();
  await strangers?.stop();
  await world.server?.stop();
});

step("officers work while strangers write and the power fails", async () => {
  const begun = Date.now();
  const asking = strangers.ask(messages, seconds);
  const working = Promise.all(world.people.map(day.work));
  working.catch((why) => (world.problem ??= why));
  const moments = Array.from({ length: kills }, () => begun + (0.05 + 0.9 * dice.random()) * seconds * 1000).sort((a, b) => a - b);
  for (const moment of moments) {
    await sleep(Math.max(0, moment - Date.now()));
    if (world.problem) break;
    await fail();
  }
  await asking;
  await sleep(Math.max(0, begun + seconds * 1000 - Date.now()));
  world.over = true;
  await working;
  if (world.problem) throw world.problem;
  await day.finish(world.people);
  const [me] = world.people;
  for (const post of [...day.approved.keys(), ...day.floods.keys()])
    await eventually(`post ${post} has left`, async () => (await call(me, "GET", `/api/staff/posts/${post}`)).said.status !== "approved", { patience });
  for (const flood of day.floods.values())
    await eventually(`all of flood ${flood} are answered`, async () => (await call(me, "GET", `/api/staff/floods/${flood}`)).said.state !== "sending", { patience });
  await eventually("the strangers have it all", async () => (await call(me, "GET", "/api/staff/deliveries")).said.waiting === 0, { patience });
  console.log(`${strangers.questions.size} messages taken in ${Math.round((Date.now() - begun) / 1000)} s`, told(strangers.counts));
  console.log("done", told(day.done), `${day.approved.size} replies and ${day.floods.size} floods approved, ${day.cleared.size} cleared`);
  console.log("refused", told(refused));
  console.log("lives of the server, MB", seen.lives.map(({ from, to, first, last, peak }) => ({ seconds: Math.round((to - from) / 1000), first, last, peak })));
});

step("every conversation stands as its events say, and nothing waits for ever", async () => {
  const check = await ask("/control/desk/check");
  assert.deepEqual(check.broken, []);
  const { checks } = await ask("/control/doctor");
  console.log("doctor", checks.filter(({ state }) => state !== "OK").map(({ name, message }) => `${name}: ${message}`));
  assert.deepEqual(checks.filter(({ state }) => state === "FAIL"), []);
  seen.read(world.server);
  assert.deepEqual(seen.faults, [], "the server logs no fault of its own");
  console.log("calls, ms", spread([...took.values()].flat()));
  const kinds = [...took].map(([kind, times]) => ({ kind, ...spread(times) }));
  for (const { kind, ...times } of kinds.sort((a, b) => b.longest - a.longest).slice(0, 8)) console.log(kind, times);
});

step("each conversation lies in one place, and the counts say so", async () => {
  const [me] = world.people;
  readAt = Date.now();
  held = await readAll(call, me);
  const lying = (place) => [...held.values()].filter(({ list }) => list === place).length;
  const { said } = await call(me, "GET", "/api/staff/conversations/counts");
  const sum = (what) => said.desks.reduce((all, one) => all + one[what] + one.qa[what], 0);
  assert.equal(sum("queue"), lying("queue"));
  assert.equal(sum("held"), lying("held"));
  assert.equal(held.size, (await ask("/control/desk/check")).conversations, "and none lies nowhere");
  const why = new Map();
  for (const { list, assigned, waits, flood, draft } of held.values()) {
    if (list !== "held") continue;
    const one = `${assigned ? "given by name" : "claimed"}, ${waits ? "its reply waits" : draft ? "a draft" : flood ? "in a flood" : "nothing written"}`;
    why.set(one, (why.get(one) ?? 0) + 1);
  }
  console.log(`${held.size} conversations: ${lying("queue")} wait, ${lying("held")} are with somebody, ${lying("closed")} closed`, told(why));
});

step("nothing that was taken is lost, and each message is in one conversation", async () => {
  const where = new Map(); // address -> conversation
  const notes = new Set();
  const recorded = new Map(); // note -> when it was in its conversation
  let incoming = 0;
  for (const [id, { messages_shown: shown, events }] of held) {
    for (const { kind, note, recorded_at: when } of events)
      if (kind === "received") recorded.set(note, Math.min(recorded.get(note) ?? Infinity, Date.parse(when)));
    for (const { note, direction, said } of shown) {
      assert.ok(!notes.has(note), `message ${note} is in two conversations`);
      notes.add(note);
      if (direction === "in") incoming++;
      if (said) where.set(said.url, { id, note });
    }
  }
  const waited = [];
  let gone = 0;
  for (const [address, question] of strangers.questions) {
    const there = where.get(address);
    if (question.gone) gone++;
    assert.ok(there || question.gone, `${address} is nowhere`);
    if (there) waited.push(recorded.get(there.note) - question.accepted);
    if (there && question.follows) assert.equal(there.id, where.get(question.follows).id, "who goes on is heard where she was answered");
  }
  assert.ok(incoming <= strangers.questions.size && incoming >= strangers.questions.size - gone, `${incoming} of ${strangers.questions.size}, ${gone} taken back`);
  console.log("from taken to its desk, ms", spread(waited));
});

step("nothing is sent twice, and nobody is answered twice", async () => {
  const ours = [...held.values()].flatMap(({ messages_shown: shown }) => shown.filter(({ direction, said }) => direction === "out" && said).map(({ said }) => said.url));
  const answers = new Map(); // question -> the note that answers it
  const created = new Map(); // note -> its activity
  let again = 0;
  for (const { posts } of strangers.peers) {
    const first = new Map();
    for (const { activity, at: when } of posts) {
      const before = first.get(activity.id);
      first.set(activity.id, when);
      if (before) again++;
      assert.ok(!before || killed.some((kill) => before <= kill && kill <= when), `${activity.id} came twice, and no power failed in between`);
      if (activity.type !== "Create") continue;
      const { id, inReplyTo } = activity.object;
      const other = answers.get(inReplyTo) ?? id;
      if (other !== id) assert.fail(`${inReplyTo} has two answers:\n${story(held, [inReplyTo, id, other])}`);
      assert.equal(created.get(id) ?? activity.id, activity.id, `${id} left as two activities`);
      assert.ok(strangers.questions.has(inReplyTo), "only what was asked is answered");
      answers.set(inReplyTo, id);
      created.set(id, activity.id);
    }
  }
  assert.deepEqual([...created.keys()].sort(), ours.sort(), "what is on record as answered arrived, and nothing else");
  console.log(`${created.size} answers arrived, ${again} of them again after a kill`);
});

step("whoever answered held it, another approved it, and no chain was passed by", async () => {
  const [me] = world.people;
  let single = 0;
  let shared = 0;
  let chained = 0;
  for (const { events, messages_shown: shown, merged_into: merged } of held.values()) {
    for (const left of events.filter(reply)) {
      const { holder, desk } = standing(events, left);
      let there = shown;
      for (let into = merged; into && !there.some(({ note }) => note === left.note); into = held.get(into).merged_into) there = held.get(into).messages_shown;
      const words = there.find(({ note }) => note === left.note).said.content;
      assert.match(words, new RegExp(`(Answered|Together) by ${holder}\\b`), `post ${left.post}`);
      if (words.includes("Together")) {
        shared++;
        assert.equal(desk, world.desks[0].id, "no flood passes a chain by");
        continue;
      }
      single++;
      const { said: post } = await call(me, "GET", `/api/staff/posts/${left.post}`);
      const writers = post.writers.map(({ login }) => login);
      assert.ok(post.approvals.some(({ by }) => !writers.includes(by.login)), `post ${left.post} was approved by another`);
      if (desk !== world.desks[1].id) continue;
      chained++;
      const by = day.cleared.get(`${left.post} ${post.digest}`);
      assert.ok(by && !writers.includes(by), `post ${left.post} was cleared, and by another`);
    }
  }
  assert.ok(single > 0, "something was answered");
  console.log(`${single} replies (${chained} of them cleared) and ${shared} answers to many left`);
});

step("who waits too long is told of, once for each time", async () => {
  const late = [...held.values()].filter(({ place, due_at: due }) => place !== "closed" && due && Date.parse(due) < readAt - 30_000);
  const unheard = late.filter(({ id }) => !held.get(id).breached_at);
  assert.deepEqual(unheard.map(({ id, due_at: due }) => `${id} due ${due}`), []);
  const times = new Map();
  for (const [who, conversation] of day.told) {
    const about = `${who.split(" ")[0]} ${conversation}`;
    times.set(about, (times.get(about) ?? 0) + 1);
  }
  for (const [about, count] of times) {
    const { events } = held.get(about.split(" ")[1]);
    const began = events.filter(({ kind }) => ["received", "reopened", "taken_back"].includes(kind)).length;
    assert.ok(count <= began, `${about} was told ${count} times, of ${began} messages`);
  }
  console.log(`${late.length} are late, ${day.told.size} times somebody was told`);
});

step("what nobody goes on with goes back to its queue, after a long day", async () => {
  if (seconds < long) return;
  const [me] = world.people;
  const left = async () => {
    let kept = 0;
    for (let after = ""; after !== null; ) {
      const { said } = await call(me, "GET", `/api/staff/conversations?q=place%3Aheld&limit=100${after && `&after=${encodeURIComponent(after)}`}`);
      kept += said.conversations.filter(({ assigned, waits }) => !assigned && !waits).length;
      after = said.next;
    }
    return kept;
  };
  await eventually("no claim is left that nobody renews", async () => (await sleep(2000), (await left()) === 0), { patience });
  assert.deepEqual((await ask("/control/desk/check")).broken, []);
});
