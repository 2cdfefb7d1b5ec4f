// A stranger's pictures reach the reader through our server alone, made anew, and what a hostile server sends costs
// nobody anything. The page a post links to is looked at once, by us, and shown as it was approved.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import zlib from "node:zlib";
import { startPeer } from "../interop/fedify/start.mjs";
import { launch, openContext } from "./browser.mjs";
import { createPress, setUp } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(zlib.crc32(body), data.length + 8);
  return out;
}
// Of one colour; `claimed` is the side its header tells, where that is a lie.
function png(side, colour, claimed = side) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(claimed, 0);
  header.writeUInt32BE(claimed, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), ...Array(side).fill(Buffer.from(colour))]);
  const pixels = zlib.deflateSync(Buffer.concat(Array(side).fill(row)));
  const remark = chunk("tEXt", Buffer.from("Comment\0taken at my home"));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    remark,
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

// Where strangers keep their pictures, and what it was asked.
const asked = [];
const dripping = new Set();
const page = `<!doctype html><title>Port of Orsa</title><meta property="og:title" content="Ferry timetable &amp; fares">
<meta property="og:description" content="When the boats leave"><meta property="og:image" content="/harbour.png">`;
function serve(request, response) {
  asked.push(request.url);
  const send = (type, body) => response.writeHead(200, { "Content-Type": type }).end(body);
  switch (request.url) {
    case "/harbour.png":
      return send("image/png", png(300, [20, 90, 140]));
    case "/blob.png":
      return send("image/png", png(48, [220, 170, 20]));
    case "/private.png":
      return response.writeHead(302, { Location: "http://10.0.0.1/secret.png" }).end();
    case "/ourselves.png":
      return response.writeHead(302, { Location: `${server.base}/api/staff/session` }).end();
    case "/huge.png":
      return send("image/png", Buffer.concat([png(10, [1, 2, 3]), Buffer.alloc(50 << 20)]));
    case "/bomb.png":
      return send("image/png", png(10, [1, 2, 3], 30_000));
    case "/page.png":
      return send("text/html", "<script>alert(1)</script>");
    case "/drawing.png":
      return send("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
    case "/slow.png":
      response.writeHead(200, { "Content-Type": "image/png" });
      dripping.add(setInterval(() => response.write("x"), 200));
      return undefined;
    case "/ferry":
      return send("text/html; charset=utf-8", page);
    default:
      return response.writeHead(404).end();
  }
}

let server;
let peer;
let far;
let origin;
let browser;
let context;
let staff;
let press;
let note;

before(async () => {
  const [port, farPort] = [await freePort(), await freePort()];
  origin = `http://127.0.0.1:${farPort}`;
  far = http.createServer(serve).listen(farPort, "127.0.0.1");
  peer = await startPeer(port);
  server = await startServer({ env: { CHANCERY_FEDERATION_TEST_PEERS: `127.0.0.1:${port},127.0.0.1:${farPort}` } });
  staff = await setUp(server);
  press = await createPress(staff);
  browser = await launch();
  context = await openContext(browser, server.base);
});
after(async () => {
  await browser?.close();
  await peer?.stop();
  await server?.stop();
  for (const timer of dripping) clearInterval(timer);
  far?.closeAllConnections();
  far?.close();
});

async function say(markdown) {
  const post = await staff.send("POST", "/api/staff/posts", {
    account: press.id,
    texts: [{ language: "en", markdown }],
    pictures: [],
  });
  await staff.send("POST", `/api/staff/posts/${post.id}/submit`, { version: post.version });
  for (;;) {
    const found = await staff.get(`/api/staff/posts/${post.id}`);
    if (found.note) return { id: found.note, path: `/notes/${found.note}`, post: found };
    await new Promise((done) => setTimeout(done, 100));
  }
}
const replies = async () => (await staff.get("/api/staff/replies")).replies;
async function replyWith(names, words = "Look at this.", emojis = []) {
  const files = names.map((name) => ({
    url: `${origin}/${name}`,
    mediaType: name.endsWith(".mp4") ? "video/mp4" : "image/png",
    name: `What ${name} shows`,
    width: 300,
    height: 300,
  }));
  const known = (await replies()).length;
  await peer.tell("reply", `${server.base}${note.path}`, words, "en", 1, false, files, emojis);
  while ((await replies()).length === known) await new Promise((done) => setTimeout(done, 100));
}
// What she tells when her profile changed.
async function herProfile() {
  const object = await peer.tell("lookup", await peer.tell("actor"));
  return { id: `${object.id}#updates/1`, type: "Update", actor: object.id, object };
}
// The picture as the page has it, once it is loaded or was not.
async function shown(tab, name) {
  const picture = tab.getByRole("img", { name: `What ${name} shows` });
  await picture.scrollIntoViewIfNeeded();
  await picture.evaluate((img) => img.complete || new Promise((done) => (img.onload = img.onerror = done)));
  return picture.evaluate((img) => ({ width: img.naturalWidth, path: new URL(img.src).pathname }));
}

test("a stranger's picture is shown through our server, and fetched only when somebody looks", async () => {
  note = await say("Which way to the harbour?");
  await replyWith(["harbour.png", "tour.mp4"]);
  assert.deepEqual(asked, []);
  const tab = await context.newPage();
  await tab.goto(note.path);
  const { width, path } = await shown(tab, "harbour.png");
  assert.equal(width, 300);
  assert.match(path, /^\/remote-media\/[\w-]{24}$/);
  assert.deepEqual(asked, ["/harbour.png"]);
  const answer = await fetch(server.base + path);
  assert.equal(answer.headers.get("cross-origin-resource-policy"), "same-origin");
  assert.ok(!Buffer.from(await answer.arrayBuffer()).includes("taken at my home"));
  const video = tab.getByRole("link", { name: "A video, at the author’s server" });
  assert.equal(await video.getAttribute("href"), `${origin}/tour.mp4`);
  await tab.reload();
  assert.deepEqual(asked, ["/harbour.png"]);
  await tab.close();
});

test("the officer sees it in the inbox", async () => {
  await context.addCookies(staff.cookies);
  const tab = await context.newPage();
  await tab.goto("/staff/#/inbox");
  await tab.locator("[data-row]").first().click();
  assert.equal((await shown(tab, "harbour.png")).width, 300);
  await tab.getByRole("link", { name: "A video, at the author’s server" }).waitFor();
  await tab.close();
  assert.deepEqual(context.wrongs, []);
});

test("custom emoji are small pictures in words and names, and text where there is no picture", async () => {
  const emojis = ["blob", "gone"].map((name) => ({ name, url: `${origin}/${name}.png` }));
  await peer.tell("wear", emojis[0]);
  await peer.tell("raw", `${server.base}/inbox`, await herProfile());
  await replyWith([], "Thank you :blob: <b>:gone:</b> :nobody:", emojis);
  const small = async (tab) => {
    const picture = tab.locator(".words img.emoji[alt=':blob:']").last();
    await picture.waitFor();
    await picture.scrollIntoViewIfNeeded();
    await picture.evaluate((img) => img.complete || new Promise((done) => (img.onload = img.onerror = done)));
    assert.ok((await picture.evaluate((img) => img.naturalWidth)) > 0);
    assert.ok((await picture.boundingBox()).height < 40);
    assert.equal(await picture.getAttribute("title"), ":blob:");
    assert.match(await picture.getAttribute("src"), /^\/remote-media\/[\w-]{24}$/);
    await tab.getByText(":nobody:").last().waitFor();
  };
  const tab = await context.newPage();
  do await tab.goto(note.path);
  while (!(await tab.locator(".author img.emoji").count()));
  await small(tab);
  assert.equal(await tab.getByRole("img", { name: ":gone:" }).evaluate((img) => img.naturalWidth), 0, "its alternative stands there");
  if (process.env.CHANCERY_SHOTS) await tab.screenshot({ path: `${process.env.CHANCERY_SHOTS}/emoji-public.png` });
  await tab.goto("/staff/#/inbox");
  await tab.locator("[data-row]").first().click();
  await small(tab);
  await tab.locator("#conversation-title img.emoji").waitFor();
  if (process.env.CHANCERY_SHOTS) await tab.screenshot({ path: `${process.env.CHANCERY_SHOTS}/emoji-staff.png` });
  await tab.close();
  assert.equal(asked.filter((path) => path === "/blob.png").length, 1, "fetched once for all");
  assert.deepEqual(context.wrongs, []);
});

test("what a hostile server sends shows nobody anything and is not asked for twice", async () => {
  const hostile = ["private.png", "ourselves.png", "huge.png", "bomb.png", "page.png", "drawing.png", "slow.png"];
  await replyWith(hostile);
  const tab = await context.newPage();
  // Public pages show what strangers say a moment later.
  do await tab.goto(note.path);
  while (!(await tab.getByRole("img", { name: "What private.png shows" }).count()));
  for (const name of hostile) assert.equal((await shown(tab, name)).width, 0, name);
  await tab.reload();
  for (const name of hostile) assert.equal((await shown(tab, name)).width, 0, name);
  for (const name of hostile) assert.equal(asked.filter((path) => path === `/${name}`).length, 1, name);
  await tab.close();
  assert.equal((await fetch(`${server.base}/healthz`)).status, 200);
});

test("the page a post links to is shown as a card, fetched once by us", async () => {
  asked.length = 0;
  const { path, post } = await say(`The boats leave again: ${origin}/ferry`);
  assert.equal(post.body.card.title, "Ferry timetable & fares");
  assert.deepEqual(asked, ["/ferry", "/harbour.png"]);
  const tab = await context.newPage();
  await tab.goto(path);
  const card = tab.locator("a.card");
  await card.getByText("Ferry timetable & fares").waitFor();
  await card.getByText("When the boats leave").waitFor();
  assert.equal(await card.getAttribute("href"), `${origin}/ferry`);
  const picture = card.locator("img");
  await picture.evaluate((img) => img.complete || new Promise((done) => (img.onload = img.onerror = done)));
  assert.ok((await picture.evaluate((img) => img.naturalWidth)) > 0);
  await tab.goto(`/staff/#/posts/${post.id}`);
  await tab.getByText("When the boats leave").waitFor();
  await tab.close();
  assert.deepEqual(asked, ["/ferry", "/harbour.png"]);
  assert.deepEqual(context.wrongs, []);
});
