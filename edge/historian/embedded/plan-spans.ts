import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";

const MINUTE_US = 60e6;
const HOUR_MINUTES = 60;
/** Lengths a span may have, longest first; all divide the hour. */
const LENGTHS = [60, 30, 20, 15, 10, 6, 5, 3, 2, 1] as const;
/**
 * Samples of a span that is longer than a minute. This is also the spacing of keyframes: a seek decodes one span, a
 * trend opens each that it crosses. At 1,200 samples/s it is 20 minutes.
 */
const SPAN_SAMPLES = 1_500_000;

/** Hours with fewer samples stay in the database: some old source times after a start are not worth a folder each. */
const MIN_SPAN_SAMPLES = 1_000;

/** Samples may be this late before a span must be closed again. */
const LATENESS_US = 120e6;

/**
 * Plans which stretches to close. `minutes` holds the number of rows in the database for each minute (since 1970)
 * before `horizon`. An hour is closed when it is over, or in parts if it has too many samples for one span. `late`:
 * closed spans with new minutes are closed again.
 */
export function planSpans(
  minutes: ReadonlyMap<number, number>,
  plan: { readonly closed: readonly TimeRange[]; readonly horizon: Micros; readonly late: boolean },
): readonly TimeRange[] {
  const planned = new Map<Micros, TimeRange>();
  let coveredTo = Number.NEGATIVE_INFINITY;
  for (const minute of [...minutes.keys()].sort((a, b) => a - b)) {
    const at = minute * MINUTE_US;
    if (at < coveredTo) continue;
    const known = plan.closed.find(({ from, to }) => from <= at && at < to);
    const stretch =
      known ?? stretchAt(minute, minutes, { closed: [...plan.closed, ...planned.values()], horizon: plan.horizon });
    if (stretch === undefined || (known !== undefined && !plan.late)) continue;
    planned.set(stretch.from, { from: stretch.from, to: stretch.to });
    coveredTo = stretch.to;
  }
  return [...planned.values()];
}

/** Time before which spans may be closed. `minutes`: see `planSpans`. */
export function horizonOf(minutes: ReadonlyMap<number, number>, now: Micros): Micros {
  let newest = Number.NEGATIVE_INFINITY;
  for (const minute of minutes.keys()) if (minute <= now / MINUTE_US && minute > newest) newest = minute;
  return Math.min(now, (newest + 1) * MINUTE_US) - LATENESS_US;
}

function stretchAt(
  minute: number,
  minutes: ReadonlyMap<number, number>,
  { closed, horizon }: { readonly closed: readonly TimeRange[]; readonly horizon: Micros },
): TimeRange | undefined {
  const hour = Math.floor(minute / HOUR_MINUTES) * HOUR_MINUTES;
  let busiest = 0;
  let inHour = 0;
  for (let at = hour; at < hour + HOUR_MINUTES; at++) {
    const samples = minutes.get(at) ?? 0;
    busiest = Math.max(busiest, samples);
    inHour += samples;
  }
  if (inHour < MIN_SPAN_SAMPLES) return undefined;
  for (const length of LENGTHS) {
    const first = Math.floor(minute / length) * length;
    const stretch = { from: first * MINUTE_US, to: (first + length) * MINUTE_US };
    const isFree = !closed.some(({ from, to }) => from < stretch.to && to > stretch.from);
    if (isFree && (length === 1 || busiest * length <= SPAN_SAMPLES))
      return stretch.to <= horizon ? stretch : undefined;
  }
  return undefined;
}
