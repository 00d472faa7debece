/** Figures over many predictions, delays and names. Pure. */
import type { JudgedForecast } from "./forecasts.ts";

export interface PredictionFigures {
  readonly said: number;
  readonly crossed: number;
  readonly replaced: number;
  readonly missed: number;
  readonly open: number;
  /** Median of |predicted − true| over the time that was left, for predictions whose limit was crossed. */
  readonly medianRelativeError: number | null;
  /** Share of these that crossed within their interval. */
  readonly coverage: number | null;
}

/** For predictions that came true: the relative error, and whether the interval held (E9). */
function errorsOf(
  forecasts: readonly JudgedForecast[],
): readonly { readonly error: number; readonly covered: boolean }[] {
  return forecasts.flatMap(({ crossedAt, crossing, from, to, saidAt }) =>
    crossedAt === undefined
      ? []
      : [
          {
            error: Math.abs(crossing - crossedAt) / Math.max(1, crossedAt - saidAt),
            covered: crossedAt >= from && crossedAt <= to,
          },
        ],
  );
}

export function predictionFigures(forecasts: readonly JudgedForecast[]): PredictionFigures {
  const count = (outcome: JudgedForecast["outcome"]): number =>
    forecasts.filter((forecast) => forecast.outcome === outcome).length;
  const crossed = errorsOf(forecasts);
  return {
    said: forecasts.length,
    crossed: crossed.length,
    replaced: count("replaced"),
    missed: count("missed"),
    open: count("open"),
    medianRelativeError: median(crossed.map(({ error }) => error)),
    coverage: crossed.length === 0 ? null : crossed.filter(({ covered }) => covered).length / crossed.length,
  };
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

/** Of values in order, at least one; straight between neighbours. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place % 1);
}

export function countBy(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
