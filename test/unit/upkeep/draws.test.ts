/** Spare parts of finished work on a disk that fails: rule UP16 in docs/rules/upkeep.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WorkBook, WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { openUpkeep } from "../../../edge/upkeep/open-upkeep.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";
import { ASSETS, maintenance } from "../../fakes/production/upkeep.ts";
import { LI, T0, work } from "../../fakes/records/work.ts";
import { log } from "../detect/bench-plant.ts";

const config = maintenance({ spares: [{ part: "SEAL-1", name: { zh: "密封圈", en: "Seal" }, onHand: 10 }] });
const finished = (n: number): WorkItem => {
  const parts = [{ part: "SEAL-1", quantity: 1 }];
  const finish = { kind: "finish", actUid: `f-${n}`, at: T0 + n, by: LI, done: "-", parts } as const;
  return work([finish], { itemUid: `w-${n}` }) as unknown as WorkItem;
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-draws-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Upkeep over a book in which two items finish at the same moment; what is on hand a second later. */
async function onHandAfterTwo(dataDir: string): Promise<number | undefined> {
  const items: WorkItem[] = [];
  const listeners: Parameters<WorkBook["subscribe"]>[0][] = [];
  const upkeep = await openUpkeep({
    config,
    assets: ASSETS,
    site: { timeZone: "UTC", shifts: [] },
    dataDir,
    usage: { machines: new Set(), usage: async () => ({ rows: [], order: "" }) },
    work: {
      newestFirst: () => items,
      find: () => undefined,
      report: () => Promise.reject(new Error("nothing falls due")),
      subscribe: (listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    },
    alerts: { standing: () => [] },
    material: { orders: async () => [] },
    windows: { hasShifts: false, planned: () => [] },
    expectedLives: async () => [],
    stopRates: async () => new Map(),
    keepDays: 90,
    log,
    now: () => T0,
  });
  await upkeep.run();
  items.push(finished(2), finished(1));
  for (const item of [...items].reverse()) for (const listener of listeners) listener({ item } as never);
  // Waits in line behind both; the disk may refuse it too.
  const count = { changeUid: "c-1", part: "SEAL-1", delta: 0, reason: "count" };
  await upkeep.spares.change(count, { by: "li", at: T0 }).catch(() => undefined);
  await upkeep.run();
  const onHand = upkeep.spares.list()[0]?.onHand;
  await upkeep.close();
  return onHand;
}

it("[UP16] a disk that refuses one of two finishes loses neither", async () => {
  let hasFailed = true;
  const seen: (number | undefined)[] = [];
  for (let at = 1; hasFailed; at++)
    ({ hasFailed } = await tryWith(dir, { at, fault: "ENOSPC" }, async () => {
      seen.push(await onHandAfterTwo(join(dir, String(at))));
    }));
  expect(seen.length).toBeGreaterThan(3);
  expect(new Set(seen)).toEqual(new Set([8]));
});
