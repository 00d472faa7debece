import { minutesOf, Zone } from "../../contracts/plant/time-zone.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { joined, type Window, WorkCalendar, without } from "./calendar.ts";
import { type PricedWindow, Tariff } from "./tariff.ts";

const DAY_MS = 86_400_000;
/** Calendars are known from so many days before the start of a plan, because what is kept has begun before it. */
const DAYS_BEFORE = 2;
/** The same moment, seconds from the start. */
export const KNOWN_FROM = -86_400 * DAYS_BEFORE;

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
  /** Offset from UTC of each local day that was asked for, ms; NaN: it changes on that day. */
  readonly #offsets = new Map<number, number>();
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
    return { from: KNOWN_FROM, to: this.horizon };
  }

  #each({ days, from, to }: WeeklyWindow, closed: readonly string[]): Window[] {
    const first = Math.floor(this.#zone.toLocal(this.startMs) / DAY_MS) - DAYS_BEFORE;
    const [open, close] = [minutesOf(from), minutesOf(to)];
    const lengthMin = close <= open ? close - open + 1_440 : close - open;
    const isOn = Array.from({ length: 8 }, (_, weekday) => days.includes(weekday));
    const isClosed = new Set(closed.map((day) => Date.parse(`${day}T00:00:00Z`) / DAY_MS));
    const windows: Window[] = [];
    for (let day = first; day <= first + this.#days + 3; day++) {
      if (isOn[((day + 3) % 7) + 1] === false || isClosed.has(day)) continue;
      const begin = day * DAY_MS + open * 60_000;
      windows.push({ from: this.#secondsOf(begin), to: this.#secondsOf(begin + lengthMin * 60_000) });
    }
    return windows;
  }

  #secondsOf(localMs: number): number {
    const offset = this.#offsetOn(Math.floor(localMs / DAY_MS));
    return Math.round(((Number.isNaN(offset) ? this.#zone.toUtc(localMs) : localMs - offset) - this.startMs) / 1000);
  }

  /** Asked of the zone once a day, because it takes some microseconds, and plans have up to 200,000 windows. */
  #offsetOn(day: number): number {
    const known = this.#offsets.get(day);
    if (known !== undefined) return known;
    const [begin, end] = [day, day + 1].map((one) => this.#zone.toUtc(one * DAY_MS)) as [number, number];
    const offset = end - begin === DAY_MS ? day * DAY_MS - begin : Number.NaN;
    this.#offsets.set(day, offset);
    return offset;
  }
}
