// Strangers on a few servers: they ask, change what they said, take it back, go on after an answer. What the server did
// not take is told again, the same activity, as every fediverse server does.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { rewrite, say, takeBack } from "../../interop/plain/notes.mjs";
import { startPeer } from "../../interop/plain/peer.mjs";

const hosts = 4;
const people = 300;
const deliveries = 64; // under way at once
const wave = 20_000; // milliseconds from one wave to the next: something was on the news
export const many = "Will the minister answer the letter of the students about the new library in the old harbour before spring?";

export async function gather(world, { random, pick }) {
  const peers = await Promise.all(Array.from({ length: hosts }, () => startPeer()));
  const crowd = Array.from({ length: people }, (_, i) => ({ peer: peers[i % hosts], name: `s${i}` }));
  const questions = new Map(); // address of a note -> { words, accepted: when, follows: our note it answers, gone }
  const counts = new Map(); // what they did, and with which status they were refused -> how often
  const count = (what) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const underWay = new Set();

  async function deliver({ peer, name }, activity) {
    for (;;) {
      const status = await peer.send(name, `${world.server.base}/inbox`, activity).catch(() => 0); // it is down
      if (status === 202) return;
      assert.ok(status === 0 || status === 429 || status === 503, `the inbox answered ${status}`);
      count(status ? `refused ${status}` : "found nobody");
      await sleep(300);
    }
  }

  // One note, and what becomes of it.
  async function tell(who, words, { inReplyTo, follows } = {}) {
    const create = say(who.peer, who.name, world.account, words, inReplyTo);
    const { object: note } = create;
    await deliver(who, create);
    const question = { words, accepted: Date.now(), follows, gone: false };
    questions.set(note.id, question);
    const dice = random();
    if (dice < 0.03) {
      count("told twice");
      await deliver(who, create);
    } else if (dice < 0.06) {
      count("changed");
      await sleep(random() * 4000);
      await deliver(who, rewrite(who.peer, note, `${words} Or not?`));
    } else if (dice < 0.11) {
      count("taken back");
      question.gone = true;
      await sleep(random() * 4000);
      await deliver(who, takeBack(who.peer, note));
    }
  }

  const background = (promise) => {
    const one = promise.catch((why) => (world.problem ??= why)).finally(() => underWay.delete(one));
    underWay.add(one);
  };

  // She was answered; now and then she goes on.
  for (const peer of peers) {
    peer.answer = ({ activity: { type, object } }) => {
      const who = type === "Create" && !world.over && random() < 0.1 && crowd.find(({ peer: at, name }) => object.inReplyTo.startsWith(`${at.actor(name)}/`));
      if (who && !peer.posts.some(({ activity }) => activity.object?.id === object.id)) {
        count("gone on");
        background(tell(who, "Thank you. And on a Sunday?", { inReplyTo: object.id, follows: object.id }));
      }
      return 202;
    };
  }

  return {
    peers,
    questions,
    counts,
    // `messages` questions over so many seconds, and until each was taken: every other one in a wave, a quarter says the
    // same, a third answers our post.
    async ask(messages, seconds) {
      const begun = Date.now();
      const even = Array.from({ length: messages }, (_, i) => begun + (i * seconds * 1000) / messages);
      const moments = even.map((due, i) => (i % 2 ? due : due - ((due - begun) % wave))).sort((a, b) => a - b);
      for (const [i, due] of moments.entries()) {
        if (due > Date.now()) await sleep(due - Date.now());
        while (underWay.size >= deliveries) await Promise.race(underWay);
        const words = i % 100 < 25 ? `${many} I ask for the ${i}th time.` : `Question ${i}?`;
        background(tell(pick(crowd), words, random() < 0.3 ? { inReplyTo: world.post.url } : {}));
      }
      while (underWay.size > 0) await Promise.race(underWay);
    },
    stop: () => Promise.all(peers.map((peer) => peer.stop())),
  };
}
