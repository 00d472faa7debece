import type { Journal } from "../../../contracts/access/journal.ts";
import type { AlarmFigures } from "../../../contracts/alerts/alarm-figures.ts";
import type { AlertBook, AlertView } from "../../../contracts/alerts/alert.ts";
import { alertCsv } from "../../../contracts/alerts/alert-csv.ts";
import { byAttention } from "../../../contracts/alerts/alert-order.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { localTextOf } from "../../../contracts/path/written-time.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { TagRef, TagTable } from "../../../contracts/plant/tag.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { bounded, type Range } from "../range.ts";

export const MAX_HISTORY = 2000;
export const DEFAULT_HISTORY = 500;
/** Maximum lines of a table, 5 MB; the book keeps 5,000 closed alerts. */
export const MOST_EXPORTED = 10_000;
/** Alarms are counted in each ten minutes of the range: a month of 31 days in which clocks are set back. */
const MOST_FIGURES_US = 31 * 86_400e6 + 3_600e6;

export interface AlertListDeps {
  readonly alerts: Pick<AlertBook, "version" | "standing" | "history">;
}

interface AlertsAsked {
  readonly range?: Range | undefined;
  readonly asset?: string | undefined;
  readonly limit?: number | undefined;
}

/** Lists the alerts that are not closed, most urgent first; with a range, all alerts raised in it, newest first. */
export function listAlerts(
  { alerts }: AlertListDeps,
  caller: Caller,
  { range, asset, limit }: AlertsAsked,
): { readonly version: number; readonly alerts: readonly AlertView[] } {
  demand(caller, "GET /api/v1/alerts");
  const most = bounded("limit", limit, { byDefault: DEFAULT_HISTORY, most: MAX_HISTORY });
  const { version } = alerts;
  const all =
    range === undefined ? [...alerts.standing()].sort(byAttention) : alerts.history(range.from, range.to, most);
  const wanted = asset === undefined ? all : all.filter((alert) => alert.assetUid === asset);
  return { version, alerts: wanted.slice(0, most) };
}

/** Values that fields of an alert must have; an absent field matches every alert. */
interface AlertFilter {
  readonly asset?: string;
  readonly annunciation?: string;
  readonly state?: string;
  readonly priority?: number;
}

export interface AlertExportDeps {
  readonly alerts: Pick<AlertBook, "standing" | "history">;
  readonly tags: Pick<TagTable, "at">;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly journal: Pick<Journal, "record">;
  /** Pseudonym used in exports. Absent where the edge has no key for them. */
  readonly pseudonymOf?: (name: string) => string;
}

interface ExportQuestion {
  readonly range?: Range | undefined;
  readonly filter: AlertFilter;
  /** The query as the caller wrote it, for the audit log. */
  readonly asked: object;
}

/**
 * Alerts as a table, with pseudonyms; the export is recorded. Throws EdgeError `bad-request`, `unavailable`, `disk`.
 */
export async function exportAlerts(
  { alerts, tags, plant, journal, pseudonymOf }: AlertExportDeps,
  caller: Caller,
  { range, filter, asked }: ExportQuestion,
): Promise<ReturnType<typeof alertCsv>> {
  demand(caller, "GET /api/v1/alerts/export");
  if (pseudonymOf === undefined) throw new EdgeError("unavailable", "This edge has no key for pseudonyms.");
  const all = range === undefined ? alerts.standing() : alerts.history(range.from, range.to, MOST_EXPORTED + 1);
  const list = all.filter((alert) => fits(alert, filter));
  if (list.length > MOST_EXPORTED)
    throw new EdgeError("bad-request", `more than ${MOST_EXPORTED} alerts match; take a shorter time`);
  await journal.record({
    principal: principalFrom(caller),
    action: "export",
    target: "alerts",
    result: "done",
    after: { alerts: list.length, ...asked },
  });
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid as string, label]));
  const tagOf = (ref: number) => tags.at(ref as TagRef);
  const localTime = localTextOf(plant.site.timeZone);
  return alertCsv(list, { labelOf: (uid) => labels.get(uid) ?? "", tagOf, nameOf: pseudonymOf, localTime });
}

function fits(alert: AlertView, { asset, annunciation, state, priority }: AlertFilter): boolean {
  return (
    (asset === undefined || alert.assetUid === asset) &&
    (annunciation === undefined || alert.annunciation === annunciation) &&
    (state === undefined || alert.state === state) &&
    (priority === undefined || alert.priority === priority)
  );
}

/** Performance of the alarm system in a range. Throws EdgeError `bad-request`. */
export function alarmFiguresOf(
  { alerts }: { readonly alerts: Pick<AlertBook, "figures"> },
  caller: Caller,
  { from, to }: Range,
): AlarmFigures {
  demand(caller, "GET /api/v1/alerts/figures");
  if (to - from > MOST_FIGURES_US) throw new EdgeError("bad-request", "take 31 days at most: the edge keeps thirty");
  return alerts.figures(from, to);
}
