import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { localTextOf } from "../../../contracts/path/written-time.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { dueCsv } from "../../../contracts/records/due-csv.ts";
import type { DueEntry, DueReader } from "../../../contracts/records/due-list.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";

const DAY_US = 86_400e6;

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

/** The due list, most urgent first. Throws EdgeError `unavailable`. */
export async function whatIsDue(deps: DueDeps, caller: Caller, filter: DueFilter): Promise<readonly DueEntry[]> {
  demand(caller, "GET /api/v1/maintenance-due");
  return await fitting(deps, filter);
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
