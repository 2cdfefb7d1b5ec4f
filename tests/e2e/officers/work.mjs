// What officers do all day, at random: claim, write, hand in, approve, clear, move, merge, answer many in one go; and
// what goes wrong now and then: two taps, stale tokens, drafts given up, half-done floods.
import { setTimeout as sleep } from "node:timers/promises";
import { many } from "./strangers.mjs";

const at = (id, what = "") => `/api/staff/conversations/${id}${what}`;
const queue = "/api/staff/conversations?q=place%3Aqueue";

// Of what was done just before the power failed nothing is told but that: she looks anew.
const whole = ({ ok, said }) => ok && !said?.done;

const of = ({ person }) => person?.actor;

// Gives what they remember of it, and `work(me)`, a day until `world.over`.
export function officers(world, { random, pick }, call) {
  const approved = new Map(); // post -> conversation, where the approval was answered
  const floods = new Map(); // post -> flood, where its approval was answered
  const together = []; // answers to many that wait for a colleague: { flood, post, version, digest, maker }
  const cleared = new Map(); // post and digest -> who cleared it
  const told = new Map(); // a lead, what she was told of a clock that ran out -> of which conversation
  const done = new Map(); // what was done -> how often
  const count = (what) => done.set(what, (done.get(what) ?? 0) + 1);

  const answerOf = (me, token) => `Answered by ${me.login} with ${token}`;

  // Claims something, writes, and hands it in; or loses it on the way.
  async function answerOne(me) {
    const list = await call(me, "GET", queue);
    const row = list.ok && list.said.conversations.length > 0 ? pick(list.said.conversations) : null;
    if (!row) return;
    const claimed = await call(me, "POST", at(row.id, "/claim"), {});
    const token = claimed.said?.token ?? row.token;
    if (claimed.ok) count("claim");
    if (!whole(claimed) && random() > 0.2) return; // now and then she tries all the same
    if (random() < 0.1) await call(me, "POST", at(row.id, "/release"), { token });
    const body = { texts: [{ language: "en", markdown: answerOf(me, token), warning: "" }] };
    const now = await call(me, "GET", at(row.id));
    const standing = now.said?.draft_post;
    const saved = await call(me, "PUT", at(row.id, "/draft"), {
      token,
      body,
      ...(standing ? { version: standing.version, digest: standing.digest } : {}),
    });
    const nothing = saved.said?.hint?.endsWith("close it instead.");
    if (!whole(saved) && !nothing) return;
    if (nothing || random() < 0.1) {
      if (!nothing || standing) await call(me, "POST", at(row.id, "/draft/withdraw"), { token });
      const closed = await call(me, "POST", at(row.id, "/close"), { outcome: "noted", reason: "for the brief" });
      if (closed.ok) count("close");
      return;
    }
    if (row.desk.id === world.desks[1].id && !(await askedToClear(me, row.id, token, saved.said.digest))) return;
    const submitted = await call(me, "POST", at(row.id, "/draft/submit"), { token, version: saved.said.version });
    if (submitted.ok) count("submit");
    if (submitted.ok && random() < 0.1) await call(me, "POST", at(row.id, "/draft/recall"), { token });
  }

  // Asks for it, and waits a while for who decides; now and then she submits all the same and is refused.
  async function askedToClear(me, id, token, digest) {
    const asked = await call(me, "POST", at(id, "/clearance"), { token, digest });
    if (!asked.ok || random() < 0.1) return true;
    for (let i = 0; i < 20 && !world.over; i++) {
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
      const words = decision === "object" ? "softer" : "";
      const decided = await call(me, "POST", `/api/staff/clearances/${one.post}/${one.step}`, { digest: one.digest, decision, words });
      if (!decided.ok && decided.status !== 0) continue;
      if (decision === "clear") cleared.set(`${one.post} ${one.digest}`, me.login);
      count(decision);
    }
  }

  // One answer for all who say the same; now and then she leaves some out, or gives it up.
  async function answerMany(me) {
    const list = await call(me, "GET", queue);
    const alike = ({ excerpt, draft, desk }) => !draft && desk.id === world.desks[0].id && excerpt.startsWith(many.slice(0, 30));
    const same = list.ok ? list.said.conversations.filter(alike) : [];
    if (!same.length) return;
    let made = { ok: false };
    for (let tries = 0; !whole(made) && same.length && tries < 4; tries++) {
      const [row] = same.splice(Math.floor(random() * same.length), 1); // others are as fast
      made = await call(me, "POST", "/api/staff/floods", { conversation: row.id, leave_out: [] });
    }
    if (!whole(made)) return;
    const where = `/api/staff/floods/${made.said.id}`;
    const [last] = made.said.members.slice(-1);
    if (random() < 0.2) await call(me, "PUT", `${where}/members`, { leave_out: [last.conversation] });
    const body = { texts: [{ language: "en", markdown: `Together by ${me.login}: the line is mended.`, warning: "" }] };
    const saved = await call(me, "PUT", `${where}/draft`, { body });
    const post = saved.said?.post;
    if (!whole(saved) || random() < 0.1) return void (await call(me, "POST", `${where}/give-up`, {}));
    const submitted = await call(me, "POST", `${where}/submit`, { version: post.version });
    if (!submitted.ok) return void (await call(me, "POST", `${where}/give-up`, {}));
    count("flood");
    together.push({ flood: made.said.id, post: post.id, version: post.version, digest: post.digest, maker: me.login });
  }

  async function approveMany(me) {
    const next = together.findIndex(({ maker }) => maker !== me.login);
    const [one] = next < 0 ? [] : together.splice(next, 1);
    if (!one) return;
    const given = await call(me, "POST", `/api/staff/posts/${one.post}/approve`, { version: one.version, digest: one.digest });
    if (given.ok) floods.set(one.post, one.flood);
    if (!given.ok && given.status === 0) together.push(one);
  }

  async function approveSome(me) {
    await approveMany(me);
    const waiting = await call(me, "GET", "/api/staff/conversations/to-approve");
    if (!waiting.ok) return;
    for (const c of waiting.said.conversations.slice(0, 3)) {
      const draft = c.draft_post;
      if (!draft) continue;
      if (random() < 0.1) {
        const returned = await call(me, "POST", at(c.id, "/draft/return"), { version: draft.version, reason: "warmer, please" });
        if (returned.ok) count("return");
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
    await hear(me);
    const held = await call(me, "GET", "/api/staff/conversations?q=place%3Aheld");
    const row = held.ok && held.said.conversations.length > 0 ? pick(held.said.conversations) : null;
    if (!row) return;
    const list = await call(me, "GET", queue);
    const waits = list.ok ? list.said.conversations : [];
    const dice = random();
    if (dice < 0.25) {
      const there = world.desks[row.desk.id === world.desks[0].id ? 1 : 0];
      const moved = await call(me, "POST", at(row.id, "/move"), { desk: there.id, reason: "theirs" });
      if (moved.ok) count("move");
    } else if (dice < 0.5 && waits.length > 1) {
      // What waits into what somebody has, and the other way round; now and then what is of two people.
      const open = [...waits, ...held.said.conversations].filter(({ draft }) => !draft);
      const anybody = random() < 0.1;
      const alike = (one) => open.filter((other) => other !== one && (anybody || of(other) === of(one)));
      const from = pick(open.filter((one) => alike(one).length > 0));
      if (!from) return;
      const into = pick(alike(from));
      const merged = await call(me, "POST", at(from.id, "/merge"), { into: into.id, reason: "the same matter" });
      if (merged.ok) count("merge");
    } else if (dice < 0.75) {
      const taken = await call(me, "POST", at(row.id, "/claim"), { take_over: true });
      if (taken.ok) count("take over");
      if (whole(taken)) await call(me, "POST", at(row.id, "/release"), { token: taken.said.token });
    } else {
      await call(me, "POST", at(row.id, "/urgency"), { urgency: 2, reason: "the minister asked" });
    }
  }

  async function hear(me) {
    const { ok, said } = await call(me, "GET", "/api/staff/notices");
    if (!ok || said.notices.length === 0) return;
    for (const { id, kind, conversation } of said.notices) if (kind === "breached") told.set(`${me.login} ${id}`, conversation);
    await call(me, "POST", "/api/staff/notices/seen", {});
  }

  async function work(me) {
    while (!world.over) {
      const dice = random();
      if (me.clears) await clearSome(me);
      if (me.leads && dice > 0.4) await lead(me);
      else if (dice < 0.5) await answerOne(me);
      else if (dice < 0.85) await approveSome(me);
      else await answerMany(me);
      await sleep(random() * 200);
    }
  }

  // What was handed in for many, and nobody has looked at yet.
  async function finish(people) {
    while (together.length > 0) await approveMany(people.find(({ login }) => login !== together[0].maker));
  }
  return { approved, floods, cleared, told, done, work, finish };
}
