/**
 * Sources report changes only, so pauses are normal: a gap is a pause much longer than this tag's usual ones.
 */
const TIMES_USUAL = 8;
const SHORTEST_S = 15;

/** The shortest pause that counts as a gap, from the median pause; seconds. */
export function gapOf(times: ArrayLike<number>): number {
  const pauses = new Float64Array(Math.max(0, times.length - 1));
  for (let i = 0; i < pauses.length; i++) pauses[i] = (times[i + 1] as number) - (times[i] as number);
  pauses.sort();
  return Math.max(SHORTEST_S, TIMES_USUAL * (pauses[Math.floor(pauses.length / 2)] ?? 0));
}

/** Puts an empty column into every gap, so that lines break there. Returns times first, then each column. */
export function withGaps(
  times: readonly number[],
  columns: readonly (readonly (number | null)[])[],
): (number | null)[][] {
  const result: (number | null)[][] = [[], ...columns.map(() => [])];
  const gapS = gapOf(times);
  let before = Number.NaN;
  for (const [i, time] of times.entries()) {
    if (Number.isNaN(time)) continue;
    if (time - before > gapS) {
      result[0]?.push((time + before) / 2);
      for (let column = 1; column < result.length; column++) result[column]?.push(null);
    }
    result[0]?.push(time);
    for (const [column, values] of columns.entries()) result[column + 1]?.push(values[i] ?? null);
    before = time;
  }
  return result;
}

/**
 * Spreads samples over `width` equal columns of the time from `from` to `to`; a value holds until the next. Null
 * before the first.
 */
export function spread(
  times: readonly number[],
  values: readonly (number | null)[],
  { from, to, width }: { from: number; to: number; width: number },
): (number | null)[] {
  const columns: (number | null)[] = [];
  let next = 0;
  let held: number | null = null;
  for (let column = 0; column < width; column++) {
    const end = from + ((column + 1) * (to - from)) / width;
    while (next < times.length && (times[next] as number) < end) held = values[next++] ?? null;
    columns.push(held);
  }
  return columns;
}
