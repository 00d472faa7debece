import type { CalendarPlan } from "../../scenario/scenario.ts";

const DAY_S = 86_400;

export type WorkTime = "working" | "break" | "off-shift";

/** Shifts and breaks of the site, asked by time. */
export class Calendar {
  readonly #plan: CalendarPlan;

  constructor(plan: CalendarPlan) {
    this.#plan = plan;
  }

  at(nowMs: number): WorkTime {
    const shift = this.shiftAt(nowMs);
    if (shift === null) return "off-shift";
    const sinceS = (nowMs - shift.startMs) / 1000;
    return this.#plan.breaks.some(({ afterS, lastsS }) => sinceS >= afterS && sinceS < afterS + lastsS) ? "break" : "working";
  }

  /** The shift under way, or null. A shift belongs to the day on which it begins. */
  shiftAt(nowMs: number): { readonly name: string; readonly startMs: number } | null {
    const siteS = nowMs / 1000 + this.#plan.utcOffsetS;
    const day = Math.floor(siteS / DAY_S);
    // A shift that began yesterday may reach into today.
    for (const began of [day, day - 1]) {
      // Day 0 of the epoch was a Thursday, the fourth of the week.
      const weekday = ((((began + 3) % 7) + 7) % 7) + 1;
      if (!this.#plan.days.includes(weekday)) continue;
      for (const { name, startS, lastsS } of this.#plan.shifts) {
        const sinceS = siteS - began * DAY_S - startS;
        if (sinceS >= 0 && sinceS < lastsS) return { name, startMs: nowMs - sinceS * 1000 };
      }
    }
    return null;
  }
}
