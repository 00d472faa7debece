import type { CalendarPlan } from "../../../scenario/scenario.ts";
import { siteOffset } from "./site-clock.ts";

const DAY_S = 86_400;

export type WorkTime = "working" | "break" | "off-shift";

/** Shifts and breaks of the site by time. */
export class Calendar {
  readonly #plan: CalendarPlan;
  readonly #offsetS: (utcMs: number) => number;

  constructor(plan: CalendarPlan) {
    this.#plan = plan;
    this.#offsetS = siteOffset(plan.zone);
  }

  at(nowMs: number): WorkTime {
    const shift = this.shiftAt(nowMs);
    if (shift === null) return "off-shift";
    const sinceS = (nowMs - shift.startMs) / 1000;
    return this.#plan.breaks.some(({ afterS, lastsS }) => sinceS >= afterS && sinceS < afterS + lastsS)
      ? "break"
      : "working";
  }

  /** The shift under way, or null. A shift belongs to the day on which it begins. */
  shiftAt(nowMs: number): { readonly name: string; readonly startMs: number } | null {
    const siteS = nowMs / 1000 + this.#offsetS(nowMs);
    const day = Math.floor(siteS / DAY_S);
    // A shift that began yesterday may reach into today.
    for (const began of [day, day - 1]) {
      // Day 0 of the epoch was a Thursday, the fourth of the week.
      const weekday = ((((began + 3) % 7) + 7) % 7) + 1;
      if (!this.#plan.days.includes(weekday)) continue;
      for (const { name, startS, lastsS } of this.#plan.shifts) {
        const sinceS = siteS - began * DAY_S - startS;
        if (sinceS >= 0 && sinceS < lastsS) return { name, startMs: this.#before(nowMs, sinceS) };
      }
    }
    return null;
  }

  /** Whether the machine tool must not start a piece. */
  isIdleAt(station: string, nowMs: number): boolean {
    return this.#plan.idle.some(({ asset, startS, lastsS }) => {
      if (asset !== station) return false;
      const sinceS = nowMs / 1000 + this.#offsetS(nowMs) - startS;
      return sinceS - Math.floor(sinceS / DAY_S) * DAY_S < lastsS;
    });
  }

  /** The time `siteS` seconds earlier by the site's clock, which may have changed its offset meanwhile. */
  #before(nowMs: number, siteS: number): number {
    const thenMs = nowMs - siteS * 1000;
    return thenMs + 1000 * (this.#offsetS(nowMs) - this.#offsetS(thenMs));
  }
}
