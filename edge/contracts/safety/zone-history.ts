/** Risk of zones over time, by the minute (rules LV38 to LV41): no person, no position and no count of people. */
import type { Micros } from "../path/sample-batch.ts";
import type { LiveRiskKind } from "./live-risk.ts";

/** Type of the event with the risk of all zones in one minute. */
export const ZONE_RISK_MINUTE = "safety.zone-risk";
export const ZONE_RISK_SCHEMA = "zone-risk/1";
export const MINUTE_US = 60e6;
/** A minute of which less was judged is unknown in part: a beat a second may miss some of them. */
const LEAST_JUDGED_S = 50;

/** Payload of the event; its time is the beginning of the minute. */
export interface ZoneRiskMinute {
  /** Seconds of the minute in which risk was judged. */
  readonly judgedS: number;
  /** Zones with a cause or something unknown; of the others sensors and alerts reported nothing. */
  readonly zones: readonly ZoneMinute[];
}

interface ZoneMinute {
  readonly id: string;
  /** The highest level of the minute, 0 to 1. */
  readonly level: number;
  /** Kinds of all its causes, in the order in which they were seen first. */
  readonly causes: readonly LiveRiskKind[];
  /** Seconds in which something of the zone was unknown. */
  readonly unknownS: number;
}

/** Minutes of a zone, one after the other, that say the same. */
export interface ZoneSpan {
  readonly from: Micros;
  readonly to: Micros;
  /** The highest level of each of its minutes, 0 to 1; null: nobody judged. 0 is no statement that it is clear. */
  readonly level: number | null;
  readonly causes: readonly LiveRiskKind[];
  /** Nobody judged, or not all the time, or something of the zone was unknown: there may have been more. */
  readonly isUnknown: boolean;
}

export interface ZoneHistory {
  readonly zone: string;
  /** Without gaps from the beginning to the end of the answer, oldest first. */
  readonly spans: readonly ZoneSpan[];
}

/**
 * What is recorded of one minute in two parts: the edge was started again in it, or its clock was set back. How much of
 * the minute both judged together is unknown, so the longer one counts.
 */
export function mergedMinute(a: ZoneRiskMinute, b: ZoneRiskMinute): ZoneRiskMinute {
  const zones = new Map(a.zones.map((zone) => [zone.id, zone]));
  for (const zone of b.zones) {
    const other = zones.get(zone.id);
    zones.set(zone.id, other === undefined ? zone : mergedZone(other, zone));
  }
  return { judgedS: Math.max(a.judgedS, b.judgedS), zones: [...zones.values()] };
}

function mergedZone(a: ZoneMinute, b: ZoneMinute): ZoneMinute {
  return {
    id: a.id,
    level: Math.max(a.level, b.level),
    causes: [...new Set([...a.causes, ...b.causes])],
    unknownS: Math.max(a.unknownS, b.unknownS),
  };
}

/**
 * Spans of a zone from the minutes that are recorded, by their beginning. `from` and `to` are whole minutes. A minute
 * without a record is unknown: the edge was down, or had not judged.
 */
export function spansOf(
  zone: string,
  minutes: ReadonlyMap<Micros, ZoneRiskMinute>,
  { from, to }: { readonly from: Micros; readonly to: Micros },
): readonly ZoneSpan[] {
  const spans: ZoneSpan[] = [];
  for (let at = from; at < to; at += MINUTE_US) {
    const next = { from: at, to: at + MINUTE_US, ...riskIn(zone, minutes.get(at)) };
    const last = spans.at(-1);
    if (last !== undefined && isSame(last, next)) spans[spans.length - 1] = { ...last, to: next.to };
    else spans.push(next);
  }
  return spans;
}

function riskIn(zone: string, minute: ZoneRiskMinute | undefined): Omit<ZoneSpan, "from" | "to"> {
  if (minute === undefined || minute.judgedS === 0) return { level: null, causes: [], isUnknown: true };
  const found = minute.zones.find(({ id }) => id === zone);
  const isUnknown = minute.judgedS < LEAST_JUDGED_S || (found?.unknownS ?? 0) > 0;
  // In one order, so that minutes with the same causes are one span.
  return { level: found?.level ?? 0, causes: (found?.causes ?? []).toSorted(), isUnknown };
}

function isSame(a: ZoneSpan, b: ZoneSpan): boolean {
  return a.level === b.level && a.isUnknown === b.isUnknown && a.causes.join() === b.causes.join();
}
