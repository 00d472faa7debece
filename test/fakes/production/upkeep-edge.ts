/** Work items and upkeep on a data folder, without an edge around them: a machine runs ten hours a day. */
import { pino } from "pino";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { UsageReader } from "../../../edge/contracts/production/usage.ts";
import { openUpkeep } from "../../../edge/upkeep/open-upkeep.ts";
import { openWorkBook } from "../../../edge/work/work-book.ts";
import { MemoryJournal } from "../api/deps.ts";
import { ASSETS, LATHE_1, maintenance } from "./upkeep.ts";

export const T0 = Date.UTC(2026, 8, 1) * 1000;

const usage: UsageReader = {
  machines: new Set([LATHE_1]),
  usage: (_asset, bounds) =>
    Promise.resolve({
      rows: bounds.slice(1).map((to, at) => {
        const from = bounds[at] as Micros;
        const seenS = Math.max(0, to - Math.max(from, T0)) / 1e6;
        return { from, to, operatingS: (seenS * 10) / 24, cycles: 0, seenS };
      }),
      order: "",
    }),
};

/** Opens both. `now` is the edge's clock. */
export async function openUpkeepEdge(dir: string, { written, now }: { written: object; now: () => Micros }) {
  const log = pino({ level: "silent" });
  const book = await openWorkBook({ dir, journal: new MemoryJournal(), log });
  const upkeep = await openUpkeep({
    config: maintenance(written),
    assets: ASSETS,
    site: { timeZone: "UTC", shifts: [] },
    dataDir: dir,
    usage,
    work: book,
    alerts: { standing: () => [] },
    material: { orders: async () => [] },
    windows: { hasShifts: false, planned: () => [] },
    expectedLives: async () => [],
    stopRates: async () => new Map(),
    keepDays: 90,
    log,
    now,
  });
  return {
    book,
    upkeep,
    async close() {
      await upkeep.close();
      await book.close();
    },
  };
}
