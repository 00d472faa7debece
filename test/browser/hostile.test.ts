import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Plant } from "../../edge/contracts/plant/plant.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";
import { drawn, launch, MISSING, open, patient, stats, until } from "./page.ts";

const MARKUP = "<script>window.pwned=1</script><img src=x onerror='window.pwned=1'>";
const LONG = "A name that nobody should give ".repeat(8).slice(0, 200);

/** The demo's plant with names from a careless or hostile config. */
function hostilePlant(): ReturnType<typeof viewerPlant> {
  const { plant, signals } = viewerPlant();
  const renamed = new Map([
    ["CNC-206", { name: { zh: MARKUP, en: MARKUP } }],
    ["CNC-103", { label: "CNC-103-WITH-A-LABEL-OF-FORTY-CHARACTERS", name: { zh: LONG, en: LONG } }],
    ["CNC-101", { label: "آلة-١", name: { zh: "\u202eمخرطة", en: "\u202edesrever" } }],
    ["CNC-104", { label: "无空格".repeat(20), name: { zh: "长".repeat(200), en: "W".repeat(200) } }],
  ]);
  const hostile: Plant = {
    ...plant,
    site: { ...plant.site, name: { zh: LONG, en: LONG } },
    assets: plant.assets.map((asset) => ({ ...asset, ...renamed.get(asset.label) })),
    zones: plant.zones.map((zone) => ({ ...zone, name: { zh: MARKUP, en: MARKUP } })),
  };
  return {
    plant: hostile,
    signals: signals.map((signal, i) =>
      i % 9 === 0 ? { ...signal, tag: { ...signal.tag, name: { zh: MARKUP, en: `${MARKUP} ${LONG}` } } } : signal,
    ),
  };
}

/** Pixels between two machines in the picture. */
const APART = `() => {
  const [a, b] = ['CHL-01', 'OVN-01'].map((label) => window.__twin.whereIs(label));
  return Math.hypot(a.x - b.x, a.y - b.y);
}`;

/**
 * The same once the camera rests: it glides on after a touch and moves with every frame, so twenty equal frames mean
 * rest.
 */
const APART_AT_REST = `new Promise((resolve) => {
  let [last, same] = [0, 0];
  const look = () => {
    const now = (${APART})();
    same = now === last ? same + 1 : 0;
    last = now;
    if (same === 20) resolve(now);
    else requestAnimationFrame(look);
  };
  look();
})`;

/** Buttons outside the window or below another element. */
const OUT_OF_REACH = `[
  ...document.querySelectorAll('.top .button, .clock, .alert-actions .button')
].flatMap((element) => {
  const box = element.getBoundingClientRect();
  const list = element.closest('.alerts');
  const scrolledAway = list !== null && box.bottom > list.getBoundingClientRect().bottom;
  const folded = element.closest('details:not([open])') !== null;
  if (box.width === 0 || box.bottom > innerHeight || folded || scrolledAway) return [];
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.right > innerWidth + 1 || (hit !== element && !element.contains(hit)) ? [element.textContent.trim()] : [];
})`;

describe.skipIf(MISSING !== "")("robustness of the page", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge({ model: hostilePlant() });
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  async function show(page: Page, screen: string): Promise<void> {
    await page.evaluate(`location.hash = "#/${screen}?l=en&th=light&a=CNC-206"`);
    await until(page, `document.querySelector('.tab[aria-current="page"]')?.dataset.screen === "${screen}"`);
  }

  it("names are text: markup is inert, long names push nothing away, right-to-left stays in place", async () => {
    const { page, faults } = await open(browser, edge.address, {
      hash: "#/overview?l=en&th=light&a=CNC-206",
      width: 1366,
      height: 768,
    });
    await drawn(page);
    for (const screen of ["overview", "alerts", "diagnostics", "asset", "material", "safety", "layout"]) {
      await show(page, screen);
      expect(
        await page.evaluate("window.pwned ?? document.querySelectorAll('#app img, #app script, dialog img').length"),
        screen,
      ).toBe(0);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen).toBe(true);
      expect(await page.evaluate(OUT_OF_REACH), screen).toEqual([]);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  it("on a device whose clock is an hour off, the edge's time and correct ages are shown", async () => {
    const page = await patient(
      await browser.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: "reduce" }),
    );
    await page.addInitScript("{ const now = Date.now; Date.now = () => now() + 3_600_000; }");
    await page.goto(`${edge.address}/#/diagnostics?l=en&th=light`);
    const row = page.locator(".tag-table tbody tr", { hasText: "good" }).first();
    await row.waitFor();
    await until(page, "document.querySelector('.tag-table .is-live td:nth-child(5)') !== null");
    const ages = await page.locator(".tag-table .is-live td:nth-child(5)").allTextContents();
    expect(ages.filter((age) => /\bh\b|\bd\b/.test(age))).toEqual([]);
    const [, hour = "", minute = ""] =
      /(\d\d):(\d\d):\d\d/.exec((await page.locator(".clock").textContent()) ?? "") ?? [];
    const [edgeHour = "", edgeMinute = ""] = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Asia/Shanghai",
      hour: "2-digit",
      minute: "2-digit",
    })
      .format(Date.now())
      .split(":");
    const minutes = (Number(hour) - Number(edgeHour)) * 60 + Number(minute) - Number(edgeMinute);
    expect(Math.min(Math.abs(minutes), 1_440 - Math.abs(minutes))).toBeLessThan(2);
    await page.close();
  });

  it("a page that was hidden continues with the newest values and has queued no frames", async () => {
    const { page, faults } = await open(browser, edge.address);
    await drawn(page);
    const hide = (isHidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true });
        const visibility = { value: "${isHidden ? "hidden" : "visible"}", configurable: true };
        Object.defineProperty(document, "visibilityState", visibility);
        document.dispatchEvent(new Event("visibilitychange"));`,
      );
    await hide(true);
    const before = Number((await stats(page))["samples"]);
    await until(page, `window.__twin.stats().samples > ${before + 1_000}`);
    await hide(false);
    const frames = Number((await stats(page))["frames"]);
    await until(page, `window.__twin.stats().frames > ${frames}`);
    expect(await page.locator(".no-data").count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("touch controls the picture: a tap selects, one finger turns, two fingers zoom", async () => {
    const context = await browser.newContext({
      viewport: { width: 1024, height: 768 },
      hasTouch: true,
      isMobile: true,
      reducedMotion: "reduce",
    });
    const page = await patient(await context.newPage());
    // Without alarms no label lies under a finger.
    const calm = await startViewerEdge({ healthy: true });
    await page.goto(`${calm.address}/#/overview?l=en&th=light`);
    await drawn(page);
    const place = await page.evaluate<{ x: number; y: number }>("window.__twin.whereIs('CHL-01') ?? null");
    const box = await page.locator(".scene-canvas").boundingBox();
    if (box === null || place === null) throw new Error("no picture");
    await page.touchscreen.tap(box.x + place.x, box.y + place.y - 6);
    await until(page, "location.hash.includes('CHL-01')");
    const touch = await context.newCDPSession(page);
    const at = (points: readonly (readonly [number, number])[]) =>
      points.map(([x, y], id) => ({ x: box.x + x, y: box.y + y, id }));
    const drag = async (steps: readonly (readonly (readonly [number, number])[])[]) => {
      await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(steps[0] ?? []) });
      for (const step of steps.slice(1))
        await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(step) });
      await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    await drag([[[300, 300]], [[340, 300]], [[400, 300]]]);
    await until(page, `Math.abs(window.__twin.whereIs('CHL-01').x - ${place.x}) > 5`);
    const before = await page.evaluate<number>(APART_AT_REST);
    await drag([
      [
        [280, 300],
        [320, 300],
      ],
      [
        [240, 300],
        [360, 300],
      ],
      [
        [180, 300],
        [420, 300],
      ],
    ]);
    await until(page, `(${APART})() > ${before * 1.3}`);
    await context.close();
    await calm.stop();
  });
});
