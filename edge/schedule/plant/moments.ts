import { minutesOf, Zone } from "../../contracts/plant/time-zone.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { joined, type Window, WorkCalendar, without } from "./calendar.ts";
import { type PricedWindow, Tariff } from "./tariff.ts";

const DAY_MS = 86_400_000;

/** Windows by the day on which they begin, 1 Monday; `to` at or before `from` is on the next day. */
interface WeeklyWindow {
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
}

/** Turns the moments and weekly windows of a work plan into seconds from its start. */
export class Moments {
  readonly startMs: number;
  readonly horizon: number;
  readonly #zone: Zone;
  readonly #days: number;
  /** Windows of a calendar over the whole horizon: many machines share one. */
  readonly #windows = new Map<WorkPlan["calendars"][number], readonly Window[]>();

  constructor({ start, timeZone, horizonDays }: Pick<WorkPlan, "start" | "timeZone" | "horizonDays">) {
    this.startMs = Date.parse(start);
    this.horizon = horizonDays * 86_400;
    this.#days = horizonDays;
    this.#zone = new Zone(timeZone);
  }

  /** Whole seconds from the start; negative before it. */
  seconds(moment: string): number {
    return Math.round((Date.parse(moment) - this.startMs) / 1000);
  }

  /** The day by the plant's clocks, `YYYY-MM-DD`. */
  day(seconds: number): string {
    return new Date(this.#zone.toLocal(this.startMs + seconds * 1000)).toISOString().slice(0, 10);
  }

  /** The calendar of a machine; `undefined`: always. */
  calendar(calendar: WorkPlan["calendars"][number] | undefined, gaps: readonly Window[]): WorkCalendar {
    const windows = calendar === undefined ? [this.#whole()] : this.#windowsOf(calendar);
    return new WorkCalendar(without(windows, joined(gaps)), this.horizon);
  }

  #windowsOf(calendar: WorkPlan["calendars"][number]): readonly Window[] {
    const found = this.#windows.get(calendar) ?? this.windows(calendar.windows, calendar.closed);
    this.#windows.set(calendar, found);
    return found;
  }

  /** Weekly windows over the whole horizon, joined. */
  windows(weekly: readonly WeeklyWindow[], closed: readonly string[] = []): Window[] {
    return joined(weekly.flatMap((window) => this.#each(window, closed)));
  }

  tariff({ price, windows }: WorkPlan["tariff"]): Tariff {
    return new Tariff(this.priced(windows), price);
  }

  priced(windows: WorkPlan["tariff"]["windows"]): PricedWindow[] {
    const all = windows.flatMap((window) => this.#each(window, []).map((one) => ({ ...one, price: window.price })));
    return all.filter(({ to }) => to > 0).sort((a, b) => a.from - b.from);
  }

  #whole(): Window {
    return { from: -2 * 86_400, to: this.horizon };
  }

  /** From two days before the start, because what is kept has begun before it. */
  #each({ days, from, to }: WeeklyWindow, closed: readonly string[]): Window[] {
    const first = Math.floor(this.#zone.toLocal(this.startMs) / DAY_MS) - 2;
    const windows: Window[] = [];
    for (let day = first; day <= first + this.#days + 3; day++) {
      const weekday = ((day + 3) % 7) + 1;
      if (!days.includes(weekday) || closed.includes(new Date(day * DAY_MS).toISOString().slice(0, 10))) continue;
      const length = minutesOf(to) - minutesOf(from);
      const begin = day * DAY_MS + minutesOf(from) * 60_000;
      const end = begin + (length <= 0 ? length + 1_440 : length) * 60_000;
      windows.push({ from: this.#secondsOf(begin), to: this.#secondsOf(end) });
    }
    return windows;
  }

  #secondsOf(localMs: number): number {
    return Math.round((this.#zone.toUtc(localMs) - this.startMs) / 1000);
  }
}
