/** Rows of a Pareto in an order, with their cumulated shares. Pure. */
import type { ParetoAnswer } from "../../../data/loop-api.ts";

export type ParetoOrder = "count" | "cost";
type Row = ParetoAnswer["rows"][number];

export interface RankedRow {
  readonly row: Row;
  /** Bad pieces, or their cost. */
  readonly amount: number;
  /** Of the sum of all rows, 0 to 1. */
  readonly share: number;
  readonly cumulated: number;
}

/** Share of all that the few rows that matter make (J. M. Juran). */
export const VITAL = 0.8;

/** Largest first. Rows without a cost come last in that order, and have no part of it. */
export function rankedRows(rows: readonly Row[], order: ParetoOrder): readonly RankedRow[] {
  const amountOf = ({ bad, cost }: Row): number => (order === "count" ? bad : (cost ?? 0));
  const sorted = rows.toSorted((a, b) => amountOf(b) - amountOf(a));
  const sum = sorted.reduce((all, row) => all + amountOf(row), 0);
  let cumulated = 0;
  return sorted.map((row) => {
    const amount = amountOf(row);
    const share = sum === 0 ? 0 : amount / sum;
    cumulated += share;
    return { row, amount, share, cumulated };
  });
}

/** How many of the first rows make that share together. */
export function vitalCount(rows: readonly RankedRow[]): number {
  const at = rows.findIndex(({ cumulated }) => cumulated >= VITAL - 1e-9);
  return at < 0 ? rows.length : at + 1;
}
