import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { Asset, Site } from "../../contracts/plant/plant.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import { type SiteCalendar, siteCalendar } from "../../contracts/plant/time-zone.ts";
import type { KpisConfig } from "./config.ts";

const MINUTE_US = 60e6;

/**
 * Planned busy time: shifts of the site less breaks, by the site's clocks on days of 23, 24 and 25 hours. Without
 * shifts all time is planned.
 */
export class WorkCalendar {
  readonly site: SiteCalendar;
  readonly #hasShifts: boolean;
  readonly #config: Pick<KpisConfig, "breaks" | "days">;

  constructor(site: Pick<Site, "timeZone" | "shifts">, config: Pick<KpisConfig, "breaks" | "days">) {
    this.site = siteCalendar(site);
    this.#hasShifts = site.shifts.length > 0;
    this.#config = config;
  }

  /** Planned parts of [from, to) for the asset, in order. */
  planned(asset: Pick<Asset, "kind" | "label" | "capabilities">, from: Micros, to: Micros): readonly TimeRange[] {
    if (!this.#hasShifts) return from < to ? [{ from, to }] : [];
    const breaks = this.#config.breaks.filter(({ of }) => of === undefined || matchesAsset(of, asset));
    const planned: TimeRange[] = [];
    for (let at = from; at < to; ) {
      const shift = this.site.shiftAt(at);
      if (shift === undefined) {
        at = this.site.nextShift(at) ?? to;
        continue;
      }
      if (this.#isWorkday(shift.date))
        planned.push(
          ...less(
            shift,
            breaks.map(({ afterMin, lastsMin }) => ({
              from: shift.from + afterMin * MINUTE_US,
              to: shift.from + (afterMin + lastsMin) * MINUTE_US,
            })),
          ),
        );
      at = shift.to;
    }
    return planned.flatMap((stretch) => {
      const cut = { from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) };
      return cut.from < cut.to ? [cut] : [];
    });
  }

  #isWorkday(date: string): boolean {
    const { days } = this.#config;
    return days === undefined || days.includes(new Date(`${date}T00:00:00Z`).getUTCDay() || 7);
  }
}

/** A time range without the given holes. */
function less(whole: TimeRange, holes: readonly TimeRange[]): TimeRange[] {
  let at = whole.from;
  const left: TimeRange[] = [];
  for (const hole of holes.toSorted((a, b) => a.from - b.from)) {
    if (hole.from > at) left.push({ from: at, to: Math.min(hole.from, whole.to) });
    at = Math.max(at, hole.to);
  }
  if (at < whole.to) left.push({ from: at, to: whole.to });
  return left;
}
