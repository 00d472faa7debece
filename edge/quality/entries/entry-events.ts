/** What people entered, as events of the log: the book follows nothing else, so that a replay has them too. */
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { ENTRY_KINDS, type HandReading, MOST_COUNT, type QualityEntry } from "../../contracts/quality/entries.ts";
import type { PlanConfig } from "../config.ts";

export const QUALITY_ENTRY = "quality.entry";
/** Letters of a name from outside. */
const MOST_LETTERS = 200;
const MOST_COMMENT = 1000;

export function entryEvent({ at, ...entry }: QualityEntry, now: Micros): EdgeEvent {
  return {
    eventUid: uuidv7(now / 1000),
    type: QUALITY_ENTRY,
    time: at,
    receivedAt: now,
    schema: "quality-entry/1",
    payload: entry,
  };
}

/** Undefined for a payload that a server made up, which could have this type too. */
export function entryIn({ payload, time }: EdgeEvent): QualityEntry | undefined {
  const text = (name: string, most = MOST_LETTERS): string | undefined => {
    const value = payload[name];
    return typeof value === "string" && value !== "" && value.length <= most ? value : undefined;
  };
  const [entryUid, station, reason, by] = [text("entryUid"), text("station"), text("reason"), text("by")];
  const kind = ENTRY_KINDS.find((one) => one === payload["kind"]);
  const [version, count] = [Number(payload["version"]), Number(payload["count"])];
  if (entryUid === undefined || station === undefined || reason === undefined || by === undefined) return undefined;
  if (kind === undefined || !Number.isInteger(version) || version < 1) return undefined;
  if (!Number.isInteger(count) || count < 1 || count > MOST_COUNT) return undefined;
  return {
    ...{ entryUid, version, kind, station, reason, count, at: time, by },
    piece: text("piece") ?? null,
    comment: text("comment", MOST_COMMENT) ?? null,
    isWithdrawn: payload["isWithdrawn"] === true,
  };
}

/** A reading by hand is a report of a gauge, as any other. */
export function readingEvent(
  { station, piece, value, at, by }: Omit<HandReading, "plan">,
  { feature, unit, lower, upper }: Pick<PlanConfig, "feature" | "unit" | "lower" | "upper">,
  now: Micros,
): { readonly event: EdgeEvent; readonly ok: boolean } {
  const ok = (lower === undefined || value >= lower) && (upper === undefined || value <= upper);
  const limits = { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) };
  const event = {
    eventUid: uuidv7(now / 1000),
    type: "piece.measured",
    time: at,
    receivedAt: now,
    pieceId: piece,
    schema: "material/1",
    payload: { source: "hand", place: station, ok, by, features: [{ name: feature, value, unit, ...limits, ok }] },
  };
  return { event, ok };
}
