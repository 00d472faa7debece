/** Which band of a contract is in force when. Pure; local wall time. */
import { minutesOf } from "../../contracts/plant/time-zone.ts";
import { type Contract, DAYS, type Day } from "./config.ts";

const QUARTERS_OF_DAY = 96;
const QUARTER_MIN = 15;
/** A leap year, so that 29 February is checked too. */
const LEAP_YEAR = 2028;
const DAY_MS = 86_400_000;
/** Days of the week as the calendar of JavaScript numbers them. */
const WEEKDAYS: readonly Day[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

type Hours = Pick<Contract, "bands" | "hours" | "holidays">;

/** A local day: its month and day, and which day of the week it counts as. */
interface DayKind {
  /** `MM-DD`. */
  readonly monthDay: string;
  readonly day: Day;
}

/** The day of a local wall time that is written as if it were UTC, ms. */
function dayKindOf(localMs: number, holidays: ReadonlySet<string>): DayKind {
  const date = new Date(localMs);
  const text = date.toISOString();
  return {
    monthDay: text.slice(5, 10),
    day: holidays.has(text.slice(0, 10)) ? "holiday" : (WEEKDAYS[date.getUTCDay()] as Day),
  };
}

/** Entries of `hours` in force in each quarter of such a day, by their places in the list. */
function entriesOfDay({ hours }: Pick<Hours, "hours">, { monthDay, day }: DayKind): readonly number[][] {
  const quarters = Array.from({ length: QUARTERS_OF_DAY }, (): number[] => []);
  for (const [at, { from, to, days, season }] of hours.entries()) {
    if (!days.includes(day) || !inSeason(monthDay, season)) continue;
    const first = quarterOf(from);
    const count = (quarterOf(to) - first + QUARTERS_OF_DAY - 1) % QUARTERS_OF_DAY;
    for (let step = 0; step <= count; step++) quarters[(first + step) % QUARTERS_OF_DAY]?.push(at);
  }
  return quarters;
}

/** Place in `bands` of the band in force at a local time, ms. Of a contract without problems. */
export function bandAt(contract: Hours, localMs: number): number {
  if (contract.hours.length === 0) return 0;
  const kind = dayKindOf(localMs, new Set(contract.holidays));
  const quarter = Math.floor((((localMs % DAY_MS) + DAY_MS) % DAY_MS) / (QUARTER_MIN * 60_000));
  const entry = contract.hours[entriesOfDay(contract, kind)[quarter]?.[0] ?? -1];
  return Math.max(
    0,
    contract.bands.findIndex(({ id }) => id === entry?.band),
  );
}

/** A stretch of a day without a band, or with two. */
export interface HoursFault {
  /** Places in `hours`; empty: nothing is in force. */
  readonly entries: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly day: Day;
  /** First such day of the year, `MM-DD`. */
  readonly monthDay: string;
}

/** Faults of a year, each combination of entries once, in order of the year. */
export function faultsOfYear(contract: Hours): readonly HoursFault[] {
  if (contract.hours.length === 0) return [];
  const days = contract.holidays.length > 0 ? DAYS : DAYS.filter((day) => day !== "holiday");
  const found = new Map<string, HoursFault>();
  const checked = new Set<string>();
  for (let at = Date.UTC(LEAP_YEAR, 0, 1); at < Date.UTC(LEAP_YEAR + 1, 0, 1); at += DAY_MS) {
    const monthDay = new Date(at).toISOString().slice(5, 10);
    for (const day of days) {
      const inForce = contract.hours.flatMap(({ days: of, season }, entry) =>
        of.includes(day) && inSeason(monthDay, season) ? [entry] : [],
      );
      const key = inForce.join();
      if (checked.has(key)) continue;
      checked.add(key);
      for (const fault of faultsOfDay(contract, { monthDay, day })) {
        const of = fault.entries.length === 0 ? `${key}|${fault.from}` : fault.entries.join();
        if (!found.has(of)) found.set(of, fault);
      }
    }
  }
  return [...found.values()];
}

function faultsOfDay(contract: Hours, kind: DayKind): readonly HoursFault[] {
  const quarters = entriesOfDay(contract, kind);
  const faults: HoursFault[] = [];
  for (let at = 0; at < quarters.length; ) {
    const entries = quarters[at] as number[];
    let end = at + 1;
    while (end < quarters.length && quarters[end]?.join() === entries.join()) end++;
    if (entries.length !== 1) faults.push({ entries, from: clockOf(at), to: clockOf(end), ...kind });
    at = end;
  }
  return faults;
}

function inSeason(monthDay: string, season: Contract["hours"][number]["season"]): boolean {
  if (season === undefined) return true;
  const { from, to } = season;
  return from <= to ? monthDay >= from && monthDay <= to : monthDay >= from || monthDay <= to;
}

/** Number of a quarter of an hour in its day. */
function quarterOf(clock: string): number {
  return minutesOf(clock) / QUARTER_MIN;
}

function clockOf(quarter: number): string {
  const minutes = quarter * QUARTER_MIN;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
