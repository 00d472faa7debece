/** What the quality room shows of the answers about features and charts. */
import { signal } from "@preact/signals";
import type { SeriesName } from "../../../edge/contracts/quality/quality.ts";
import type { FeatureAnswer, SeriesAnswer } from "./quality-api.ts";

/** The chart that is open, if any. */
export const openSeries = signal<SeriesName | null>(null);

/** Phase I needs at least this many subgroups (rule QY16). */
export const FEWEST_SUBGROUPS = 20;

/** One chart with its plan. A plan without measurements has no chart yet. */
export interface FeatureRow extends SeriesName {
  readonly feature: FeatureAnswer;
  readonly series: SeriesAnswer | null;
}

/** Charts with a standing signal first, then those that wait for an inspection; else in the order of the plans. */
export function featureRows(features: readonly FeatureAnswer[]): readonly FeatureRow[] {
  const rows = features.flatMap((feature): FeatureRow[] =>
    feature.series.length === 0
      ? [{ plan: feature.plan, machine: "", feature, series: null }]
      : feature.series.map((series) => ({ plan: feature.plan, machine: series.machine, feature, series })),
  );
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ series }: FeatureRow): number {
  if (series === null) return 3;
  return series.isOutOfControl ? 0 : series.demand !== null ? 1 : 2;
}

/** By the words of a search: name in both languages, feature and machine. */
export function fitsWords({ feature: { name, feature, plan }, machine }: FeatureRow, searched: string): boolean {
  const text = `${name.zh} ${name.en} ${feature} ${plan} ${machine}`.toLowerCase();
  return searched
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Numbers of subgroups in a text such as "7, 12-14"; undefined where it is something else. */
export function numbersIn(text: string): readonly number[] | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(/[\s,;，；、]+/).filter((one) => one !== "")) {
    const [, first, last = first] = /^(\d{1,9})(?:[-–](\d{1,9}))?$/.exec(part) ?? [];
    if (first === undefined || Number(last) < Number(first) || Number(last) - Number(first) > 1000) return undefined;
    for (let number = Number(first); number <= Number(last); number++) numbers.add(number);
  }
  return numbers.size > 1000 ? undefined : [...numbers].sort((a, b) => a - b);
}

/** Subgroups that limits would be computed from. */
export function usedSubgroups(from: number, to: number, excluded: readonly number[]): number {
  return Math.max(0, to - from + 1 - excluded.filter((number) => number >= from && number <= to).length);
}
