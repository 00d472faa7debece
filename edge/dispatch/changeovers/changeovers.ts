import type { PastMachine, PlantHistory } from "../../contracts/forecast/history.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { ChangeoverFigures, Changeovers, StationChangeovers } from "../../contracts/production/changeovers.ts";
import { type StationColumns, stationColumns } from "./station-columns.ts";

/** Gaps between equal pieces from which the usual one is known. */
const LEAST_GAPS = 5;
/** The record tells starts and ends apart to a second. */
const LEAST_GAP_S = 1;
const MOST_PAIRS = 200;

/** A change: minutes beyond the usual gap; NaN: not known. */
interface Change {
  readonly from: string;
  readonly to: string;
  readonly minutes: number;
  readonly isZero: boolean;
}

/** A gap in seconds of open time, by the two pieces beside it; NaN: not known. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

/**
 * Changes of variant at stations, whose first piece begins in the range (rules DI21 to DI24); pure.
 *
 * @param families set-up family by variant, where it has another name
 */
export function changeoversIn(
  history: PlantHistory,
  range: TimeRange,
  families: ReadonlyMap<string, string>,
): Changeovers {
  const { variants, stations, unreported } = stationColumns(history);
  const family = variants.map((variant) => families.get(variant) ?? variant);
  const machines = new Map((history.machines ?? []).map((one) => [one.machine, one]));
  const all: Change[] = [];
  const found = [...stations]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([machine, columns]) => {
      const gaps = gapsIn(columns, machines.get(machine), range);
      const usual = usualOf(gaps);
      const changes = gaps
        .filter(({ from, to }) => from !== to)
        .map(({ from, to, seconds }) => changeOf(family[from] as string, family[to] as string, seconds, usual));
      for (const change of changes) all.push(change);
      return gaps.length === 0 ? [] : [stationOf(machine, usual, changes)];
    });
  return {
    ...figuresOf(all),
    ...{ from: range.from, to: range.to, unreported },
    areStatesKnown: history.machines !== undefined,
    stations: found,
  };
}

/** The gaps behind whatever the station was at; where pieces overlap the gap is 0 and says nothing of equal pieces. */
function gapsIn(
  { starts, ends, ready, variants }: StationColumns,
  machine: PastMachine | undefined,
  range: TimeRange,
): readonly Gap[] {
  const gaps: Gap[] = [];
  let [until, last] = [Number.NaN, -1];
  for (let at = 0; at < starts.length; at++) {
    const [start, end, variant] = [starts[at] as number, ends[at] as number, variants[at] as number];
    const isCounted = last >= 0 && start >= range.from && start < range.to;
    if (isCounted && (start >= until || variant !== last)) {
      // Nobody can begin a piece that is not there yet.
      const begin = Math.max(until, Math.min(start, ready[at] || Number.NEGATIVE_INFINITY));
      gaps.push({ from: last, to: variant, seconds: openSeconds(begin, start, machine) });
    }
    if (!(end < until)) [until, last] = [end, variant];
  }
  return gaps;
}

/** Time between two moments without outages and closed times; NaN where the machine's state is unknown in between. */
function openSeconds(from: number, to: number, machine: PastMachine | undefined): number {
  if (to <= from) return 0;
  if (machine === undefined) return (to - from) / 1e6;
  const { out, unknown, unplanned = [] } = machine;
  if (unknown.some((one) => one.from < to && one.to > from)) return Number.NaN;
  const away = [...out, ...unplanned]
    .map((one) => ({ from: Math.max(from, one.from), to: Math.min(to, Number.isNaN(one.to) ? to : one.to) }))
    .filter((one) => one.to > one.from)
    .sort((a, b) => a.from - b.from);
  let [open, begun] = [to - from, from];
  for (const one of away) {
    open -= Math.max(0, one.to - Math.max(begun, one.from));
    begun = Math.max(begun, one.to);
  }
  return open / 1e6;
}

/** Median of the gaps between equal pieces; NaN where too few are known. */
function usualOf(gaps: readonly Gap[]): number {
  const equal = gaps.filter(({ from, to, seconds }) => from === to && !Number.isNaN(seconds));
  if (equal.length < LEAST_GAPS) return Number.NaN;
  return medianOf(equal.map(({ seconds }) => seconds));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** Without a gap nothing is to be compared: that is zero, whatever is usual. */
function changeOf(from: string, to: string, seconds: number, usual: number): Change {
  const extra = seconds === 0 ? 0 : Math.max(0, seconds - usual);
  return { from, to, minutes: extra / 60, isZero: extra < Math.max(LEAST_GAP_S, seconds === 0 ? 0 : usual) };
}

function stationOf(machine: string, usual: number, changes: readonly Change[]): StationChangeovers {
  const pairs = [...Map.groupBy(changes, ({ from, to }) => JSON.stringify([from, to])).values()]
    .map((own) => ({ from: own[0]?.from as string, to: own[0]?.to as string, ...figuresOf(own) }))
    .sort((a, b) => (b.minutes ?? -1) - (a.minutes ?? -1) || b.changes - a.changes)
    .slice(0, MOST_PAIRS);
  return { machine, usualGapS: Number.isNaN(usual) ? null : usual, ...figuresOf(changes), pairs };
}

function figuresOf(changes: readonly Change[]): ChangeoverFigures {
  const known = changes.filter(({ minutes }) => !Number.isNaN(minutes));
  const minutes = known.map((one) => one.minutes);
  const zero = known.filter(({ isZero }) => isZero).length;
  const isAny = known.length > 0;
  return {
    changes: changes.length,
    unknown: changes.length - known.length,
    zero,
    zeroShare: isAny ? zero / known.length : null,
    minutes: isAny ? minutes.reduce((sum, one) => sum + one, 0) : null,
    medianMin: isAny ? medianOf(minutes) : null,
    mostMin: isAny ? minutes.reduce((most, one) => Math.max(most, one), 0) : null,
  };
}
