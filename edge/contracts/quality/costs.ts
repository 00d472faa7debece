/** What pieces cost by step, and what bad quality costs beside it (docs/rules/quality-costs.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";

/** What the rows of an answer are. */
export const COST_BY = ["operation", "station", "variant", "order", "day"] as const;
export type CostBy = (typeof COST_BY)[number];

export interface CostQuestion {
  readonly from: Micros;
  readonly to: Micros;
  readonly by: CostBy;
}

/** Sums over some completions. Amounts are in the site's currency. */
export interface CostSums {
  /** Completions with the verdict good; of variants, orders, days and the total: at the stations that end the way. */
  readonly good: number;
  readonly scrapped: number;
  /** Completions that send a piece to rework. */
  readonly reworked: number;
  /** Completions at steps of inspection. */
  readonly inspected: number;
  /** What steps added to pieces that they did for the first time. */
  readonly made: number;
  /** Material and all that was added to the pieces that were scrapped, at the step that scrapped them. */
  readonly scrap: number;
  /** Steps of rework, and steps that were done on a piece again. */
  readonly rework: number;
  readonly inspection: number;
  /** Of the good pieces, by the values of the config; 0 for steps. */
  readonly value: number;
}

export interface CostRow extends CostSums {
  /** Operation, station, variant, order, or day as `2026-11-29` in the site's zone; empty: not reported. */
  readonly name: string;
  /** Of an operation that the config names; null: there is no other name. */
  readonly title: LocalizedText | null;
}

export interface CostView {
  /** In the order of their quality cost, the dearest first; days in their order. */
  readonly rows: readonly CostRow[];
  readonly total: CostSums;
  /** Completions of a step with a rate per hour whose begin nobody reported: only their rate per piece counts. */
  readonly untimed: number;
  /** Completions at stations without a rate. */
  readonly unrated: number;
  /** Time of the oldest row; null: there is none. */
  readonly since: Micros | null;
}

export interface CostReader {
  /** False while the book catches up with the log. */
  readonly isCurrent: boolean;
  costs(question: CostQuestion): Answer<CostView>;
}
