// Public pages over HTTP: bench_pages serves a fictional ministry on core 0, wrk asks from core 1. A page that is kept is
// asked for again and again; for one that is made anew every reader has other languages.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { freePort } from "../tests/e2e/server.mjs";

const strangers = new URL("strangers.lua", import.meta.url).pathname;

// Gives { rate, errors }: answers a second, and how many were not 200 or did not come.
export function load(url, { script, packed = false, seconds = 4 } = {}) {
  const args = ["-c", "1", "wrk", "-t1", "-c64", `-d${seconds}s`];
  if (script) args.push("-s", script);
  if (packed) args.push("-H", "Accept-Encoding: gzip");
  const out = execFileSync("taskset", [...args, url], { encoding: "utf8" });
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(out);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), errors: Number(bad?.[1] ?? 0) };
}

// Gives { kept, anew, packed }: account pages a second.
export async function measurePages(build) {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn("taskset", ["-c", "0", path.join(build, "bench_pages"), address], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  try {
    const account = `http://${address}/@press`;
    const results = {
      kept: load(account),
      anew: load(account, { script: strangers }),
      packed: load(account, { script: strangers, packed: true }),
    };
    for (const [name, { errors }] of Object.entries(results)) {
      if (errors > 0) throw new Error(`${name}: ${errors} pages were not served`);
    }
    return { kept: results.kept.rate, anew: results.anew.rate, packed: results.packed.rate };
  } finally {
    child.stdin.end("\n");
    if (child.exitCode === null) await once(child, "exit");
  }
}

// By itself: node bench/pages.mjs BUILD-FOLDER
if (process.argv[1] === new URL(import.meta.url).pathname) console.log(JSON.stringify(await measurePages(process.argv[2])));
