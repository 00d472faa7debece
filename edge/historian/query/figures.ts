import type { Aggregate, Aligned, StateDuration, Trend } from "../../contracts/path/historian.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { Periods } from "./periods.ts";
import type { RollupColumns } from "./rollup.ts";
import { isUsable, type Rows } from "./rows.ts";

/** History of one tag: samples, and roll-ups where samples are too many or deleted. They do not overlap. */
export interface Gathered {
  readonly rows: Rows;
  /** In order of time; absent where samples suffice. */
  readonly rollups?: RollupColumns;
}

/**
 * Pixel columns that hold samples. `grid.from + i × grid.step` starts column i; the first and last end with the
 * question.
 */
export function trendOf(
  ref: TagRef,
  gathered: Gathered,
  { from, to, step, origin }: { from: Micros; to: Micros; step: Micros; origin: Micros },
): Trend {
  const edges = edgesOf({ from, to, step, origin });
  const figures = figuresOf(gathered, edges, to);
  const filled = figures.flatMap((figure, i) => (figure.count > 0 ? [{ figure, time: edges[i] as Micros }] : []));
  const column = (read: (figure: Aggregate) => number): (number | null)[] =>
    filled.map(({ figure }) => finiteOrNull(read(figure)));
  return {
    ref,
    times: filled.map(({ time }) => time),
    min: column(({ min }) => min),
    max: column(({ max }) => max),
    mean: column(({ mean }) => mean),
    last: column(({ last }) => last),
    doubtful: filled.map(({ figure }) => figure.isDoubtful),
  };
}

/** No value is known to hold after `until`. */
export function figuresOf({ rows, rollups }: Gathered, edges: Float64Array, until: Micros): readonly Aggregate[] {
  const periods = new Periods(edges);
  if (rollups === undefined) periods.addRows(rows);
  else periods.addBoth(rows, rollups);
  return periods.finish(until);
}

/** How long each value held, longest first. */
export function durationsOf(
  { length, times, values, statuses }: Rows,
  from: Micros,
  to: Micros,
): readonly StateDuration[] {
  const found = new Map<number, { value: number; micros: number; entries: number }>();
  let holding: number | undefined;
  const hold = (value: number, start: Micros, end: Micros): void => {
    if (end <= start) return;
    const known = found.get(value) ?? { value, micros: 0, entries: 0 };
    known.micros += end - start;
    if (!Object.is(holding, value)) known.entries++;
    holding = value;
    found.set(value, known);
  };
  let value = Number.NaN;
  let since = from;
  for (let i = 0; i < length; i++) {
    const time = times[i] as number;
    hold(value, Math.max(from, since), Math.min(to, time));
    value = isUsable(values[i] as number, statuses[i] as number) ? (values[i] as number) : Number.NaN;
    since = time;
  }
  hold(value, Math.max(from, since), to);
  return [...found.values()].sort((a, b) => b.micros - a.micros);
}

/** Value of each tag at each time. The rows of a tag begin with the sample before the first time. */
export function alignedOf(tags: readonly Rows[], from: Micros, to: Micros, step: Micros): Aligned {
  const times = Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);
  return { times, values: tags.map((rows) => valuesAt(rows, times)) };
}

function valuesAt(rows: Rows, times: readonly Micros[]): number[] {
  let at = 0;
  return times.map((time) => {
    while (at < rows.length && (rows.times[at] as number) <= time) at++;
    const value = at === 0 ? Number.NaN : (rows.values[at - 1] as number);
    return at > 0 && isUsable(value, rows.statuses[at - 1] as number) ? value : Number.NaN;
  });
}

function edgesOf({ from, to, step, origin }: { from: Micros; to: Micros; step: Micros; origin: Micros }): Float64Array {
  const edges = [from];
  for (let edge = origin + step * (Math.floor((from - origin) / step) + 1); edge < to; edge += step) edges.push(edge);
  edges.push(to);
  return Float64Array.from(edges);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
