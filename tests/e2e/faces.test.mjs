// Every page in both themes and both directions: axe finds nothing, nothing is wider than a phone, the policy holds.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { assertNoOverflow, axeFindings, launch, openContext } from "./browser.mjs";
import { createPress, publish, recording, setUp } from "./ministry.mjs";
import { startServer } from "./server.mjs";

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 860 };
const looks = [
  { language: "en", theme: "light", viewport: desk },
  { language: "ar", theme: "dark", viewport: desk },
  { language: "en", theme: "dark", viewport: phone },
  { language: "ar", theme: "light", viewport: phone },
  { language: "fr", theme: "light", viewport: desk },
];
let server;
let browser;
let staff;
let pages;
let setupFaces;

before(async () => {
  browser = await launch();
  server = await startServer();
  setupFaces = await lookAtSetup(server);
  staff = await setUp(server, ["Norway", "النرويج"]);
  const press = await createPress(staff);
  await publish(staff, press, "From Monday our consulate in Juba issues passports again. https://mfa.example/juba");
  await publish(staff, press, "سنجيب هذا الأسبوع عن أسئلتكم حول التأشيرات. اكتبوا إلينا بأي لغة.", "ar");
  const post = await standing(press);
  await server.stop({ keep: true });
  const file = path.join(server.data, "recording.ndjson");
  writeFileSync(file, recording(40));
  server = await startServer({ ...server, args: ["--replay", file, "--replay-speed", "100"] });
  await heard();
  pages = [
    ["/today", "main .first"],
    ["/listen", "main .total"],
    ["/listen/stories", "#copied"],
    ["/listen/posts", "main .posts li"],
    ["/listen/alerts", "main h3"],
    ["/watches", "main .list"],
    ["/watches/new", "main form"],
    ["/register", "main h3"],
    ["/feeds", "main h3"],
    ["/inbox", "main .rows, main h3"],
    ["/inbox/view/before", "main .rows, main h3"],
    ["/handover", "main form"],
    ["/monday", "main dl"],
    ["/sign", "main h1"],
    ["/qa", "main h3"],
    ["/posts", "main .list"],
    ["/posts/new", "main textarea"],
    [`/posts/${post.id}`, "main .history"],
    [`/posts/${post.id}/edit`, "main textarea"],
    ["/approvals", "main .rows"],
    ["/calendar", "main .held"],
    ["/deliveries", "main .sums"],
    ["/moderation", "main h3"],
    ["/moderation/servers", "main h3"],
    ["/moderation/people", "main h3"],
    ["/moderation/reports", "main h3"],
    ["/reading", "main #digest"],
    ["/reading/following", "main form"],
    ["/accounts", "main .list"],
    [`/accounts/${press.id}/rights`, "main .people"],
    [`/accounts/${press.id}`, "main .notes"],
    [`/accounts/${press.id}/followers`, "main form"],
    ["/accounts/new", "main form"],
    ["/people", "main .list"],
    ["/integrations", "main pre"],
    ["/retention", "main .terms"],
    ["/audit", "main table"],
    ["/nowhere", "main a"],
  ];
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// One post that is held, one of three languages that waits for a second person; gives the latter.
async function standing(press) {
  const later = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, "Z");
  const step = (post, name, body) => staff.send("POST", `/api/staff/posts/${post.id}/${name}`, body);
  const draft = (texts, more = {}) =>
    staff.send("POST", "/api/staff/posts", { account: press.id, texts, pictures: [], ...more }, { "Idempotency-Key": crypto.randomUUID() });
  const held = await draft([{ language: "en", markdown: "Our embassy is closed on Friday." }]);
  await step(held, "schedule", { at: later, zone: "Africa/Nairobi" });
  await step(held, "submit", { version: 1 });
  await staff.send("POST", "/api/staff/posts/hold", { reason: "A storm." });
  await staff.send("PUT", `/api/staff/accounts/${press.id}/rule`, { approvals: 2, grace: 30 });
  await staff.send("PUT", `/api/staff/accounts/${press.id}/rights/${(await staff.get("/api/staff/users")).users[0].id}`, {
    rights: ["write", "approve", "publish", "administer"],
  });
  const texts = [
    { language: "en", markdown: "Which hours suit **you**? https://mfa.example/hours", warning: "Opening hours" },
    { language: "ar", markdown: "أي الساعات تناسبكم؟", warning: "ساعات العمل" },
    { language: "fr", markdown: "Quels horaires vous conviennent ?", warning: "Horaires" },
  ];
  const waiting = await draft(texts, { poll: { options: ["Mornings", "Evenings"], multiple: false, minutes: 1440 } });
  await step(waiting, "submit", { version: 1 });
  return waiting;
}

async function heard() {
  for (;;) {
    const { withheld } = await staff.get("/api/staff/listen/figures?hours=24");
    if (!withheld) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function open({ language, theme, viewport }, base, more = {}) {
  const context = await openContext(browser, base, { locale: language, colorScheme: theme, viewport, ...more });
  return context;
}

// The pages of set-up exist only before it.
async function lookAtSetup(fresh) {
  const found = [];
  for (const look of looks) {
    const context = await open(look, fresh.base, { bypassCSP: true });
    const page = await context.newPage();
    const check = async (what) => {
      await assertNoOverflow(page, `${what} ${look.language} ${look.theme}`);
      for (const finding of await axeFindings(page)) found.push(`${what} ${look.language} ${look.theme}: ${finding}`);
    };
    await page.goto(`${fresh.base}/staff/`);
    await page.locator("main h1").waitFor();
    await check("not set up");
    await page.goto(fresh.setupLink);
    await page.locator("#step-title").waitFor();
    await page.locator("form button[type=submit]").click();
    await check("first step, refused");
    await page.locator("form input").first().fill("Ministry of Foreign Affairs of Valdoria");
    await page.locator("form select").first().selectOption("NO");
    await page.locator("form button[type=submit]").click();
    await page.locator("form textarea").waitFor();
    await check("second step");
    await page.locator("form button[type=submit]").click();
    await check("second step, refused");
    await page.locator("form input[type=radio]").first().check();
    await page.locator("form input:not([type=radio]):not([type=date])").fill("Foreign Service Act");
    await page.locator("form button[type=submit]").click();
    await page.locator("form input[type=password]").fill("lantern oyster");
    await check("third step");
    await context.close();
  }
  return found;
}

test("axe finds nothing on the pages of set-up", () => {
  assert.deepEqual(setupFaces, []);
});

test("the measures find what is wrong", async () => {
  const context = await open(looks[2], server.base, { bypassCSP: true });
  const page = await context.newPage();
  await page.setContent('<html><body><p style="color:#aaa;background:#fff">faint</p><input><img src="x.png"></body></html>');
  const rules = (await axeFindings(page)).map((finding) => finding.split(":")[0]);
  for (const rule of ["color-contrast", "document-title", "html-has-lang", "image-alt", "label"])
    assert.ok(rules.includes(rule), rule);
  await page.setContent('<p style="inline-size:600px">wide</p>');
  await assert.rejects(() => assertNoOverflow(page, "a wide page"), /px wider/);
  await context.close();

  const strict = await open(looks[0], server.base);
  const guarded = await strict.newPage();
  await guarded.goto("/staff/");
  await guarded.locator("form").waitFor();
  await guarded.evaluate(() => {
    try {
      document.body.insertAdjacentHTML("beforeend", "<b>raw</b>");
    } catch {
      // refused by Trusted Types, and reported
    }
  });
  await guarded.waitForFunction(() => true);
  assert.match(strict.wrongs.join(), /require-trusted-types-for/);
  await strict.close();
});

for (const look of looks) {
  const name = `${look.language}, ${look.theme}, ${look.viewport.width} px`;

  test(`axe finds nothing, and nothing overflows (${name})`, async () => {
    const context = await open(look, server.base, { bypassCSP: true });
    const page = await context.newPage();
    await page.goto("/staff/");
    await page.locator("form").waitFor();
    const findings = await axeFindings(page);
    await context.addCookies(staff.cookies);
    for (const [address, ready] of pages) {
      await page.goto(`${server.base}/staff/#${address}`);
      await page.reload();
      await page.locator(ready).first().waitFor();
      await assertNoOverflow(page, `${address} (${name})`);
      for (const finding of await axeFindings(page)) findings.push(`${address}: ${finding}`);
    }
    // Dialogues: keys, preferences, the question before a deletion.
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
    for (const finding of await axeFindings(page)) findings.push(`keys: ${finding}`);
    await context.close();
    assert.deepEqual(findings, []);
  });

  test(`the policy holds on every page (${name})`, async () => {
    const context = await open(look, server.base);
    await context.addCookies(staff.cookies);
    const page = await context.newPage();
    for (const [address, ready] of pages) {
      const answer = await page.goto(`${server.base}/staff/#${address}`);
      if (answer) assert.match(answer.headers()["content-security-policy"], /require-trusted-types-for 'script'/);
      await page.reload();
      await page.locator(ready).first().waitFor();
    }
    const html = page.locator("html");
    assert.equal(await html.getAttribute("dir"), look.language === "ar" ? "rtl" : "ltr");
    assert.equal(await html.getAttribute("lang"), look.language);
    assert.deepEqual(context.wrongs, []);
    await context.close();
  });
}

for (const look of looks) {
  test(`the public pages need no script and satisfy axe (${look.language}, ${look.theme}, ${look.viewport.width} px)`, async () => {
    const [press] = (await staff.get("/api/staff/accounts")).accounts;
    const { notes } = await staff.get(`/api/staff/accounts/${press.id}/notes`);
    const plain = await open(look, server.base, { javaScriptEnabled: false });
    const context = await open(look, server.base, { bypassCSP: true });
    const page = await context.newPage();
    const reader = await plain.newPage();
    const findings = [];
    const own = new URL(notes[0].url).pathname;
    const addresses = ["/", press.url, notes[0].url, `${own}?lang=zh`, `${own}/history`, "/notes/1"];
    for (const address of [...addresses, "/verify", "/transparency"]) {
      await page.goto(new URL(address, server.base).href);
      await assertNoOverflow(page, `${address} (${look.language}, ${look.theme})`);
      for (const finding of await axeFindings(page)) findings.push(`${address}: ${finding}`);
      await reader.goto(new URL(address, server.base).href);
      assert.ok((await reader.locator("main").innerText()).trim() !== "", `${address} is empty without script`);
    }
    assert.deepEqual(findings, []);
    assert.deepEqual(plain.wrongs, []);
    await context.close();
    await plain.close();
  });
}

test("targets are at least 24 px (WCAG 2.2, 2.5.8)", async () => {
  const context = await open(looks[2], server.base);
  await context.addCookies(staff.cookies);
  const page = await context.newPage();
  const small = [];
  for (const [address, ready] of pages) {
    await page.goto(`${server.base}/staff/#${address}`);
    await page.locator(ready).first().waitFor();
    const found = await page.evaluate(() =>
      [...document.querySelectorAll("a, button, input, select, summary, textarea")]
        .filter((element) => !element.closest(".words, p")) // inside a sentence the line decides
        .map((element) => ({ element, box: (element.closest("label") ?? element).getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`),
    );
    small.push(...found);
  }
  assert.deepEqual(small, []);
  await context.close();
});

test("the language changes in place and is remembered", async () => {
  const context = await open(looks[0], server.base);
  await context.addCookies(staff.cookies);
  const page = await context.newPage();
  await page.goto("/staff/#/listen");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByLabel("Language", { exact: true }).selectOption("ar");
  await page.getByRole("heading", { name: "التفضيلات" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
  await page.reload();
  await page.getByRole("heading", { name: "الإصغاء", level: 1 }).waitFor();
  await context.close();
});

test("a first visit weighs at most 200 kB, and the second asks only whether the page changed", async () => {
  const context = await open(looks[0], server.base);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send("Network.enable");
  await page.goto("/staff/");
  await page.locator("form").waitFor();
  await page.evaluate(() => document.fonts.ready);
  assert.ok(bytes > 20_000 && bytes <= 200_000, `${bytes} bytes`);
  bytes = 0;
  await page.reload();
  await page.locator("form").waitFor();
  assert.ok(bytes < 5_000, `${bytes} bytes at the second visit`);
  await context.close();
});
