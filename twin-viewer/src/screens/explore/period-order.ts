/** The order of found periods: the best batch first, or the longest stop. */
import type { PeriodFigures } from "../../../../edge/contracts/explore/period.ts";
import type { PeriodAnswer } from "../../data/explore-api.ts";

export const PERIOD_FIGURES = ["mean", "min", "max", "last"] as const;
export type PeriodFigure = (typeof PERIOD_FIGURES)[number];

/** By what periods are ordered: their beginning, their length, their alerts, or the figure of a tag. */
export const PERIOD_COLUMNS = ["begin", "length", "alerts"] as const;

export interface PeriodOrder {
  /** A column, or the key of a tag. */
  readonly by: string;
  readonly figure: PeriodFigure;
  /** Largest first. */
  readonly isDown: boolean;
}

/** As they were found: oldest first. */
export const AS_FOUND: PeriodOrder = { by: "begin", figure: "mean", isDown: false };

/** A tag's figure in a period; undefined where it has none. */
export function figureIn(
  { figures }: { readonly figures: readonly PeriodFigures[] },
  tag: string | undefined,
  figure: PeriodFigure,
): number | undefined {
  return figures.find((one) => one.tag === tag)?.[figure] ?? undefined;
}

/** The periods in an order. Those without the figure come last, whatever the direction. */
export function inOrder(
  periods: readonly PeriodAnswer[],
  { by, figure, isDown }: PeriodOrder,
): readonly PeriodAnswer[] {
  const keyed = periods.map((period) => ({ period, key: keyOf(period, by, figure) }));
  const known = keyed.flatMap(({ period, key }) => (key === undefined ? [] : [{ period, key }]));
  const unknown = keyed.filter(({ key }) => key === undefined);
  known.sort((a, b) => (isDown ? b.key - a.key : a.key - b.key));
  return [...known, ...unknown].map(({ period }) => period);
}

function keyOf(period: PeriodAnswer, by: string, figure: PeriodFigure): number | undefined {
  switch (by) {
    case "begin":
      return Date.parse(period.from);
    case "length":
      return period.seconds;
    case "alerts":
      return period.alerts;
    default:
      return figureIn(period, by, figure);
  }
}
