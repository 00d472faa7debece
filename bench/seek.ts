/**
 * `npm run bench -- seek`: days with the tags, samples and events of the demo plant, and the plant at random instants
 * of them.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { EmbeddedHistorian } from "../edge/historian/embedded/start-historian.ts";
import { DAY_S, EVERY_US, fill, type Stored, TAGS } from "./demo-days.ts";
import { cpuUs, rssMb } from "./process-figures.ts";
import { type Figures, figure } from "./report.ts";
import { withHistorian } from "./with-historian.ts";

const SEEKS = 300;
const AFTER_US = 10e6;

/** Seeks to instants all over the history. Returns the times, ms. */
async function timeSeeks(historian: EmbeddedHistorian, { start, seconds }: Stored): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < SEEKS; i++) {
    const at = Math.floor(start + 3600e6 + Math.random() * (seconds - 7200) * 1e6);
    const asked = performance.now();
    const [keyframe, stretch] = await Promise.all([
      historian.keyframe(at),
      historian.stretch({ from: at, to: at + AFTER_US, every: 0 }),
    ]);
    took.push(performance.now() - asked);
    if (keyframe.samples.length !== TAGS || stretch.samples.length !== (TAGS * AFTER_US) / EVERY_US)
      throw new Error(`the seek found ${keyframe.samples.length} tags and ${stretch.samples.length} samples`);
  }
  return took.sort((a, b) => a - b);
}

/** Stores `seconds` of the plant, at most as fast as the historian follows. */
export async function benchSeek({ seconds }: { seconds: number }): Promise<Figures> {
  const start = Math.floor((Date.now() * 1000 - (seconds + 300) * 1e6) / 60e6) * 60e6;
  return withHistorian(seconds / 3600 + 48, async ({ dir, commitLog, historian }) => {
    await fill(historian, commitLog, { start, seconds });
    const began = cpuUs(historian.pid as number);
    const took = await timeSeeks(historian, { start, seconds });
    const at = (share: number): number => took[Math.floor(took.length * share)] as number;
    return [
      figure(
        "seekP50Ms",
        `the plant at a random instant of ${(seconds / DAY_S).toFixed(1)} days ` +
          `(${((TAGS * seconds) / EVERY_US).toFixed(0)} million samples) and the 10 s after it`,
        "ms",
        [at(0.5)],
      ),
      figure("seekP95Ms", "the same, 95th percentile", "ms", [at(0.95)]),
      figure("seekCpuMs", "CPU of the historian for one", "ms", [
        (cpuUs(historian.pid as number) - began) / 1e3 / SEEKS,
      ]),
      figure("spans", "closed spans", "", [readdirSync(join(dir, "historian", "spans")).length]),
      figure("historianMb", "memory of the historian's process then", "MiB", [rssMb(historian.pid as number)]),
    ];
  });
}
