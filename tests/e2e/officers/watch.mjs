// Looks at a server while it is worked with: its memory, life by life, and what it logs of its own faults.
import { readFileSync } from "node:fs";

const rhythm = 1000;
const settled = 10_000; // milliseconds after which a start is over

// Gives { lives: [{ from, to, first, last, peak }], faults }: milliseconds of the wall, MB of memory; lines of the log.
export function watch(world) {
  const lives = [];
  const faults = [];
  let server;
  let life;
  const look = () => {
    if (world.server !== server) {
      server = world.server;
      life = { from: Date.now(), to: Date.now(), first: 0, last: 0, peak: 0 };
      lives.push(life);
    }
    try {
      const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
      life.last = Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024) || life.last;
    } catch {
      return; // between two lives
    }
    life.to = Date.now();
    life.peak = Math.max(life.peak, life.last);
    if (!life.first && life.to - life.from > settled) life.first = life.last;
  };
  const timer = setInterval(look, rhythm);
  look();
  return {
    lives,
    faults,
    // To be called of each server that has ended, or is about to.
    read: ({ log }) => faults.push(...log.filter((line) => /^\S+ (error|critical) /.test(line))),
    stop: () => clearInterval(timer),
  };
}
