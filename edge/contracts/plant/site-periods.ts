import type { Micros } from "../path/sample-batch.ts";
import type { SiteCalendar } from "./time-zone.ts";

/** A stretch of the site's time, `from` in it, `to` not. */
export interface Period {
  readonly from: Micros;
  readonly to: Micros;
  /** The day `YYYY-MM-DD`, and the shift's name after it where the period is one. */
  readonly name?: string;
}

export type PeriodKind = "minute" | "hour" | "day" | "shift" | "whole";

const MINUTE_US = 60e6;
const HOUR_US = 3600e6;
/** Shifts begin on whole minutes; where none is on, the next is looked for in steps of this. */
const SHIFT_SEARCH_US = 5 * MINUTE_US;
/** Most steps of a search, a hundred days: a plant without shifts would otherwise be searched without end. */
const MOST_SEARCHES = 28_800;

/**
 * The periods that touch [from, to), cut at its ends, oldest first; undefined when there are more than `most`, or none
 * for a hundred days. Days and shifts follow the site's local time, including its clock changes (rules T6 and T7);
 * hours and minutes always have 60 minutes and 60 seconds.
 */
export function periodsOf(
  calendar: SiteCalendar,
  { from, to }: { from: Micros; to: Micros },
  { by, most }: { by: PeriodKind; most: number },
): readonly Period[] | undefined {
  const periods: Period[] = [];
  let searches = 0;
  for (let at = from; at < to; ) {
    const period = periodAt(calendar, at, by);
    if (period === undefined) {
      if (++searches > MOST_SEARCHES) return undefined;
      at = (Math.floor(at / SHIFT_SEARCH_US) + 1) * SHIFT_SEARCH_US;
      continue;
    }
    searches = 0;
    if (periods.length === most) return undefined;
    const end = by === "whole" ? to : Math.min(to, period.to);
    periods.push({ ...period, from: at, to: end });
    at = end;
  }
  return periods;
}

function periodAt(calendar: SiteCalendar, at: Micros, by: PeriodKind): Period | undefined {
  switch (by) {
    case "minute":
      return { from: at, to: (Math.floor(at / MINUTE_US) + 1) * MINUTE_US };
    case "hour":
      return { from: at, to: (Math.floor(at / HOUR_US) + 1) * HOUR_US };
    case "day": {
      const { from, to, date } = calendar.dayAt(at);
      return { from, to, name: date };
    }
    case "shift": {
      const span = calendar.shiftAt(at);
      return span === undefined
        ? undefined
        : { from: span.from, to: span.to, name: `${span.date} ${span.shift.name.en}` };
    }
    case "whole":
      return { from: at, to: Number.POSITIVE_INFINITY };
  }
}
