/** One measured figure: the median of the rounds, with the extremes beside it. */
export interface Figure {
  readonly key: string;
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

export type Figures = readonly Figure[];

/** The value below which this share of the values lies; NaN where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
}

/** Condenses the rounds of one figure to median and extremes, which is all that a few rounds give. */
export function figure(key: string, what: string, unit: string, rounds: readonly number[]): Figure {
  const sorted = [...rounds].sort((a, b) => a - b);
  const round = (value: number | undefined) => Number((value ?? Number.NaN).toPrecision(3));
  return {
    key,
    what,
    unit,
    value: round(sorted[Math.floor(sorted.length / 2)]),
    min: round(sorted[0]),
    max: round(sorted[sorted.length - 1]),
  };
}

export function printTable(figures: Figures): void {
  const rows = figures.map(({ key, what, unit, value, min, max }) => [key, `${value}`, `${min} – ${max}`, unit, what]);
  const header = ["key", "median", "min – max", "unit", "what"];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length)),
  );
  for (const row of [header, ...rows])
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join("  ")
        .trimEnd()}\n`,
    );
}

/** Runs each task once per round in turn, so that a slow minute of the machine affects all of them. */
export async function interleaved<Name extends string>(
  tasks: Readonly<Record<Name, () => number | Promise<number>>>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const results = Object.fromEntries(Object.keys(tasks).map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  for (let round = 0; round < rounds; round++)
    for (const [name, task] of Object.entries(tasks) as [Name, () => number | Promise<number>][])
      results[name].push(await task());
  return results;
}
