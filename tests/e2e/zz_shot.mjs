import { createRequire } from "node:module";
const { launch, openContext, axeFindings } = await import("/work/wt/web/tests/e2e/browser.mjs");
const base = process.argv[2] ?? "http://127.0.0.1:8899";
const only = process.argv[3];
const browser = await launch();
const shots = JSON.parse(process.argv[4] ?? "null") ?? [
  ["en", "light", 1440, 900, "/inbox/c/103", "a"], ["ar", "light", 1440, 900, "/inbox/c/102", "b"], ["en", "dark", 1440, 900, "/inbox", "c"],
  ["en", "light", 390, 844, "/inbox", "d"], ["ar", "light", 390, 844, "/inbox/c/102", "e"], ["en", "light", 1100, 800, "/inbox/c/106", "f"], ["fr","light",390,844,"/inbox","g"],
];
for (const [locale, colorScheme, width, height, path, name] of shots) {
  if (only && only !== "-" && !only.includes(name)) continue;
  const context = await openContext(browser, base, { locale, colorScheme, viewport: { width, height }, bypassCSP: true });
  const page = await context.newPage();
  page.on("console", (m) => m.type() === "error" && console.log(name, m.text()));
  page.on("pageerror", (e) => console.log(name, "ERR", e.message));
  await page.goto(base + "/staff/#" + path);
  await page.waitForTimeout(1800);
  await page.screenshot({ path: `/tmp/shot_${name}.png` });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(name, path, "overflow", wide, "axe", (await axeFindings(page)).slice(0, 6));
  await context.close();
}
await browser.close();
