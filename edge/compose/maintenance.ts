/** Composition of upkeep: plans, their meters and the list of what is due. */
import type { Logger } from "pino";
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { HealthReader } from "../contracts/health/component-condition.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TimeRange } from "../contracts/path/time-range.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import { matchesAsset } from "../contracts/plant/tag-pattern.ts";
import type { MaterialReader } from "../contracts/production/material.ts";
import type { ProductionReader } from "../contracts/production/production.ts";
import type { UsageReader } from "../contracts/production/usage.ts";
import type { DueReader } from "../contracts/records/due-list.ts";
import type { SpareStock } from "../contracts/records/spares.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { PlantConfig } from "../plugins.ts";
import { WorkCalendar } from "../production/state/work-calendar.ts";
import { openUpkeep } from "../upkeep/open-upkeep.ts";
import type { WindowContext } from "../upkeep/windows.ts";
import { stopCostsOf } from "./stop-costs.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 1_000;

export interface MaintenanceParts {
  readonly config: PlantConfig;
  readonly dataDir: string;
  readonly readers: {
    readonly usage: UsageReader;
    readonly material: MaterialReader;
    readonly componentHealth: Pick<HealthReader, "expectedLives">;
    readonly production: Pick<ProductionReader, "lines" | "line">;
  };
  readonly work: Pick<WorkBook, "newestFirst" | "find" | "report" | "subscribe">;
  readonly book: Pick<AlertBook, "standing">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): Micros;
}

/** Opens upkeep after the books and the work items. Throws EdgeError `disk`, `conflict`. */
export async function openMaintenance(
  { config, dataDir, readers, work, book, jobs, log, now }: MaintenanceParts,
  stop: StopStack,
): Promise<{ readonly due: DueReader; readonly spares: SpareStock }> {
  const { site, assets, kpis, maintenance } = config;
  const upkeep = await openUpkeep({
    config: maintenance,
    assets,
    site,
    dataDir,
    usage: readers.usage,
    material: readers.material,
    stopRates: stopCostsOf(readers.production),
    expectedLives: () => readers.componentHealth.expectedLives(),
    work,
    alerts: book,
    windows: { hasShifts: site.shifts.length > 0, planned: plannedByDay(config) },
    keepDays: kpis.keepDays,
    log: log.child({ part: "maintenance" }),
    now,
  });
  stop.add("maintenance", () => upkeep.close());
  const counting = jobs.start({ name: "maintenance meters", everyMs: EVERY_MS, run: () => upkeep.count() });
  const running = jobs.start({ name: "maintenance plans", everyMs: EVERY_MS, run: () => upkeep.run() });
  stop.add("maintenance: jobs", () => Promise.all([counting.stop(), running.stop()]));
  return { due: upkeep.due, spares: upkeep.spares };
}

/** Days that are remembered; each is the same for all assets with the same breaks. */
const MOST_DAYS = 1_000;

/** Planned busy time in whole days, remembered: a list asks for the same days again and again. */
function plannedByDay({ site, kpis }: PlantConfig): WindowContext["planned"] {
  const calendar = new WorkCalendar(site, kpis);
  const known = new Map<string, readonly TimeRange[]>();
  const ofDay = (asset: AssetConfig, from: Micros, to: Micros): readonly TimeRange[] => {
    const breaks = kpis.breaks.map(({ of }) => of === undefined || matchesAsset(of, asset));
    const key = `${from} ${breaks.join()}`;
    const found = known.get(key) ?? calendar.planned(asset, from, to);
    if (known.size >= MOST_DAYS) known.clear();
    known.set(key, found);
    return found;
  };
  // Days by their beginning: to look them up in the time zone takes most of the time of a long list.
  const days = new Map<Micros, TimeRange>();
  const dayFrom = (start: Micros): TimeRange => {
    const day = days.get(start) ?? calendar.site.dayAt(start);
    if (days.size >= MOST_DAYS) days.clear();
    days.set(start, day);
    return day;
  };
  return (asset, from, to) => {
    const stretches: TimeRange[] = [];
    for (let day: TimeRange = calendar.site.dayAt(from); day.from < to; day = dayFrom(day.to))
      stretches.push(...ofDay(asset, day.from, day.to));
    return stretches;
  };
}
