import type { Micros } from "../path/sample-batch.ts";
import type { Shift, Site } from "./plant.ts";

/** A stretch of time, `from` in it, `to` not. */
interface Span {
  readonly from: Micros;
  readonly to: Micros;
}

interface LocalDay extends Span {
  /** `YYYY-MM-DD` in the site's local time. */
  readonly date: string;
}

interface ShiftSpan extends Span {
  readonly shift: Shift;
  /** The local day the shift began on. */
  readonly date: string;
}

/**
 * Whether this names a zone of the IANA data base. Node takes plain offsets too, but those know no daylight saving
 * (T5).
 */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Days and shifts of one site. A day has 23 or 25 hours where the zone changes its offset (rules T6 and T7 in
 * docs/rules/time.md).
 */
export interface SiteCalendar {
  dayAt(time: Micros): LocalDay;
  /** The shift that was on, or undefined between shifts. */
  shiftAt(time: Micros): ShiftSpan | undefined;
  /** When the next shift begins after an instant; undefined for a site without shifts. */
  nextShift(time: Micros): Micros | undefined;
  /** Local wall time, `YYYY-MM-DDTHH:MM:SS`. */
  localText(time: Micros): string;
  /** The same wall time, to the ms, so many local days earlier; where clocks jumped over it, the moment of the jump. */
  daysBefore(time: Micros, days: number): Micros;
}

/** Whether the calendar has this day, `YYYY-MM-DD`. */
export function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** No zone is further from UTC, so a local day lies within this around the same UTC day. */
const SEARCH_MS = DAY_MS + 14 * 60 * MINUTE_MS;

export function siteCalendar(site: Pick<Site, "timeZone" | "shifts">): SiteCalendar {
  const zone = new Zone(site.timeZone);
  const startOf = (localDayMs: number): number => zone.toUtc(localDayMs);
  return {
    dayAt(time) {
      const day = floorDay(zone.toLocal(time / 1000));
      return { date: dateOf(day), from: startOf(day) * 1000, to: startOf(day + DAY_MS) * 1000 };
    },
    shiftAt(time) {
      const today = floorDay(zone.toLocal(time / 1000));
      for (const day of [today, today - DAY_MS]) {
        for (const shift of site.shifts) {
          const start = day + minutesOf(shift.start) * MINUTE_MS;
          const length = minutesOf(shift.end) - minutesOf(shift.start);
          const end = day + minutesOf(shift.end) * MINUTE_MS + (length <= 0 ? DAY_MS : 0);
          const span = { from: zone.toUtc(start) * 1000, to: zone.toUtc(end) * 1000 };
          if (span.from <= time && time < span.to) return { shift, date: dateOf(day), ...span };
        }
      }
      return undefined;
    },
    nextShift(time) {
      const today = floorDay(zone.toLocal(time / 1000));
      const starts = [today, today + DAY_MS, today + 2 * DAY_MS].flatMap((day) =>
        site.shifts.map(({ start }) => zone.toUtc(day + minutesOf(start) * MINUTE_MS) * 1000),
      );
      const later = starts.filter((start) => start > time);
      return later.length === 0 ? undefined : Math.min(...later);
    },
    localText: (time) => new Date(Math.floor(zone.toLocal(time / 1000))).toISOString().slice(0, 19),
    daysBefore: (time, days) => zone.toUtc(zone.toLocal(Math.floor(time / 1000)) - days * DAY_MS) * 1000,
  };
}

/** A zone keeps its offset for longer than this: where it is equal at both ends of a stretch, it holds throughout. */
const STRETCH_MS = 15 * MINUTE_MS;
/** Stretches whose offset is remembered: enough for a calendar that asks about a day and its neighbours. */
const MAX_STRETCHES = 512;

/** Local wall times are written as if they were UTC, in ms: arithmetic on them is plain. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  /** Offset from UTC in ms by number of the stretch; NaN: it changes there. At the bound all are forgotten. */
  readonly #offsets = new Map<number, number>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  toLocal(utcMs: number): number {
    const stretch = Math.floor(utcMs / STRETCH_MS);
    let offset = this.#offsets.get(stretch);
    if (offset === undefined) {
      if (this.#offsets.size >= MAX_STRETCHES) this.#offsets.clear();
      const [first, last] = [stretch * STRETCH_MS, (stretch + 1) * STRETCH_MS - 1000];
      offset = this.#localOf(first) - first;
      if (this.#localOf(last) - last !== offset) offset = Number.NaN;
      this.#offsets.set(stretch, offset);
    }
    return Number.isNaN(offset) ? this.#localOf(utcMs) : utcMs + offset;
  }

  #localOf(utcMs: number): number {
    const secondMs = Math.floor(utcMs / 1000) * 1000;
    const part = new Map(this.#format.formatToParts(secondMs).map(({ type, value }) => [type, Number(value)]));
    const at = (type: Intl.DateTimeFormatPartTypes) => part.get(type) as number;
    const seconds = Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
    return seconds + (utcMs - secondMs);
  }

  /**
   * The first instant whose local time is this or later. Where clocks are set
   * back and a local time comes twice, that is the first one; where they are
   * set forward over it, the moment of the change.
   */
  toUtc(localMs: number): number {
    const [before, after] = this.offsetsAround(localMs);
    const candidates = [localMs - before, localMs - after].sort((a, b) => a - b) as [number, number];
    for (const candidate of candidates) if (this.toLocal(candidate) === localMs) return candidate;
    return this.#changeBetween(candidates[0], candidates[1], localMs);
  }

  /**
   * Offset of the zone from UTC well before and well after this local time, ms. Where both are the same, no change is
   * near.
   */
  offsetsAround(localMs: number): readonly [before: number, after: number] {
    const offsetAt = (utcMs: number) => this.toLocal(utcMs) - utcMs;
    return [offsetAt(localMs - SEARCH_MS), offsetAt(localMs + SEARCH_MS)];
  }

  #changeBetween(fromMs: number, toMs: number, localMs: number): number {
    let low = fromMs;
    let high = toMs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.toLocal(middle) >= localMs) high = middle;
      else low = middle;
    }
    return high;
  }
}

function floorDay(localMs: number): number {
  return Math.floor(localMs / DAY_MS) * DAY_MS;
}

function dateOf(localDayMs: number): string {
  return new Date(localDayMs).toISOString().slice(0, 10);
}

/** Minutes since midnight of `HH:MM`, which a schema has checked. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
