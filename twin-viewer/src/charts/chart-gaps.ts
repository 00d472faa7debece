import type { Gap, Span } from "../data/api.ts";
import { type DeclaredGap, gapsOf } from "../data/gaps-of.ts";
import { gapText, MOST_NAMED } from "./gap-text.ts";
import type { Series } from "./series.ts";

/** A declared gap of one curve, placed on the chart's time axis. Seconds. */
export interface ChartGap {
  /** Index of the curve. */
  readonly curve: number;
  readonly fromS: number;
  readonly toS: number;
  readonly declared: DeclaredGap;
}

/** The gaps of a curve that the chart shows `shiftMs` later than they were. */
export function placedGaps(gaps: readonly Gap[], { tag, shiftMs }: Series, curve: number, span: Span): ChartGap[] {
  return gapsOf(gaps, tag, span).map((declared) => ({
    curve,
    fromS: (declared.fromMs + shiftMs) / 1000,
    toS: (declared.toMs + shiftMs) / 1000,
    declared,
  }));
}

/**
 * Where a curve breaks, in seconds, sorted and apart from each other. A value holds until the next sample, but not
 * beyond the beginning of a gap: from there to the next sample, or to the end of the axis, the value is unknown.
 */
export function breaksOf(
  times: ArrayLike<number>,
  values: ArrayLike<number | null | undefined>,
  gaps: readonly Pick<ChartGap, "fromS">[],
  endS: number,
): (readonly [fromS: number, toS: number])[] {
  const breaks: [number, number][] = [];
  for (const { fromS } of gaps.toSorted((a, b) => a.fromS - b.fromS)) {
    const last = breaks.at(-1);
    if (last !== undefined && fromS < last[1]) continue;
    let next = 0;
    while (next < times.length && ((times[next] as number) <= fromS || typeof values[next] !== "number")) next++;
    breaks.push([fromS, times[next] ?? endS]);
  }
  return breaks;
}

/** The newest gaps in words, each once: curves of one source share its gaps. */
export function namedGaps(gaps: readonly ChartGap[], zone: string): readonly string[] {
  return [...new Set(gaps.toSorted((a, b) => b.fromS - a.fromS).map(({ declared }) => gapText(declared, zone)))].slice(
    0,
    MOST_NAMED,
  );
}
