import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMPTY_BOARD, withSource } from "../../twin-viewer/src/screens/explore/board.ts";
import { contentOf, linkTextOf } from "../../twin-viewer/src/screens/explore/view-content.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";
import { differingPixels } from "./compare-pictures.ts";
import { CHANCES_TO_DRAW, launch, MISSING, PATIENCE_MS, patient, until } from "./page.ts";

const FOLDER = join(import.meta.dirname, "pictures");
/** The instant of all pictures. */
const AT_MS = Date.parse("2026-11-24T02:42:07.120Z");
/** `GEMBA_PICTURES=write` takes new pictures to compare with. */
const WRITES = process.env["GEMBA_PICTURES"] === "write";

/** Three curves of a machine, as a link holds them. */
const EXPLORED = linkTextOf(
  contentOf(
    viewerPlant()
      .signals.filter(({ tag }) => tag.tagUid.includes("cnc-206#") && tag.type === "number")
      .slice(0, 3)
      .reduce((board, { tag }) => withSource(board, { tag: tag.tagUid }), EMPTY_BOARD),
    "three curves",
    { unitOf: () => "", assets: [] },
  ),
);

const PICTURES = [
  { name: "overview-zh-light", hash: "#/overview?l=zh&th=light", healthy: false },
  { name: "overview-en-dark", hash: "#/overview?l=en&th=dark&a=CNC-206", healthy: false },
  { name: "plan-en-light", hash: "#/material?l=en&th=light&plan=1", healthy: true },
  {
    name: "dashboard-zh-light",
    hash: "#/dashboards?l=zh&th=light&d=area-machining",
    healthy: false,
    shows: ".dash-map rect",
  },
  { name: "explore-en-dark", hash: `#/explore?l=en&th=dark&x=${EXPLORED}`, healthy: true, shows: ".explore-figures" },
  { name: "asset-zh-dark", hash: "#/asset?l=zh&th=dark&a=ROB-03", healthy: true },
];

describe.skipIf(MISSING !== "")("pictures", () => {
  let browser: Browser;
  let alarming: ViewerEdge;
  let healthy: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    alarming = await startViewerEdge({ fixedMs: AT_MS });
    healthy = await startViewerEdge({ fixedMs: AT_MS, healthy: true });
  });

  afterAll(async () => {
    await browser?.close();
    await alarming?.stop();
    await healthy?.stop();
  });

  /** `shows`: what stands on the page of a room without the plant's picture once it has its data. */
  async function take(edge: ViewerEdge, hash: string, shows?: string): Promise<{ page: Page; picture: Buffer }> {
    const page = await patient(
      await browser.newPage({
        viewport: { width: 1280, height: 720 },
        reducedMotion: "reduce",
        timezoneId: "UTC",
        locale: "en-GB",
      }),
    );
    await page.clock.setFixedTime(AT_MS);
    await page.goto(`${edge.address}/${hash}`);
    if (shows === undefined) await until(page, "(window.__twin?.stats().firstPictureMs ?? 0) > 0");
    else await page.locator(shows).first().waitFor();
    await page.evaluate("document.fonts.ready.then(() => true)");
    return { page, picture: await atRest(page) };
  }

  /**
   * A picture that equals the next ones over more than a second: everything has loaded, nothing glides, and rates have
   * settled.
   */
  async function atRest(page: Page): Promise<Buffer> {
    let before: Buffer = Buffer.alloc(0);
    const deadline = Date.now() + 2 * PATIENCE_MS;
    for (let same = 0; Date.now() < deadline; ) {
      const next = await page.screenshot();
      same = next.equals(before) ? same + 1 : 0;
      if (same === 2) return next;
      before = next;
      await page.waitForTimeout(500);
    }
    throw new Error("the page does not come to rest");
  }

  it.each(PICTURES)(
    "$name is unchanged: no visibly different pixel",
    async ({ name, hash, healthy: isHealthy, shows }) => {
      const { page, picture } = await take(isHealthy ? healthy : alarming, hash, shows);
      const file = join(FOLDER, `${name}.png`);
      const made = join(FOLDER, "made-by.txt");
      const version = browser.version();
      if (WRITES) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, picture);
        writeFileSync(made, `${version}\n`);
      }
      // Another browser rounds other pixels: the picture is then compared with a second one of that browser.
      const isSame = existsSync(made) && readFileSync(made, "utf8").trim() === version;
      if (!isSame)
        process.stderr.write(`pictures were made by another Chromium than ${version}: compared within this run only\n`);
      const other = isSame ? readFileSync(file) : (await take(isHealthy ? healthy : alarming, hash, shows)).picture;
      const count = await differingPixels(page, picture, other);
      if (count !== 0) writeFileSync(join(FOLDER, `${name}.differs.png`), picture);
      expect(count).toBe(0);
      await page.close();
    },
  );

  it("a small change is found: another word, a badge's shade", async () => {
    const { page, picture } = await take(alarming, "#/overview?l=en&th=light");
    await page.evaluate(
      `const head = document.querySelector('.alert strong, .alert .alert-main');
      head.innerHTML = head.innerHTML.replace('CNC-206', 'OVN-206');`,
    );
    expect(await differingPixels(page, picture, await page.screenshot())).toBeGreaterThan(0);
    await page.evaluate("document.documentElement.style.setProperty('--p1', '#8c0d1e')");
    expect(await differingPixels(page, picture, await page.screenshot())).toBeGreaterThan(60);
    await page.close();
  });

  it.each(["light", "dark"])("a healthy plant has at most one saturated pixel in a hundred (%s)", async (theme) => {
    const { page, picture } = await take(healthy, `#/overview?l=zh&th=${theme}`);
    const share = await page.evaluate<number>(`(async () => {
      const image = new Image();
      image.src = "data:image/png;base64,${picture.toString("base64")}";
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.width; canvas.height = image.height;
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let saturated = 0;
      for (let i = 0; i < data.length; i += 4) {
        const colour = data.subarray(i, i + 3);
        const [high, low] = [Math.max(...colour) / 255, Math.min(...colour) / 255];
        const light = (high + low) / 2;
        const range = high - low;
        // Saturation of almost black or almost white is an artefact of the formula.
        if (range > 0.12 && range / (1 - Math.abs(2 * light - 1)) > 0.35) saturated++;
      }
      return saturated / (data.length / 4);
    })()`);
    expect(share).toBeLessThanOrEqual(0.01);
    await page.close();
  });

  it("nothing moves once the page has settled", async () => {
    const { page } = await take(healthy, "#/overview?l=en&th=light");
    const frames = await page.evaluate<number>("window.__twin.stats().frames");
    await page.evaluate(CHANCES_TO_DRAW);
    expect(await page.evaluate("window.__twin.stats().frames")).toBe(frames);
    await page.close();
  });
});
