import type { Micros } from "../../contracts/path/sample-batch.ts";
import { UTC, type WallClock, writtenTime } from "../../contracts/path/written-time.ts";

/** 2000-01-01. An earlier time means an unset clock (1970) or a wrong unit. */
const EARLIEST_MS = 946_684_800_000;
/** How far ahead a believable clock may run. */
const MAX_AHEAD_MS = 5 * 60_000;
/** A bare number from here on is milliseconds, below it seconds (1e11 s is the year 5138). */
const MS_THRESHOLD = 1e11;

/** Whether a source's time is plausible. NaN is not. Old times are, because an unchanged value keeps its time. */
export function isPlausibleMs(ms: number, nowMs: number): boolean {
  return ms >= EARLIEST_MS && ms <= nowMs + MAX_AHEAD_MS;
}

/** How to read a text without a zone (rule T9): the sender's local clock, and when the text arrived. */
export interface LocalReading {
  readonly wall: WallClock;
  readonly nearMs: number;
}

const IN_UTC: LocalReading = { wall: UTC, nearMs: Number.NaN };

/** ISO 8601 text, or seconds or milliseconds since 1970 as a number, to µs UTC; NaN for anything else. */
export function timeOf(value: unknown, { wall, nearMs }: LocalReading = IN_UTC): Micros {
  if (typeof value === "string") return writtenTime(value, wall, nearMs);
  if (typeof value !== "number") return Number.NaN;
  return Math.round((Math.abs(value) >= MS_THRESHOLD ? value : value * 1000) * 1000);
}

/** Units in which a payload may count its time since 1970. */
export const TIME_UNITS = ["s", "ms", "us", "ns"] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

const US_PER_UNIT: Readonly<Record<TimeUnit, number>> = { s: 1e6, ms: 1e3, us: 1, ns: 1e-3 };

/** A number, or digits as text, in a declared unit to µs UTC; ISO 8601 text in any unit; NaN for anything else. */
export function timeInUnit(value: unknown, unit: TimeUnit, { wall, nearMs }: LocalReading = IN_UTC): Micros {
  if (typeof value === "string" && !/^\d{1,20}(\.\d{1,9})?$/.test(value)) return writtenTime(value, wall, nearMs);
  if (typeof value !== "number" && typeof value !== "string") return Number.NaN;
  return Math.round(Number(value) * US_PER_UNIT[unit]);
}
