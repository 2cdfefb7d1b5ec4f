// Starts the Fedify peer as a process of its own and gives a test the means to tell it things and to hear it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const script = new URL("peer.mjs", import.meta.url).pathname;
const patience = 20_000; // milliseconds

export async function startPeer(port, flags = []) {
  const child = spawn(process.execPath, [script, String(port), ...flags], { stdio: ["pipe", "pipe", "inherit"] });
  const events = [];
  const waiting = new Set();
  createInterface({ input: child.stdout }).on("line", (line) => {
    events.push(JSON.parse(line));
    for (const check of waiting) check();
  });

  // The events that match, as soon as there are `count` of them.
  function until(match, what, count = 1) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(check);
        const errors = events.filter((event) => /error/.test(event.event)).slice(-3);
        reject(new Error(`the peer never saw ${what}; its errors: ${JSON.stringify(errors)}`));
      }, patience);
      function check() {
        const found = events.filter(match);
        if (found.length < count) return;
        clearTimeout(late);
        waiting.delete(check);
        resolve(found);
      }
      waiting.add(check);
      check();
    });
  }

  let asked = 0;
  await until((event) => event.event === "listening", "its own start");
  return {
    events,
    until,
    // Verified activities of a type.
    received: (type, match = () => true, count = 1) =>
      until(({ event, activity }) => event === "received" && activity.type === type && match(activity), type, count),
    async tell(verb, ...args) {
      const id = ++asked;
      child.stdin.write(`${JSON.stringify({ id, verb, args })}\n`);
      const [{ result, error }] = await until((event) => event.event === "done" && event.id === id, `the end of ${verb}`);
      if (error) throw new Error(`${verb}: ${error}`);
      return result;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const exit = once(child, "exit");
      child.stdin.end();
      await exit;
    },
  };
}
