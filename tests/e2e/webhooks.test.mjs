// A program of the house that is told what happened: it knows by its own few lines that the message is ours, fails, and
// gets what it missed, also across a power cut. One on the house's own network is believed by its certificate alone.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import os from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { promisify } from "node:util";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { eventually } from "./eventually.mjs";
import { createPress, publish, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";
import { steps } from "./steps.mjs";

const step = steps();
const run = promisify(execFile);

let folder;
let receiver; // a test peer, by plain http
let stranger; // an internal endpoint, with a certificate nobody vouches for
let internal;
let url;
let status = 204;
const told = [];
let env;
let server;
let staff;
let press;
let browser;
let page;
let secret;

// As the page explains it.
function isOurs(shown, headers, body) {
  const key = Buffer.from(shown.slice("whsec_".length), "base64");
  const at = headers["webhook-timestamp"];
  if (Math.abs(Date.now() / 1000 - Number(at)) > 300) return false;
  const made = createHmac("sha256", key).update(`${headers["webhook-id"]}.${at}.${body}`).digest();
  return headers["webhook-signature"].split(" ").some((one) => {
    const sent = Buffer.from(one.replace("v1,", ""), "base64");
    return sent.length === made.length && timingSafeEqual(sent, made);
  });
}
const hook = async () => (await staff.get("/api/staff/webhooks")).webhooks[0];
const of = (type) => told.filter(({ body }) => JSON.parse(body).type === type);

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "chancery-webhooks-"));
  const key = path.join(folder, "key.pem");
  const certificate = path.join(folder, "certificate.pem");
  await run("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost".split(" "),
    ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
  ]);
  const listener = async (request, answer) => {
    let body = "";
    for await (const piece of request) body += piece;
    told.push({ headers: request.headers, body, status });
    answer.writeHead(status).end();
  };
  const identity = { key: await readFile(key), cert: await readFile(certificate) };
  receiver = http.createServer(listener).listen(0, "127.0.0.1");
  stranger = https.createServer(identity, listener).listen(0, "127.0.0.1");
  await Promise.all([once(receiver, "listening"), once(stranger, "listening")]);
  const peer = `127.0.0.1:${receiver.address().port}`;
  internal = `127.0.0.1:${stranger.address().port}`;
  url = `http://${peer}/told`;
  env = { CHANCERY_FEDERATION_TEST_PEERS: peer, CHANCERY_NOTIFY_INTERNAL_ENDPOINTS: internal };
  server = await startServer({ env });
  staff = await setUp(server);
  press = await createPress(staff);
  browser = await launch();
  const context = await openContext(browser, server.base, { bypassCSP: true });
  await context.addCookies(staff.cookies);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  receiver?.close();
  stranger?.close();
  await rm(folder, { recursive: true, force: true });
});

step("of the own network only what the configuration names, by https, and by a certificate one can believe", async () => {
  const add = (address) => staff.send("POST", "/api/staff/webhooks", { url: address, events: ["post.sent"] });
  await assert.rejects(() => add("https://127.0.0.1:9/"), /internal_endpoints/);
  await assert.rejects(() => add(`http://${internal}/`), /422/);
  const { id } = await add(`https://${internal}/`);
  await staff.send("POST", `/api/staff/webhooks/${id}/test`);
  await eventually("it fails", async () => (await hook()).state === "failing");
  assert.equal((await hook()).status, 0);
  assert.equal(told.length, 0);
  await staff.send("DELETE", `/api/staff/webhooks/${id}`);
});

step("a webhook is added on its page, and its secret shown once", async () => {
  await page.goto(`${server.base}/staff/#/integrations`);
  await page.getByRole("button", { name: "Add a webhook" }).click();
  await page.getByLabel("Address").fill(url);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/^whsec_/).waitFor();
  secret = await page.getByText(/^whsec_/).innerText();
  assert.deepEqual(await axeFindings(page), []);
  await page.reload();
  await page.getByRole("heading", { name: url }).waitFor();
  assert.equal(await page.getByText(/^whsec_/).count(), 0);
  const { webhooks } = await staff.get("/api/staff/webhooks");
  assert.ok(!JSON.stringify(webhooks).includes("whsec_"));
});

step("a test comes, and is ours", async () => {
  await page.getByRole("button", { name: "Send a test" }).click();
  await eventually("a test came", () => of("webhook.test").length === 1);
  assert.ok(isOurs(secret, told[0].headers, told[0].body));
  assert.ok(!isOurs(secret, told[0].headers, `${told[0].body} `));
});

step("a post is told by its number, without a word of it", async () => {
  const note = await publish(staff, press, "Our embassy opens on Monday.");
  await eventually("the post was told", () => of("post.sent").length === 1);
  const [{ headers, body }] = of("post.sent");
  assert.ok(isOurs(secret, headers, body));
  assert.deepEqual(JSON.parse(body).data, { note: note.id, account: press.id });
  assert.ok(!body.includes("embassy"));
});

step("what fails comes again under the same id, also after a power cut", async () => {
  status = 500;
  await publish(staff, press, "And on Tuesday.");
  await eventually("the second was told", () => of("post.sent").length === 2);
  const id = of("post.sent")[1].headers["webhook-id"];
  await eventually("it fails", async () => (await hook()).state === "failing");
  await server.kill();
  status = 204;
  server = await startServer({ env, data: server.data, port: server.port });
  await eventually("it came again", () => told.some(({ headers, status: said }) => headers["webhook-id"] === id && said === 204));
  await eventually("it works again", async () => (await hook()).state === "working");
  for (const each of of("post.sent")) assert.ok(isOurs(secret, each.headers, each.body));
});

step("after a rotation both secrets sign", async () => {
  const { id } = await hook();
  const fresh = await staff.send("POST", `/api/staff/webhooks/${id}/rotate`);
  await staff.send("POST", `/api/staff/webhooks/${id}/test`);
  await eventually("a second test came", () => of("webhook.test").length === 2);
  const { headers, body } = of("webhook.test")[1];
  assert.ok(isOurs(secret, headers, body));
  assert.ok(isOurs(fresh.secret, headers, body));
});

step("410 pauses it, and administrators are told", async () => {
  status = 410;
  await publish(staff, press, "And on Wednesday.");
  await eventually("it is paused", async () => (await hook()).paused_why === "gone");
  await page.goto(`${server.base}/staff/#/integrations`);
  await page.reload();
  await page.getByText("it answered that it wants no more", { exact: false }).waitFor();
  const { notices } = await staff.get("/api/staff/notices");
  assert.ok(notices.some(({ kind }) => kind === "webhook_paused"));
  await page.getByRole("button", { name: "What it was told" }).click();
  await page.getByText("post.sent", { exact: true }).nth(1).waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await assertNoOverflow(page, "integrations");
});

step("the page holds in Arabic and French, and on a phone", async () => {
  for (const language of ["ar", "fr"]) {
    const context = await openContext(browser, server.base, { locale: language, viewport: { width: 390, height: 844 }, bypassCSP: true });
    await context.addCookies(staff.cookies);
    const look = await context.newPage();
    await look.goto(`${server.base}/staff/#/integrations`);
    await look.getByRole("heading", { name: url }).waitFor();
    await assertNoOverflow(look, `integrations ${language}`);
    assert.deepEqual(await axeFindings(look), []);
    if (process.env.CHANCERY_SHOTS) await look.screenshot({ path: `${process.env.CHANCERY_SHOTS}/integrations-${language}.png`, fullPage: true });
    await context.close();
  }
});
