import { Zone } from "../plant/time-zone.ts";
import type { Micros } from "./sample-batch.ts";

const HALF_HOUR_MS = 30 * 60_000;
/** Zones change their offset at whole quarters of an hour. */
const QUARTER_MS = 15 * 60_000;

const ISO =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9})\d*)?\s*(?:([Zz])|([+-]\d{2}):?(\d{2})?)?$/;
/** Other formats with a zone, such as that of e-mail. */
const WITH_ZONE = /(?:\b(?:UTC|GMT)|[+-]\d{2}:?\d{2})(?: \([^)]*\))?$/;
const LONGEST = 64;

/**
 * The clock on the wall somewhere: what UTC time it was when it showed `localMs`. Both count ms since 1970, `localMs`
 * as if it were UTC.
 */
export interface WallClock {
  /** `nearMs`: when the text arrived, for a local time that comes twice; NaN where that is not known. */
  toUtc(localMs: number, nearMs: number): number;
}

export const UTC: WallClock = { toUtc: (localMs) => localMs };

/**
 * The wall clock of an IANA zone, with rule T9. A time that comes twice, because clocks are set back, is the second
 * where it arrived within half an hour of that and nearer to it, else the first (T8).
 * A time that clocks skipped was written by one that had not been set yet: the offset from before holds on, so that
 * different times stay different.
 */
export function wallClockOf(timeZone: string): WallClock {
  const zone = new Zone(timeZone);
  let quarter = Number.NaN;
  let offsets: readonly [before: number, after: number] = [0, 0];
  return {
    toUtc(localMs, nearMs) {
      const now = Math.floor(localMs / QUARTER_MS);
      if (now !== quarter) {
        quarter = now;
        offsets = zone.offsetsAround(now * QUARTER_MS);
      }
      const [before, after] = offsets;
      const first = localMs - before;
      if (before === after) return first;
      const second = localMs - after;
      const isFirst = zone.toLocal(first) === localMs;
      const isSecond = zone.toLocal(second) === localMs;
      const late = Math.abs(nearMs - second);
      if (isFirst && isSecond) return late <= HALF_HOUR_MS && late < Math.abs(nearMs - first) ? second : first;
      return isSecond ? second : first;
    },
  };
}

/** ISO 8601 text to µs UTC; without `Z` or an offset it is a wall-clock time. NaN for anything else. */
export function writtenTime(text: string, wall: WallClock = UTC, nearMs = Number.NaN): Micros {
  if (text.length > LONGEST) return Number.NaN;
  const iso = ISO.exec(text);
  if (iso === null) return WITH_ZONE.test(text) ? Date.parse(text) * 1000 : Number.NaN;
  const [, date, clock, fraction = "", zulu, hours, minutes = "00"] = iso;
  const localMs = Date.parse(`${date}T${clock}Z`);
  if (Number.isNaN(localMs)) return Number.NaN;
  const micros = Math.floor(Number(fraction.slice(0, 6).padEnd(6, "0")));
  if (zulu !== undefined) return localMs * 1000 + micros;
  if (hours === undefined) return wall.toUtc(localMs, nearMs) * 1000 + micros;
  return Date.parse(`${date}T${clock}${hours}:${minutes}`) * 1000 + micros;
}

/** Writes times as the wall clock of a zone showed them, `YYYY-MM-DD HH:MM:SS.mmm`. */
export function localTextOf(timeZone: string): (time: Micros) => string {
  const zone = new Zone(timeZone);
  let quarter = Number.NaN;
  let aheadMs = 0;
  return (time) => {
    const ms = Math.floor(time / 1000);
    const now = Math.floor(ms / QUARTER_MS);
    if (now !== quarter) {
      quarter = now;
      aheadMs = zone.toLocal(now * QUARTER_MS) - now * QUARTER_MS;
    }
    return new Date(ms + aheadMs).toISOString().slice(0, 23).replace("T", " ");
  };
}
