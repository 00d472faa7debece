/**
 * `npm run bench -- explore`: fifty tags over all stored days in one question, beside the same tags asked one by one.
 * The data are those of `bench -- seek`.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TagRef } from "../edge/contracts/plant/tag.ts";
import type { CommitLog } from "../edge/historian/log/commit-log.ts";
import { DAY_S, EVERY_US, fill, TAGS } from "./demo-days.ts";
import { cpuUs, rssMb } from "./process-figures.ts";
import { type Figures, figure } from "./report.ts";
import { withHistorian } from "./with-historian.ts";

const CURVES = 50;
const WIDTH = 1_000;
const WARM = 9;
/** Tags all over the plant, so that their samples lie apart. */
const REFS = Array.from({ length: CURVES }, (_, i) => Math.floor((i * TAGS) / CURVES) as TagRef);
/** A day takes seconds; nothing for this long means that the historian stands. */
const NOTHING_MERGED_MS = 10 * 60_000;

/**
 * Resolves when all whole days are merged. The historian merges one at a time while the log grows, as that of a running
 * edge does every second.
 */
async function merged(dir: string, commitLog: CommitLog, days: number): Promise<void> {
  const folder = join(dir, "historian", "merged");
  const isDay = (name: string): boolean => /^\d{8}-/.test(name);
  const mergedDays = (): number => (existsSync(folder) ? readdirSync(folder).filter(isDay).length : 0);
  let last = { days: 0, at: performance.now() };
  while (mergedDays() < days) {
    if (mergedDays() > last.days) last = { days: mergedDays(), at: performance.now() };
    if (performance.now() > last.at + NOTHING_MERGED_MS)
      throw new Error(`the historian merged ${last.days} of ${days} days, and none for ten minutes`);
    const at = Date.now() * 1000;
    const eventUid = `019bbbbb-0000-7000-8000-${(at % 2 ** 48).toString(16).padStart(12, "0")}`;
    commitLog.pushEvents({
      events: [{ eventUid, type: "tick", time: at, receivedAt: at, schema: "tick/1", payload: {} }],
    });
    await sleep(1_000);
  }
}

/** Stores `seconds` of the plant, and asks for a chart of all of it. */
export async function benchExplore({ seconds }: { seconds: number }): Promise<Figures> {
  const start = Math.floor((Date.now() * 1000 - (seconds + 300) * 1e6) / 60e6) * 60e6;
  const days = (seconds / DAY_S).toFixed(1);
  return withHistorian(seconds / 3600 + 48, async ({ dir, commitLog, historian }) => {
    await fill(historian, commitLog, { start, seconds });
    await merged(dir, commitLog, Math.floor(seconds / DAY_S) - 1);
    const question = { refs: REFS, from: start, to: start + seconds * 1e6, width: WIDTH };
    const ask = async (): Promise<number> => {
      const asked = performance.now();
      const { tags, grid } = await historian.trends(question);
      const took = performance.now() - asked;
      const filled = tags.filter(({ quality }) => quality.filter((one) => one > 0).length >= grid.columns - 2);
      if (filled.length !== CURVES) throw new Error(`only ${filled.length} curves are whole`);
      return took;
    };
    const cold = await ask();
    const began = cpuUs(historian.pid as number);
    const warm: number[] = [];
    const oneByOne: number[] = [];
    for (let i = 0; i < WARM; i++) {
      warm.push(await ask());
      if (i > 0) continue;
      const asked = performance.now();
      for (const ref of REFS) await historian.trend({ ref, from: question.from, to: question.to, width: WIDTH });
      oneByOne.push(performance.now() - asked);
    }
    const millions = Math.round((TAGS * seconds) / EVERY_US);
    const about = `${CURVES} tags × ${days} days (${millions} million samples) in ${WIDTH} columns`;
    return [
      figure("exploreMs", `${about}, asked again`, "ms", warm),
      figure("exploreColdMs", "the same, asked for the first time", "ms", [cold]),
      figure("oneByOneMs", "baseline: the same tags, one question each", "ms", oneByOne),
      figure("exploreCpuS", "CPU of the historian for all of these", "s", [
        (cpuUs(historian.pid as number) - began) / 1e6,
      ]),
      figure("spans", "closed spans", "", [readdirSync(join(dir, "historian", "spans")).length]),
      figure("historianMb", "memory of the historian's process then", "MiB", [rssMb(historian.pid as number)]),
    ];
  });
}
