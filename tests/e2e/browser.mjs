// Debian's chromium for the tests: no network but loopback, an empty profile, and everything a page may do wrong
// written down.
import { existsSync } from "node:fs";
import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "EN-301-549"];

export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new Error(`no ${executablePath}: run script/bootstrap test`);
  return chromium.launch({
    executablePath,
    args: [
      "--headless=new",
      "--no-sandbox", // in a container; our own pages only
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  });
}

// A context whose pages collect what went wrong in `context.wrongs`: violations of the Content-Security-Policy,
// uncaught errors, requests to anyone else.
export async function openContext(browser, base, options = {}) {
  const context = await browser.newContext({
    baseURL: base,
    locale: "en",
    viewport: { width: 1280, height: 860 },
    ...options,
  });
  context.setDefaultTimeout(20_000);
  context.wrongs = [];
  await context.exposeBinding("reportViolation", (_source, text) => context.wrongs.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.reportViolation(`${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`);
    });
  });
  context.on("weberror", (error) => context.wrongs.push(`uncaught: ${error.error().message}`));
  context.on("request", (request) => {
    if (!request.url().startsWith(base)) context.wrongs.push(`a request to ${request.url()}`);
  });
  return context;
}

// axe is injected, which a strict policy refuses: the same page in a context that lets it pass.
export async function axeFindings(page) {
  await page.evaluate(axe.source);
  const result = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: "tag", values } }), tags);
  return result.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" "))}`);
}

export async function assertNoOverflow(page, what) {
  const over = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  assert.equal(over, 0, `${what} is ${over} px wider than its window`);
}
