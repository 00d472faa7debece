import type { Browser, CDPSession, Page } from "playwright-core";
import { stats, until } from "../../test/browser/page.ts";
import { startViewerEdge } from "../../test/fakes/viewer/edge.ts";
import { type Figures, figure } from "../report.ts";
import { keptBytes } from "./kept-objects.ts";

const UPDATES = 500_000;
const SWITCHES = 200;
/** Caches fill and code is compiled during these updates; memory is measured afterwards. */
const WARM_UPDATES = 150_000;
const WARM_SWITCHES = 60;
const POINTS = 10;

interface Measure {
  readonly updates: number;
  readonly heapMb: number;
  /** Of the heap, the objects of the page: no compiled code, which grows as V8 optimizes functions. */
  readonly keptMb: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly geometries: number;
  readonly textures: number;
  readonly programs: number;
}

/**
 * A wall screen's life in a minute: hundreds of thousands of updates while the screens are switched. Counts and
 * memory must not grow.
 */
export async function soak(browser: Browser, dist: string): Promise<Figures> {
  const edge = await startViewerEdge({ dist, healthy: true, frameMs: 100, burst: 8 });
  const page = await browser.newPage({ viewport: { width: 800, height: 450 }, reducedMotion: "reduce" });
  try {
    await page.goto(`${edge.address}/#/overview?l=en&th=light&a=CNC-206`);
    await until(page, "(window.__twin?.stats().frames ?? 0) > 2", 60_000);
    const session = await page.context().newCDPSession(page);
    // Time marks come and go with the clock; on an axis of eight hours none changes during a run.
    await page.locator(".timeline-spans .button").last().click();
    await live(page, WARM_UPDATES, WARM_SWITCHES);
    const measures: Measure[] = [await measure(page, session)];
    for (let point = 1; point <= POINTS; point++) {
      await live(page, UPDATES / POINTS, SWITCHES / POINTS);
      measures.push(await measure(page, session));
    }
    // Live lists vary by a few nodes; a leak raises the lowest count too.
    const least = (ones: readonly Measure[], key: keyof Measure) => Math.min(...ones.map((one) => one[key]));
    const grown = (key: keyof Measure) =>
      figure(`${key}Growth`, `over ${UPDATES.toLocaleString("en")} updates and ${SWITCHES} changes of screen`, key, [
        Math.max(0, least(measures.slice(-4), key) - least(measures.slice(0, 4), key)),
      ]);
    return [
      figure("heapSlopeMbPerMillion", "heap after collection, slope over the run", "MB", [slopeOf(measures, "heapMb")]),
      figure("keptSlopeMbPerMillion", "of it, objects of the page", "MB", [slopeOf(measures, "keptMb")]),
      ...(["nodes", "listeners", "geometries", "textures", "programs"] as const).map(grown),
    ];
  } finally {
    await page.close();
    await edge.stop();
  }
}

/** Runs this many updates and switches screens meanwhile. Ends on the first screen. */
async function live(page: Page, updates: number, switches: number): Promise<void> {
  const until = Number((await stats(page))["samples"]) + updates;
  const keys = await page.evaluate<string[]>(
    "[...document.querySelectorAll('nav.tabs .tab')].map((tab) => tab.dataset.screen)",
  );
  for (let i = 0; i < switches; i++) {
    await page.evaluate(
      `document.querySelector('nav.tabs .tab[data-screen="${keys[(i + 1) % keys.length]}"]').click()`,
    );
    await page.waitForTimeout(60);
  }
  await page.evaluate(`document.querySelector('nav.tabs .tab[data-screen="overview"]').click()`);
  while (Number((await stats(page))["samples"]) < until) await page.waitForTimeout(100);
  await page.waitForTimeout(500);
}

async function measure(page: Page, session: CDPSession): Promise<Measure> {
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  const keptMb = (await keptBytes(session)) / 1e6;
  const figures = await stats(page);
  const count = (key: string) => Number(figures[key]);
  return {
    updates: count("samples"),
    heapMb: usedSize / 1e6,
    keptMb,
    nodes,
    listeners: jsEventListeners,
    geometries: count("geometries"),
    textures: count("textures"),
    programs: count("programs"),
  };
}

/** Slope by least squares, megabytes for each million updates. */
function slopeOf(measures: readonly Measure[], key: "heapMb" | "keptMb"): number {
  const x = measures.map(({ updates }) => updates / 1e6);
  const y = measures.map((one) => one[key]);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const over = x.reduce((sum, one, i) => sum + (one - mx) * ((y[i] as number) - my), 0);
  return over / x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
}
