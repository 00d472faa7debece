import { minutesOf, Zone } from "../../contracts/plant/time-zone.ts";
import type { PlannedMachine, WorkPlan } from "../../contracts/schedule/work-plan.ts";

export const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

type Calendar = WorkPlan["calendars"][number];

/** Stretches in which a machine is unavailable, ms since 1970, and its calendar. */
interface Times {
  readonly gaps: readonly (readonly [from: number, to: number])[];
  readonly calendar: Calendar | undefined;
}

/** When machines are open, by a look at each minute of the work plan as it is written. Moments are ms since 1970. */
export class OpenTime {
  readonly #zone: Zone;
  readonly #horizonMs: number;
  readonly #times: ReadonlyMap<string, Times>;

  constructor({ timeZone, start, horizonDays, calendars, machines }: WorkPlan) {
    this.#zone = new Zone(timeZone);
    this.#horizonMs = Date.parse(start) + horizonDays * DAY_MS;
    const byId = new Map(calendars.map((calendar) => [calendar.id, calendar]));
    this.#times = new Map(
      machines.map(({ id, calendar = "", unavailable }) => [
        id,
        {
          gaps: unavailable.map(({ from, to }) => [Date.parse(from), Date.parse(to)] as const),
          calendar: byId.get(calendar),
        },
      ]),
    );
  }

  /** Open time of a machine between two moments, ms; calendars open and close on whole minutes. */
  within({ id }: PlannedMachine, from: number, to: number): number {
    const times = this.#times.get(id) as Times;
    if (isAlwaysOpen(times)) return Math.max(0, to - from);
    // After the horizon it is open throughout, however far that is.
    const until = Math.min(to, this.#horizonMs);
    let open = Math.max(0, to - Math.max(from, this.#horizonMs));
    for (let at = from; at < until; ) {
      const next = Math.min(until, (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS);
      if (this.#isOpen(times, at)) open += next - at;
      at = next;
    }
    return open;
  }

  /** The first moment until which so much of the time from another is open, ms since 1970. */
  after({ id }: PlannedMachine, from: number, workMs: number): number {
    const times = this.#times.get(id) as Times;
    if (isAlwaysOpen(times)) return from + workMs;
    let left = workMs;
    let at = from;
    while (left > 0 && at < this.#horizonMs) {
      const next = Math.min(this.#horizonMs, (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS);
      const step = this.#isOpen(times, at) ? Math.min(left, next - at) : 0;
      left -= step;
      at = step > 0 && left <= 0 ? at + step : next;
    }
    return at + Math.max(0, left);
  }

  #isOpen({ gaps, calendar }: Times, moment: number): boolean {
    if (gaps.some(([from, to]) => from <= moment && moment < to)) return false;
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

function isAlwaysOpen({ gaps, calendar }: Times): boolean {
  return calendar === undefined && gaps.length === 0;
}
