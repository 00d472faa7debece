/** Work items as a table, and the key figures of maintenance. */
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { localTextOf } from "../../../contracts/path/written-time.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { ProductionReader } from "../../../contracts/production/production.ts";
import { figuresCsv } from "../../../contracts/records/figures-csv.ts";
import {
  type AssetMaintenance,
  type FailureTime,
  figuresOfWork,
  finishedIn,
  type MaintenanceFigures,
  timeOfPlant,
} from "../../../contracts/records/maintenance-figures.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import { workCsv } from "../../../contracts/records/work-csv.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import type { Range } from "../range.ts";
import { fits, keptWork, type WorkDeps, type WorkFilter } from "./list.ts";

export const MOST_EXPORTED = 10_000;
/** Text of a table in memory. */
const MOST_CHARS = 32 * 2 ** 20;

export interface WorkExportDeps extends WorkDeps {
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly journal: Pick<Journal, "record">;
  /** Pseudonym used in exports. Absent where the edge has no key for them. */
  readonly pseudonymOf?: (name: string) => string;
}

/** Items as a table, with pseudonyms; the export is recorded. Throws EdgeError `bad-request`, `unavailable`, `disk`. */
export async function exportWork(
  deps: WorkExportDeps,
  caller: Caller,
  { filter, asked }: { readonly filter: WorkFilter; readonly asked: object },
): Promise<ReturnType<typeof workCsv>> {
  demand(caller, "GET /api/v1/work-items.csv");
  const { plant, journal, pseudonymOf } = deps;
  if (pseudonymOf === undefined) throw new EdgeError("unavailable", "This edge has no key for pseudonyms.");
  const items: WorkItem[] = [];
  let chars = 0;
  for (const item of keptWork(deps).newestFirst()) {
    if (!fits(item, filter)) continue;
    items.push(item);
    chars += JSON.stringify(item).length;
    if (items.length > MOST_EXPORTED || chars > MOST_CHARS)
      throw new EdgeError("bad-request", `more than ${items.length - 1} work items match; take a shorter time`);
  }
  await journal.record({
    principal: principalFrom(caller),
    action: "export",
    target: "work-items",
    result: "done",
    after: { items: items.length, ...asked },
  });
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid as string, label]));
  return workCsv(items, {
    labelOf: (uid) => labels.get(uid) ?? "",
    nameOf: pseudonymOf,
    localTime: localTextOf(plant.site.timeZone),
  });
}

/** Longest range of figures. */
const MOST_US = 366 * 86_400e6;
/** Machines whose states are asked for one answer. */
const MOST_ASSETS = 100;

export interface MaintenanceDeps extends WorkDeps {
  /** Absent where the edge follows no states of machines. */
  readonly production?: ProductionReader;
}

type AskedFigures = Range & { readonly asset?: string | undefined };

interface AllFigures {
  readonly plant: MaintenanceFigures;
  readonly assets: readonly AssetMaintenance[];
}

/**
 * Figures of each asset with finished work in the range, or of one asset, and of all of them together. Throws
 * EdgeError `bad-request`, `unavailable`.
 */
export async function maintenanceFigures(
  deps: MaintenanceDeps,
  caller: Caller,
  asked: AskedFigures,
): Promise<AllFigures> {
  demand(caller, "GET /api/v1/maintenance-figures");
  return await figuresIn(deps, asked);
}

/** The same as a table; the export is recorded. Throws EdgeError `bad-request`, `unavailable`, `disk`. */
export async function exportFigures(
  deps: MaintenanceDeps & Pick<WorkExportDeps, "plant" | "journal">,
  caller: Caller,
  { filter, asked }: { readonly filter: AskedFigures; readonly asked: object },
): Promise<string> {
  demand(caller, "GET /api/v1/maintenance-figures.csv");
  const { plant, journal } = deps;
  const { from, to } = filter;
  const figures = await figuresIn(deps, filter);
  await journal.record({
    principal: principalFrom(caller),
    action: "export",
    target: "maintenance-figures",
    result: "done",
    after: { assets: figures.assets.length, ...asked },
  });
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid as string, label]));
  const localTime = localTextOf(plant.site.timeZone);
  return figuresCsv(figures, { from, to, localTime, labelOf: (uid) => labels.get(uid) ?? "" });
}

async function figuresIn(deps: MaintenanceDeps, { asset, ...range }: AskedFigures): Promise<AllFigures> {
  if (range.to - range.from > MOST_US) throw new EdgeError("bad-request", "take 366 days at most");
  const finished = finishedIn(keptWork(deps).newestFirst(), range).filter(
    ({ about }) => asset === undefined || about.assetUid === asset,
  );
  const byAsset = Map.groupBy(finished, ({ about }) => about.assetUid);
  if (byAsset.size > MOST_ASSETS)
    throw new EdgeError("bad-request", `more than ${MOST_ASSETS} assets have work in this time; take one asset`);
  if (asset !== undefined && byAsset.size === 0) byAsset.set(asset as AssetUid, []);
  const times = new Map<AssetUid, FailureTime>();
  const assets: AssetMaintenance[] = [];
  for (const [assetUid, items] of byAsset) {
    const time = await failureTime(deps, assetUid, range);
    times.set(assetUid, time);
    assets.push({ assetUid, ...figuresOfWork(items, time) });
  }
  const [timeOfAsset] = times.values();
  const together = asset !== undefined && timeOfAsset !== undefined ? timeOfAsset : await plantTime(deps, times, range);
  return { plant: figuresOfWork(finished, together), assets };
}

/** Machines that did not fail have their part in the time of the plant. `times`: of the assets with work. */
async function plantTime(
  deps: MaintenanceDeps,
  times: ReadonlyMap<AssetUid, FailureTime>,
  range: Range,
): Promise<FailureTime> {
  const others = (deps.production?.machines ?? []).filter(({ assetUid }) => !times.has(assetUid));
  if (times.size + others.length > MOST_ASSETS) return timeOfPlant([]);
  const all = [...times.values()];
  for (const { assetUid } of others) all.push(await failureTime(deps, assetUid, range));
  return timeOfPlant(all);
}

/** The time that a machine ran; of an asset whose states are not read, the time that passed. */
async function failureTime({ production, now }: MaintenanceDeps, asset: AssetUid, range: Range): Promise<FailureTime> {
  const to = Math.min(range.to, now());
  if (production?.machines.some(({ assetUid }) => assetUid === asset) !== true)
    return { operatingS: Math.max(0, to - range.from) / 1e6, timeBasis: "calendar-time" };
  const { elements } = await production.figures(asset, { from: range.from, to: range.to });
  return { operatingS: elements.APT + elements.AUST, timeBasis: "operating-time" };
}
