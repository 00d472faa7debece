import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { localTextOf } from "../../../contracts/path/written-time.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { dueCsv } from "../../../contracts/records/due-csv.ts";
import type { DueEntry, DueReader } from "../../../contracts/records/due-list.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { bounded } from "../range.ts";

const DAY_US = 86_400e6;
export const DEFAULT_ENTRIES = 100;
export const MOST_ENTRIES = 500;

export interface DueDeps {
  /** Absent where the edge keeps no plans. */
  readonly due?: DueReader;
  now(): Micros;
}

export interface DueFilter {
  readonly asset?: string | undefined;
  /** Only what may be due within these days, and what nobody can date. */
  readonly days?: number | undefined;
}

/** A page of the list, and how much the whole list has. */
export interface DuePage {
  readonly entries: readonly DueEntry[];
  readonly count: number;
  /** Entries that are due or overdue. */
  readonly urgentCount: number;
  /** Key of the last entry of the page, where there are more. */
  readonly cursor?: string;
}

/**
 * The due list, most urgent first. It is made anew for each page, so an entry that moves in between may be on two
 * pages or on none. Throws EdgeError `bad-request`, `unavailable`.
 */
export async function whatIsDue(
  deps: DueDeps,
  caller: Caller,
  {
    limit,
    cursor,
    ...filter
  }: DueFilter & { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<DuePage> {
  demand(caller, "GET /api/v1/maintenance-due");
  const most = bounded("limit", limit, { byDefault: DEFAULT_ENTRIES, most: MOST_ENTRIES });
  const all = await fitting(deps, filter);
  const start = cursor === undefined ? 0 : all.findIndex(({ key }) => key === cursor) + 1;
  if (start === 0 && cursor !== undefined)
    throw new EdgeError("bad-request", "cursor: no such page; begin again without a cursor");
  const entries = all.slice(start, start + most);
  const last = entries.at(-1);
  return {
    entries,
    count: all.length,
    urgentCount: all.filter(({ state }) => state === "due" || state === "overdue").length,
    ...(last === undefined || start + most >= all.length ? {} : { cursor: last.key }),
  };
}

export interface DueExportDeps extends DueDeps {
  readonly plant: Pick<Plant, "site">;
  readonly journal: Pick<Journal, "record">;
  /** Pseudonym used in exports. Absent where the edge has no key for them. */
  readonly pseudonymOf?: (name: string) => string;
}

/** The list as a table, with pseudonyms; the export is recorded. Throws EdgeError `unavailable`, `disk`. */
export async function exportDue(
  deps: DueExportDeps,
  caller: Caller,
  { filter, asked }: { readonly filter: DueFilter; readonly asked: object },
): Promise<string> {
  demand(caller, "GET /api/v1/maintenance-due.csv");
  const { plant, pseudonymOf } = deps;
  if (pseudonymOf === undefined) throw new EdgeError("unavailable", "This edge has no key for pseudonyms.");
  const entries = await fitting(deps, filter);
  await deps.journal.record({
    principal: principalFrom(caller),
    action: "export",
    target: "maintenance-due",
    result: "done",
    after: { entries: entries.length, ...asked },
  });
  return dueCsv(entries, { nameOf: pseudonymOf, localTime: localTextOf(plant.site.timeZone) });
}

async function fitting({ due, now }: DueDeps, { asset, days }: DueFilter): Promise<readonly DueEntry[]> {
  if (due === undefined) throw new EdgeError("unavailable", "This edge keeps no maintenance plans.");
  const at = now();
  const until = days === undefined ? Number.POSITIVE_INFINITY : at + days * DAY_US;
  const all = await due.due(at);
  return all.filter(
    (one) => (asset === undefined || one.assetUid === asset) && (one.due.earliest ?? one.due.at ?? 0) <= until,
  );
}
