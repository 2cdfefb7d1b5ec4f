// A Jetstream server that cuts the line again and again, on either wire and compressed in every way: nothing is lost,
// nothing is counted twice.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { setUp } from "../e2e/ministry.mjs";
import { freePort, startServer } from "../e2e/server.mjs";
import { delivered, event, frame, posts } from "./jetstream/events.mjs";

const total = 2000;
const drop = 700;
const streams = {
  v1: "/subscribe",
  v2: "/xrpc/network.bsky.jetstream.subscribeEvents",
};
let folder, dictionary;

before(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "chancery-jetstream-"));
  dictionary = train(folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

// A dictionary of our own making; null where the machine has no zstd.
function train(into) {
  const samples = Array.from({ length: 600 }, (_, n) => path.join(into, `sample-${n}`));
  samples.forEach((file, n) => writeFileSync(file, JSON.stringify(frame(event(n * 7, Date.now() * 1000), n % 2 === 0))));
  const made = path.join(into, "trained.zdict");
  try {
    execFileSync("zstd", ["-q", "--train", ...samples, "--maxdict=8192", "--dictID=20260101", "-o", made], { stdio: "pipe" });
    return made;
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

async function startStream(port) {
  const script = new URL("jetstream/server.mjs", import.meta.url).pathname;
  const args = [script, port, total, drop, ...(dictionary ? [dictionary] : [])].map(String);
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const events = [];
  const ready = Promise.withResolvers();
  createInterface({ input: child.stdout }).on("line", (line) => {
    events.push(JSON.parse(line));
    ready.resolve();
  });
  await ready.promise;
  return {
    events,
    async stop() {
      const gone = once(child, "exit");
      child.stdin.end();
      await gone;
    },
  };
}

async function eventually(what, check) {
  let last;
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    last = await check();
    if (last.done) return last.value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never came true: ${what}; last: ${JSON.stringify(last.value)}`);
}

async function listen(wire, compression) {
  const port = await freePort();
  const stream = await startStream(port);
  const server = await startServer({
    env: {
      CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port}`,
      CHANCERY_LISTEN_JETSTREAM: `ws://127.0.0.1:${port}${streams[wire]}?cursor=1`,
      CHANCERY_LISTEN_JETSTREAM_COMPRESSION: compression,
      ...(wire === "v1" && dictionary ? { CHANCERY_LISTEN_JETSTREAM_DICTIONARY: dictionary } : {}),
    },
  });
  try {
    const staff = await setUp(server, ["Norway"]);
    await staff.send("PUT", "/api/staff/listen/source", { kind: "jetstream" });
    const source = await eventually("every event is counted", async () => {
      const { source: value } = await staff.get("/api/staff/listen");
      return { done: value.events >= delivered(total), value };
    });
    assert.equal(source.events, delivered(total), "none is counted twice");
    assert.equal(source.gaps, 0);
    assert.equal(source.bad_lines, 0);
    await eventually("every post is stored", async () => {
      const { matched: value } = await staff.get("/api/staff/listen/figures?hours=24");
      return { done: value === posts(total), value };
    });
    const subscribed = stream.events.filter((one) => one.event === "subscribe");
    assert.ok(stream.events.filter((one) => one.event === "dropped").length >= 2, "the line was cut");
    for (const { zstd, deflate } of subscribed) {
      assert.equal(zstd, compression === "zstd");
      assert.equal(deflate, compression === "deflate");
    }
    if (wire === "v2" && compression === "zstd")
      assert.equal(stream.events.filter((one) => one.event === "fetch").length, 1, "the dictionary is fetched once");
  } finally {
    await server.stop();
    await stream.stop();
  }
}

describe("a stream that is cut again and again", { concurrency: true }, () => {
  for (const [wire, compression] of [
    ["v1", "none"],
    ["v1", "deflate"],
    ["v1", "zstd"],
    ["v2", "none"],
    ["v2", "zstd"],
  ]) {
    test(`${wire}, compression ${compression}: nothing is lost or doubled`, async (context) => {
      if (compression === "zstd" && !dictionary) return context.skip("there is no zstd on this machine");
      await listen(wire, compression);
    });
  }
});
