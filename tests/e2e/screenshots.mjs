// Takes the pictures of docs/screenshots from the fictional ministry of `serve --demo`.
//   tests/e2e/screenshots.mjs [NAME…]   (with CHANCERY naming the binary)
import { mkdirSync, writeFileSync } from "node:fs";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { setTimeout as pause } from "node:timers/promises";
import { startPeer } from "../interop/fedify/start.mjs";
import { launch, openContext } from "./browser.mjs";
import { enterDemo } from "./ministry.mjs";
import { freePort, startServer } from "./server.mjs";

const folder = new URL("../../docs/screenshots/", import.meta.url).pathname;
const most = 230_000; // bytes a picture
const desk = { width: 1280, height: 860 };
const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const wanted = process.argv.slice(2);
let crisis;
let session;
let conversation;
let thanks; // the address of what a stranger wrote

const pictures = [
  { name: "withheld-dark", address: "/listen", ready: ".which", theme: "dark", act: chooseSmall },
  { name: "account-light", address: "account", ready: ".notes li" },
  { name: "composer-light", address: "/posts/new", ready: "textarea", act: write },
  { name: "approvals-light", address: "/approvals", ready: ".card", before: submit },
  { name: "account-phone-arabic", address: "account", ready: ".notes li", viewport: phone, language: "ar" },
  { name: "accounts-dark", address: "/accounts", ready: ".list li", theme: "dark" },
  { name: "inbox-light", address: "/inbox", ready: "[data-row]", viewport: wide, act: openFirst, before: answer },
  { name: "conversation-light", address: "conversation", ready: ".answered", viewport: wide, before: findAnswered },
  { name: "conversation-arabic", address: "conversation", ready: ".answered", viewport: wide, language: "ar", theme: "dark" },
  { name: "inbox-phone-arabic", address: "/inbox", ready: "[data-row]", viewport: phone, language: "ar" },
  { name: "sign-phone", address: "/sign", ready: ".answer", viewport: phone },
  { name: "desks-light", address: "/desks", ready: "#promises" },
  { name: "wall-light", address: "wall", ready: "dl dd", before: openCrisis },
  { name: "crisis-light", address: "crisis", ready: ".log li" },
  { name: "qa-light", address: "qa", ready: ".halves li", before: findSession },
  { name: "qa-public", address: "transcript", ready: "main" },
  { name: "week-light", address: "/monday", ready: ".channels", act: (page) => page.getByRole("button", { name: "The week after" }).click().then(() => pause(1_000)) },
  { name: "thread-light", address: "/posts/new", ready: "textarea", act: writeThread },
  { name: "share-light", address: "share", ready: "blockquote" },
  { name: "permissions-light", address: "permissions", ready: ".list li", before: permit },
  { name: "followers-light", address: "followers", ready: ".list li", before: askToFollow },
  { name: "move-light", address: "profile", ready: "#move", act: (page) => scrollTo(page, "#move") },
  { name: "people-light", address: "/people", ready: ".list li" },
  { name: "audit-dark", address: "/audit", ready: "table", theme: "dark" },
  { name: "keys-light", address: "/accounts", ready: ".list li", act: (page) => page.keyboard.press("?") },
  { name: "sign-in-phone", address: "/listen", ready: "form", viewport: phone, stranger: true, theme: "dark" },
  { name: "listen-light", address: "/listen", ready: ".world path" },
  { name: "listen-dark-arabic", address: "/listen", ready: ".world path", language: "ar", theme: "dark" },
  { name: "listen-phone", address: "/listen", ready: ".world path", viewport: phone, act: (page) => scrollTo(page, ".total") },
  { name: "figures-light", address: "/listen", ready: ".world path", act: (page) => scrollTo(page, "#places") },
  { name: "today-light", address: "/today", ready: ".first li" },
  { name: "today-phone-arabic", address: "/today", ready: ".first li", viewport: phone, language: "ar", theme: "dark" },
  { name: "stories-french", address: "/listen/stories", ready: ".stories li", language: "fr" },
  { name: "alerts-dark", address: "/listen/alerts", ready: ".list li", theme: "dark" },
  { name: "watches-light", address: "/watches", ready: ".list li" },
  { name: "watch-editor", address: "/watches/new", ready: "textarea", act: writeQuery },
];

async function openFirst(page) {
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.locator(".thread").waitFor();
}

async function openCrisis() {
  crisis = await staff.send("POST", "/api/staff/crises", { title: "The ferry Aurora Bay" });
  const log = [
    ["fact", "The ferry Aurora Bay has been without power off the coast since 06:40. 214 people are on board."],
    ["line", "We are in touch with the captain. Families reach our consuls at +00 555 0142, day and night."],
    ["decision", "The front desk answers families first; everything else about the coast waits until noon."],
  ];
  for (const [kind, words] of log) await staff.send("POST", `/api/staff/crises/${crisis.id}/entries`, { kind, words });
}

// One that somebody began in answer to a post of ours, and whose answer waits for approval.
async function findAnswered() {
  const { conversations } = await staff.get("/api/staff/conversations?q=place:open&limit=100");
  for (const { id, draft } of conversations) {
    const whole = draft && (await staff.get(`/api/staff/conversations/${id}`));
    if (whole?.answers) return void (conversation = id);
  }
  throw new Error("no conversation with a draft answers a post of ours");
}

// The session that is announced, and the transcript of the one that is over.
async function findSession() {
  const { sessions } = await staff.get("/api/staff/qa");
  session = { coming: sessions.find(({ state }) => state === "announced"), over: sessions.find(({ state }) => state === "closed") };
}

async function writeThread(page) {
  const paragraph = (...sentences) => sentences.join(" ");
  const text = [
    paragraph("What the treaty on safe seas changes, in plain words.", "It asks every ship to say where it is, day and night, so that help finds it.", "It pays for boats that rescue, in every ocean.", "And it lets nobody turn a damaged ship away from a harbour, whatever flag it flies and whoever owns what it carries."),
    paragraph("What it does not change: who fishes where, and what a passage costs.", "Small boats below twelve metres need no new device until 2031.", "We asked for that because you wrote to us: more than two hundred of you did, from every harbour on the coast, and we read each of your letters."),
  ].join("\n\n");
  await page.getByLabel("Text in English").fill(text);
  await page.getByRole("button", { name: /Make a thread/ }).click();
  await page.getByRole("button", { name: "Go on in another part" }).click();
  await page.getByLabel("Part 3 in English").fill("What should we explain next? Ask us here.");
  await page.locator(".preview .label", { hasText: "Part 3 of 3" }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

// Two people let us share what they wrote.
async function permit() {
  await staff.send("POST", "/api/staff/sources/look", { address: thanks, account: account.id });
  const agreed = { uri: thanks, accounts: [account.id], answer: "Gladly. She said so under her post.", until: null };
  await staff.send("POST", "/api/staff/permissions", agreed);
}

// The account chooses its followers now, and three people ask.
async function askToFollow() {
  const { type, display_name, language } = account;
  const profile = `/api/staff/accounts/${account.id}/profile`;
  const editor = await enterDemo(server, "editor");
  const { waiting } = await staff.send("PUT", profile, {
    type,
    display_name,
    language,
    also_known_as: [],
    languages: [],
    discoverable: true,
    indexable: true,
    approves_followers: true,
  });
  await editor.send("POST", `${profile}/approve`, { digest: waiting.digest });
  for (const one of strangers) await one.tell("follow", `${server.base}/actors/${account.id}`);
}

// Written by one, approved by another.
async function say(markdown) {
  const body = { account: account.id, texts: [{ language: "en", markdown }] };
  const editor = await enterDemo(server, "editor");
  const { id } = await editor.send("POST", "/api/staff/posts", body, { "Idempotency-Key": crypto.randomUUID() });
  const { version } = await editor.get(`/api/staff/posts/${id}`);
  const { digest } = await editor.send("POST", `/api/staff/posts/${id}/submit`, { version });
  await staff.send("POST", `/api/staff/posts/${id}/approve`, { version, digest });
  const [{ activity }] = await peer.received("Create", ({ object }) => object.content?.includes(markdown.slice(0, 20)));
  return { url: activity.object.id };
}

// Two people on another server ask something.
async function answer() {
  await peer.tell("follow", `${server.base}/actors/${account.id}`);
  await peer.received("Accept");
  const note = await say("From Monday our consulate in Port Selm issues passports again. What else should we tell you?");
  thanks = await peer.tell("reply", note.url, "هل تُجدَّد هناك جوازات الأطفال أيضًا؟", "ar", 1);
  await peer.tell("reply", note.url, "Thank you. Can my mother come without an appointment? She is 81.", "en", 1);
  const known = async () => (await staff.get("/api/staff/replies")).replies.filter(({ url }) => url.includes(`:${port}/`));
  while ((await known()).length < 2) await pause(100);
}

// A watch so narrow that fewer than ten people stand behind it.
async function chooseSmall(page) {
  await page.locator(".which select").selectOption({ label: "Fish quotas" });
  await page.locator("main h3").first().waitFor();
}

async function writeQuery(page) {
  await page.getByLabel("Name", { exact: true }).fill("Families of the Aurora Bay");
  await page.getByLabel("Query", { exact: true }).fill('("Aurora Bay" OR ferry) NEAR/8 (consul* OR famil*) langauge:en');
  await page.locator(".remarks .error").waitFor();
}

async function scrollTo(page, selector) {
  await page.locator(selector).evaluate((element) => element.scrollIntoView({ block: "start" }));
  await page.evaluate(() => scrollBy(0, -24));
}

async function write(page) {
  await page
    .getByLabel("Text in English")
    .fill("From Monday our consulate in **Port Selm** issues passports again.\n\nWhat should we have told you sooner?");
  await page.locator(".preview .words").waitFor();
}

// A post that waits for a second person.
async function submit() {
  const texts = [{ language: "en", markdown: "Our embassy in **Port Selm** is closed on Friday. The emergency line answers day and night." }];
  const post = await staff.send("POST", "/api/staff/posts", { account: account.id, texts, pictures: [] }, { "Idempotency-Key": crypto.randomUUID() });
  await staff.send("POST", `/api/staff/posts/${post.id}/submit`, { version: post.version });
}

// Chromium packs pictures for speed; this packs the same pixels for size: flat areas and letters shrink most as they
// are, without the filters of PNG (W3C PNG, section 9).
function repacked(png) {
  const { width, colour, chunks, data } = readPng(png);
  const packed = deflateSync(unfiltered(inflateSync(data), width, colour === 6 ? 4 : 3), { level: 9, memLevel: 9 });
  chunks.splice(chunks.length - 1, 0, ["IDAT", packed]);
  const written = chunks.map(([type, body]) => {
    const chunk = Buffer.alloc(12 + body.length);
    chunk.writeUInt32BE(body.length, 0);
    chunk.write(type, 4, "latin1");
    body.copy(chunk, 8);
    chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
    return chunk;
  });
  return Buffer.concat([png.subarray(0, 8), ...written]);
}

function readPng(png) {
  const chunks = [];
  const data = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IDAT") data.push(body);
    else chunks.push([type, body]);
    at += 12 + length;
  }
  const header = chunks[0][1];
  return { width: header.readUInt32BE(0), colour: header[9], chunks, data: Buffer.concat(data) };
}

function unfiltered(rows, width, pixel) {
  const line = width * pixel;
  const result = Buffer.alloc(rows.length);
  for (let at = 0; at < rows.length; at += line + 1) {
    const filter = rows[at];
    for (let x = 1; x <= line; x++) {
      const left = x > pixel ? result[at + x - pixel] : 0;
      const above = at > 0 ? result[at + x - line - 1] : 0;
      const corner = at > 0 && x > pixel ? result[at + x - line - 1 - pixel] : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      result[at + x] = (rows[at + x] + guess) & 255;
    }
  }
  return result;
}

function paeth(left, above, corner) {
  const whole = left + above - corner;
  const [a, b, c] = [Math.abs(whole - left), Math.abs(whole - above), Math.abs(whole - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

async function take(browser, base, picture) {
  const { name, address, ready, viewport = desk, language = "en", theme = "light", stranger, act } = picture;
  const context = await openContext(browser, base, { locale: language, colorScheme: theme, viewport, reducedMotion: "reduce" });
  if (!stranger) await context.addCookies(staff.cookies);
  const page = await context.newPage();
  const places = {
    account: `/accounts/${account.id}`,
    conversation: `/inbox/c/${conversation}`,
    crisis: `/crises/${crisis?.id}`,
    wall: `/crises/${crisis?.id}/wall`,
    qa: `/qa/${session?.coming?.id}`,
    share: `/posts/share/${encodeURIComponent(thanks ?? "")}`,
    profile: `/accounts/${account.id}/profile`,
    permissions: `/accounts/${account.id}/permissions`,
    followers: `/accounts/${account.id}/followers`,
  };
  await page.goto(address === "transcript" ? session.over.page : `${base}/staff/#${places[address] ?? address}`);
  await page.locator(ready).first().waitFor({ timeout: 120_000 });
  await page.evaluate(() => document.fonts.ready);
  await act?.(page);
  const png = repacked(await page.screenshot());
  if (png.length > most) throw new Error(`${name}: ${png.length} bytes`);
  writeFileSync(`${folder}${name}.png`, png);
  console.log(`${name}.png ${png.length}`);
  await context.close();
}

mkdirSync(folder, { recursive: true });
const port = await freePort();
const peer = await startPeer(port);
const ports = [await freePort(), await freePort(), await freePort()];
const strangers = await Promise.all(["bob", "carl", "dora"].map((name, index) => startPeer(ports[index], ["--name", name])));
const known = [port, ...ports].map((one) => `127.0.0.1:${one}`).join(",");
const server = await startServer({ args: ["--demo"], env: { CHANCERY_FEDERATION_TEST_PEERS: known } });
const browser = await launch();
const staff = await enterDemo(server);
const [account] = (await staff.get("/api/staff/accounts")).accounts;
try {
  // One that is left out still prepares those after it.
  for (const picture of pictures) {
    await picture.before?.();
    if (!wanted.length || wanted.includes(picture.name)) await take(browser, server.base, picture);
  }
} finally {
  await browser.close();
  for (const one of [peer, ...strangers]) await one.stop();
  await server.stop();
}
