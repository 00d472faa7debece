/** Times of values as servers send them. Runs in the worker. */
import type { DataValue } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** A source time outside these years is a clock that was never set (1.1.1601 and 1.1.1970 are the usual ones). */
export const OLDEST_TIME_MS = Date.UTC(1990, 0, 1);
export const NEWEST_TIME_MS = Date.UTC(2101, 0, 1);

/** Source time of a value, µs UTC; NaN where it has none that can be true. */
export function sourceTimeOf(read: DataValue): Micros {
  return microsOf(read.sourceTimestamp, read.sourcePicoseconds);
}

/** The same, or this time where there is none. */
export function sourceTimeOr(read: DataValue, instead: Micros): Micros {
  const time = sourceTimeOf(read);
  return Number.isNaN(time) ? instead : time;
}

/** Time of a value from a server's history, which may keep only one of the two; NaN where it has none that can be true. */
export function historyTimeOf(read: DataValue): Micros {
  const time = sourceTimeOf(read);
  return Number.isNaN(time) ? microsOf(read.serverTimestamp, read.serverPicoseconds) : time;
}

/** A time that a clock can have meant. */
export function isPlausible(time: unknown): time is Date {
  return time instanceof Date && time.getTime() >= OLDEST_TIME_MS && time.getTime() < NEWEST_TIME_MS;
}

/** Integer µs UTC, NaN for a time that is absent or cannot be true. */
export function microsOf(time: Date | null | undefined, picoseconds: number): Micros {
  if (time === null || time === undefined) return Number.NaN;
  const ms = time.getTime();
  return ms >= OLDEST_TIME_MS && ms < NEWEST_TIME_MS
    ? ms * 1000 + Math.floor((picoseconds || 0) / 1_000_000)
    : Number.NaN;
}
