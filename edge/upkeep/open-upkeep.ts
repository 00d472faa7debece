/** Opens upkeep by the plans of the config. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Site } from "../contracts/plant/plant.ts";
import { siteCalendar, Zone } from "../contracts/plant/time-zone.ts";
import type { UsageReader } from "../contracts/production/usage.ts";
import type { DueReader } from "../contracts/records/due-list.ts";
import type { SpareStock } from "../contracts/records/spares.ts";
import type { WorkBook, WorkItem } from "../contracts/records/work-book.ts";
import { dutiesOf, isByMeter } from "./duties.ts";
import { DutyMemory } from "./duty-memory.ts";
import { Meters } from "./meters.ts";
import { Stock } from "./stock.ts";
import { Upkeep, type UpkeepParts } from "./upkeep.ts";

export interface UpkeepOptions
  extends Pick<UpkeepParts, "config" | "assets" | "alerts" | "material" | "windows" | "expectedLives" | "stopRates"> {
  /** Data folder. */
  readonly dataDir: string;
  readonly site: Pick<Site, "timeZone" | "shifts">;
  readonly usage: UsageReader;
  readonly work: Pick<WorkBook, "newestFirst" | "find" | "report" | "subscribe">;
  /** Days for which the book of states keeps data. */
  readonly keepDays: number;
  readonly log: Logger;
  now(): Micros;
}

export interface OpenUpkeep {
  readonly due: DueReader;
  readonly spares: SpareStock;
  /** Counts some meters; called once a second. */
  count(): Promise<void>;
  /** Writes what has changed and reports what has fallen due; called once a second. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/** Throws EdgeError `disk`, `conflict`. */
export async function openUpkeep(options: UpkeepOptions): Promise<OpenUpkeep> {
  const { config, assets, site, work, usage, keepDays, log, now } = options;
  const dir = join(options.dataDir, "maintenance");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const zone = new Zone(site.timeZone);
  const duties = dutiesOf(config, assets, zone);
  const memory = await DutyMemory.open({ dir, log }, duties, { items: work.newestFirst(), now: now() });
  const stock = await Stock.open({ dir, spares: config.spares, log }, now());
  // Finished work whose parts were not drawn before a kill.
  let isBehind = true;
  const draw = async (items: Iterable<WorkItem>) => {
    try {
      await stock.draw(items);
    } catch {
      // The disk refused, and the log of the edge says so: all items are looked through again in a second.
      isBehind = true;
    }
  };
  const leave = work.subscribe(({ item }) => {
    memory.take(item);
    void draw([item]);
  });
  const metered = new Set(duties.filter(isByMeter).map(({ asset }) => asset.assetUid));
  const meters = await Meters.open({ dir, usage, calendar: siteCalendar(site), keepDays, log }, metered);
  const upkeep = new Upkeep({ ...options, duties, meters, memory, stock, zone });
  return {
    due: upkeep,
    spares: stock,
    count: () => upkeep.count(now()),
    async run() {
      if (isBehind) {
        isBehind = false;
        // Oldest first: what the stock puts together counts as drawn up to its newest change.
        await draw([...work.newestFirst()].reverse());
      }
      await memory.save();
      await upkeep.report(now());
    },
    async close() {
      leave();
      await memory.save();
      await stock.close();
    },
  };
}
