/** One Chromium for the viewer's tests. Each page is watched for forbidden actions. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { has } from "../run/needs.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CHROMIUM = process.env["GEMBA_CHROMIUM"] ?? "/usr/bin/chromium";
const NEED = `Chromium at ${CHROMIUM} (apt-get install chromium, or set GEMBA_CHROMIUM)`;
/** The missing requirement of browser tests; empty if there is none. */
export const MISSING = has(existsSync(CHROMIUM), NEED) ? "" : NEED;
if (MISSING !== "") process.stderr.write(`browser tests are skipped: ${MISSING}\n`);

/** Deadline of a condition. It says nothing about the page: the machine may be slow. */
export const PATIENCE_MS = 150_000;

/** Software GL, and no network access by the browser itself. */
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-background-networking",
  "--disable-quic",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
  // Text is the same to the pixel, whatever was painted before.
  "--disable-partial-raster",
  "--disable-lcd-text",
  "--font-render-hinting=none",
  "--disable-font-subpixel-positioning",
];

/** Starts Chromium, and builds the viewer unless it is built. */
export function launch(): Promise<Browser> {
  if (!existsSync(join(ROOT, "twin-viewer/dist/index.html"))) {
    const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin/vite.js");
    execFileSync(process.execPath, [vite, "build", "twin-viewer", "--logLevel", "warn"], { cwd: ROOT });
  }
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** What the software GL says of itself when it has much to draw. */
const OF_THE_DRIVER = /GL Driver Message \(OpenGL, Performance/;

/** A page and its faults so far. */
export interface WatchedPage {
  readonly page: Page;
  /** Console errors, exceptions, refused resources, requests to other hosts. */
  readonly faults: string[];
}

/** The tour is offered to new users, whom few tests are about. */
const KNOWS_TOUR = `try { localStorage.setItem("gemba.tour", "offered"); } catch { /* No storage on this page. */ }`;

/**
 * A page for one test, or of a file's `beforeAll` for all its tests (`isShared`). `script` runs before its own.
 * `isNewUser`: the browser has not been here before.
 */
export async function open(
  browser: Browser,
  address: string,
  {
    hash = "#/overview?l=en&th=light",
    width = 1280,
    height = 720,
    isShared = false,
    isNewUser = false,
    script = "",
  } = {},
): Promise<WatchedPage> {
  const page = await patient(await browser.newPage({ viewport: { width, height }, reducedMotion: "reduce" }), {
    isNewUser,
  });
  // An open page continues to draw and takes CPU time from the next test's page.
  if (!isShared) onTestFinished(() => page.close());
  const faults: string[] = [];
  const host = new URL(address).host;
  page.on("console", (message) => {
    const isFault = message.type() === "error" || message.type() === "warning";
    if (isFault && !OF_THE_DRIVER.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.host !== host)
      faults.push(`foreign request: ${request.url()}`);
  });
  await page.addInitScript(
    `window.cspReports = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      window.cspReports.push(violatedDirective + ' ' + blockedURI));`,
  );
  await page.addInitScript(script);
  await page.goto(`${address}/${hash}`);
  return { page, faults };
}

/**
 * Gives every wait of a page the time that a slow machine needs, which the browser's half minute is not, and the page's
 * own limit of ten seconds for an answer neither: a page that says so is right, but is not what these tests are about.
 * Its user is not a new one.
 */
export async function patient(page: Page, { isNewUser = false } = {}): Promise<Page> {
  if (!isNewUser) await page.addInitScript(KNOWS_TOUR);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(
    `AbortSignal.timeout = (limit =>
      ms => limit.call(AbortSignal, Math.max(ms, ${PATIENCE_MS})))(AbortSignal.timeout);`,
  );
  return page;
}

/** Script of a page in which an undo is possible as long as a slow machine needs, instead of five seconds. */
export const UNDO_LASTS = `window.setTimeout = (set => (run, ms, ...more) =>
  set(run, ms === 5_000 ? ${PATIENCE_MS} : ms, ...more))(setTimeout);`;

/** The page's own figures. */
export function stats(page: Page): Promise<Record<string, number | string>> {
  return page.evaluate("window.__twin?.stats() ?? {}");
}

const POLL_MS = 100;

/**
 * Asserts that an expression becomes true in the page. Polled from outside, because the page's CSP forbids `eval`.
 */
export async function until(page: Page, expression: string, timeoutMs = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let isTrue = Boolean(await page.evaluate(expression));
  while (!isTrue && Date.now() <= deadline) {
    await page.waitForTimeout(POLL_MS);
    isTrue = Boolean(await page.evaluate(expression));
  }
  expect(isTrue, `still not true after ${timeoutMs} ms: ${expression}`).toBe(true);
}

/** Resolves in the page after 90 chances to draw, however long the machine takes for them. */
export const CHANCES_TO_DRAW = `new Promise((resolve) => {
  let left = 90;
  const next = () => (left-- > 0 ? requestAnimationFrame(next) : resolve(undefined));
  next();
})`;

/** Waits until the picture was drawn from live data. */
export async function drawn(page: Page): Promise<void> {
  await until(
    page,
    "(() => { const s = window.__twin?.stats(); return s !== undefined && s.frames > 2 && s.samples > 0; })()",
  );
}

/** Waits until live data has arrived, on screens that cover the picture too. */
export async function fed(page: Page): Promise<void> {
  await until(page, "(window.__twin?.stats().samples ?? 0) > 0");
}
