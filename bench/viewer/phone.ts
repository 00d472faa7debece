import type { Browser } from "playwright-core";
import { until } from "../../test/browser/page.ts";
import { startViewerEdge } from "../../test/fakes/viewer/edge.ts";
import { type Figures, figure } from "../report.ts";

/** Factor by which an older phone is slower than this machine's core. */
const SLOWER = 4;

/** Records the time at which state, alerts and values are on the page. */
const WATCH = `new MutationObserver(() => {
  const shows = (selector) => document.querySelector(selector) !== null;
  if (window.shownMs === undefined && shows(".phone-state") && shows(".phone-values dd"))
    window.shownMs = performance.now();
}).observe(document, { childList: true, subtree: true });`;

/** The page behind the label on a machine, in a window of 360 pixels on a slowed-down core, without a cache. */
export async function phonePage(browser: Browser, dist: string, rounds: number): Promise<Figures> {
  const shown: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const edge = await startViewerEdge({ dist });
    const page = await browser.newPage({ viewport: { width: 360, height: 740 }, reducedMotion: "reduce" });
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.addInitScript(WATCH);
    await page.goto(`${edge.address}/phone.html?a=CNC-206`);
    await until(page, "window.shownMs !== undefined", 60_000);
    shown.push(await page.evaluate<number>("window.shownMs"));
    await page.close();
    await edge.stop();
  }
  return [
    figure(
      "phoneMs",
      `phone's page, from the address to state, alerts and values, core slowed ${SLOWER} times`,
      "ms",
      shown,
    ),
  ];
}
