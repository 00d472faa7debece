/** Risk of zones over time (rules LV38 to LV41 in docs/rules/live-risk.md). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { EventReader } from "../../../contracts/path/historian.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import {
  MINUTE_US,
  mergedMinute,
  spansOf,
  ZONE_RISK_MINUTE,
  type ZoneHistory,
  type ZoneRiskMinute,
} from "../../../contracts/safety/zone-history.ts";
import { type Caller, demand } from "../caller.ts";
import type { Range } from "../range.ts";

export interface ZoneHistoryDeps {
  readonly events: Pick<EventReader, "events">;
  readonly plant: Pick<Plant, "zones">;
  now(): Micros;
}

/** Longest range of one answer, hours: a day and a bit. */
export const MOST_HOURS = 25;
/** Minutes that a restart or a clock that was set back cut in two are recorded twice. */
const MOST_RECORDS = 2 * 60 * MOST_HOURS;
/** Time until the newest minute can be read. */
const READABLE_US = 5e6;

/** In whole minutes. */
interface Answer extends Range {
  readonly zones: readonly ZoneHistory[];
}

/**
 * What was recorded in [from, to), in whole minutes that are over, of one zone or of all: those of the plant, and those
 * that it had then. Throws EdgeError `bad-request`, `not-found` for a zone that it never had, `unavailable`.
 */
export async function zoneHistory(
  { events, plant, now }: ZoneHistoryDeps,
  caller: Caller,
  { zone, ...asked }: Range & { readonly zone?: string | undefined },
): Promise<Answer> {
  demand(caller, "GET /api/v1/safety/zones/history");
  if (asked.to - asked.from > MOST_HOURS * 3600e6)
    throw new EdgeError("bad-request", `from and to are more than ${MOST_HOURS} h apart; ask for less at once`);
  const from = wholeMinute(asked.from);
  const to = Math.max(from, wholeMinute(Math.min(asked.to, now() - READABLE_US)));
  const records = await events.events({ from, to, type: ZONE_RISK_MINUTE, limit: MOST_RECORDS });
  const minutes = new Map<Micros, ZoneRiskMinute>();
  for (const { time, payload } of records) {
    const minute = payload as unknown as ZoneRiskMinute;
    const other = minutes.get(time);
    minutes.set(time, other === undefined ? minute : mergedMinute(minute, other));
  }
  const recorded = [...minutes.values()].flatMap(({ zones }) => zones.map(({ id }) => id));
  const known = new Set([...plant.zones.map(({ id }) => id), ...recorded]);
  if (zone !== undefined && !known.has(zone))
    throw new EdgeError("not-found", `the plant has no zone ${zone}; GET /api/v1/plant lists them`);
  const wanted = zone === undefined ? [...known] : [zone];
  return { from, to, zones: wanted.map((id) => ({ zone: id, spans: spansOf(id, minutes, { from, to }) })) };
}

function wholeMinute(us: Micros): Micros {
  return Math.floor(us / MINUTE_US) * MINUTE_US;
}
