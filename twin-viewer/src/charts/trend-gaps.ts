/** Puts an empty column into every stretch of time without samples, so that lines break there. Returns times first, then each column. */
export function withGaps(times: readonly number[], columns: readonly (readonly (number | null)[])[], longerThan: number): (number | null)[][] {
  const result: (number | null)[][] = [[], ...columns.map(() => [])];
  let before = Number.NaN;
  for (const [i, time] of times.entries()) {
    if (Number.isNaN(time)) continue;
    if (time - before > longerThan) {
      result[0]?.push((time + before) / 2);
      for (let column = 1; column < result.length; column++) result[column]?.push(null);
    }
    result[0]?.push(time);
    for (const [column, values] of columns.entries()) result[column + 1]?.push(values[i] ?? null);
    before = time;
  }
  return result;
}
