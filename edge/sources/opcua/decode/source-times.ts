/** Timestamps of values as servers send them. Runs in the worker. */
import type { DataValue } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** A source time outside these years comes from a clock that was never set (usually 1601-01-01 or 1970-01-01). */
export const OLDEST_TIME_MS = Date.UTC(1990, 0, 1);
export const NEWEST_TIME_MS = Date.UTC(2101, 0, 1);

/** Source time of a value, µs UTC; NaN where it is absent or implausible. */
export function sourceTimeOf(read: DataValue): Micros {
  return microsOf(read.sourceTimestamp, read.sourcePicoseconds);
}

/** The same, or `instead` where there is none. */
export function sourceTimeOr(read: DataValue, instead: Micros): Micros {
  const time = sourceTimeOf(read);
  return Number.isNaN(time) ? instead : time;
}

/**
 * Time of a value from a server's history, which may keep only one of source and server time; NaN where it is absent
 * or implausible.
 */
export function historyTimeOf(read: DataValue): Micros {
  const time = sourceTimeOf(read);
  return Number.isNaN(time) ? microsOf(read.serverTimestamp, read.serverPicoseconds) : time;
}

/** Whether a clock that was set can have given this time. */
export function isPlausible(time: unknown): time is Date {
  return time instanceof Date && time.getTime() >= OLDEST_TIME_MS && time.getTime() < NEWEST_TIME_MS;
}

/** Integer µs UTC, NaN for a time that is absent or implausible. */
export function microsOf(time: Date | null | undefined, picoseconds: number): Micros {
  if (time === null || time === undefined) return Number.NaN;
  const ms = time.getTime();
  return ms >= OLDEST_TIME_MS && ms < NEWEST_TIME_MS
    ? ms * 1000 + Math.floor((picoseconds || 0) / 1_000_000)
    : Number.NaN;
}
