import { minutesOf, Zone } from "../../contracts/plant/time-zone.ts";
import type { PlannedMachine, WorkPlan } from "../../contracts/schedule/work-plan.ts";

export const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** When machines are open, by a look at each minute of the work plan as it is written. Moments are ms since 1970. */
export class OpenTime {
  readonly #plan: WorkPlan;
  readonly #zone: Zone;
  readonly #horizonMs: number;

  constructor(plan: WorkPlan) {
    this.#plan = plan;
    this.#zone = new Zone(plan.timeZone);
    this.#horizonMs = Date.parse(plan.start) + plan.horizonDays * DAY_MS;
  }

  /** Open time of a machine between two moments, ms; calendars open and close on whole minutes. */
  within(machine: PlannedMachine, from: number, to: number): number {
    // Behind the horizon it is open throughout, however far that is.
    const until = Math.min(to, this.#horizonMs);
    let open = Math.max(0, to - Math.max(from, this.#horizonMs));
    for (let at = from; at < until; ) {
      const next = Math.min(until, (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS);
      if (this.#isOpen(machine, at)) open += next - at;
      at = next;
    }
    return open;
  }

  #isOpen(machine: PlannedMachine, moment: number): boolean {
    if (moment >= this.#horizonMs) return true;
    if (machine.unavailable.some(({ from, to }) => Date.parse(from) <= moment && moment < Date.parse(to))) return false;
    const calendar = this.#plan.calendars.find(({ id }) => id === machine.calendar);
    if (calendar === undefined) return true;
    const local = this.#zone.toLocal(moment);
    return [0, 1].some((daysAgo) => {
      const day = Math.floor(local / DAY_MS) - daysAgo;
      const date = new Date(day * DAY_MS);
      if (calendar.closed.includes(date.toISOString().slice(0, 10))) return false;
      const minute = (local - day * DAY_MS) / MINUTE_MS;
      return calendar.windows.some(({ days, from, to }) => {
        const end = minutesOf(to) + (minutesOf(to) <= minutesOf(from) ? 1_440 : 0);
        return days.includes(date.getUTCDay() || 7) && minutesOf(from) <= minute && minute < end;
      });
    });
  }
}
