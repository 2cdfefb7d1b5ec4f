// `serve --demo`: the fictional ministry has listened for weeks, and every role can be tried.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enterDemo } from "./ministry.mjs";
import { startServer } from "./server.mjs";

let server;

before(async () => {
  server = await startServer({ args: ["--demo"] });
});
after(() => server?.stop());

test("it has heard what people said before it listens", async () => {
  assert.ok(server.log.some((line) => /^filling the demo: \d+ posts in/.test(line)), server.log.join("\n"));
  const staff = await enterDemo(server);
  const { source } = await staff.get("/api/staff/listen");
  assert.deepEqual([source.kind, source.state], ["sample", "live"]);
});

test("its watches stand at every step of their way", async () => {
  const officer = await enterDemo(server, "dpo");
  const { watches } = await officer.get("/api/staff/watches");
  const standing = Object.fromEntries(watches.map((watch) => [(watch.approved ?? watch.pending).name, watch.status]));
  assert.deepEqual(standing, {
    "Ministry of Foreign Affairs of Marendia": "approved",
    "Ferry Aurora Bay": "approved",
    "Open Harbours scholarships": "approved",
    "Fish quotas": "suspended",
    "Visas and passports": "submitted",
    "Who speaks for the families": "held",
  });
  assert.deepEqual(watches.filter((watch) => watch.expires_soon).map((watch) => watch.approved.name), [
    "Open Harbours scholarships",
  ]);
});

test("every role can be tried", async () => {
  const roles = [];
  for (const role of [undefined, "dpo", "analyst", "editor", "officer"]) {
    const staff = await enterDemo(server, role);
    roles.push((await staff.get("/api/staff/session")).user.role);
  }
  assert.deepEqual(roles, ["admin", "dpo", "analyst", "editor", "officer"]);
});

test("a restart goes on where it stopped", async () => {
  await server.stop({ keep: true });
  server = await startServer({ data: server.data, port: server.port, args: ["--demo"] });
  assert.ok(!server.log.some((line) => line.includes("4 weeks")), server.log.join("\n"));
  const staff = await enterDemo(server);
  assert.equal((await staff.get("/api/staff/watches")).watches.length, 6);
});
