/** What pieces used that were finished in a time, with the shares that are not in the file yet. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { PieceMedium } from "../../contracts/production/piece-energy.ts";
import type { PieceEnergy } from "./piece-energy.ts";
import type { StepRow } from "./piece-store.ts";

/** Sum of a kind of step. Whole parts, so that the order of addition is no part of it. */
export interface StepAmount {
  readonly operation: string;
  readonly variant: string;
  readonly medium: PieceMedium;
  /** Quarter of an hour since 1970 in which the middle of the work lies. */
  readonly quarter: number;
  readonly amount: number;
}

const MIDDLE = 1.8e9;
const SUMS = `SELECT operation, variant, medium, CAST((begin + finish) / ${MIDDLE} AS INTEGER) AS quarter,
  sum(amount) AS amount FROM step JOIN channel ON channel.code = step.channel
  WHERE finish >= ? AND finish < ? GROUP BY 1, 2, 3, 4`;
/** A step that has an end since has its earlier share here. */
const EARLIER = "SELECT amount FROM step WHERE channel = ? AND number = ? AND finish IS NULL";

/** In one order, whatever was written when. */
export function hourAmounts(energy: PieceEnergy, from: Micros, to: Micros): readonly StepAmount[] {
  const { tables } = energy.store;
  const sums = new Map<string, StepAmount>();
  const add = (one: StepAmount): void => {
    const key = `${one.operation}\n${one.variant}\n${one.medium}\n${one.quarter}`;
    sums.set(key, { ...one, amount: one.amount + (sums.get(key)?.amount ?? 0) });
  };
  for (const row of tables.all(SUMS, from, to))
    add({
      operation: String(row["operation"]),
      variant: String(row["variant"]),
      medium: String(row["medium"]) as PieceMedium,
      quarter: Number(row["quarter"]),
      amount: Number(row["amount"]),
    });
  const media = new Map(energy.channels.map(({ plan }) => [plan.code, plan.medium]));
  for (const { channel, number, operation, variant, begin, finish, amount } of unwritten(energy.steps)) {
    const medium = media.get(channel);
    if (!(finish >= from && finish < to) || medium === undefined) continue;
    const earlier = Number(tables.get(EARLIER, channel, number)?.["amount"] ?? 0);
    add({ operation, variant, medium, quarter: Math.floor((begin + finish) / MIDDLE), amount: amount + earlier });
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/** One row for each step, as the file will have it. */
function unwritten(steps: readonly StepRow[]): Iterable<StepRow> {
  const rows = new Map<string, StepRow>();
  for (const step of steps) {
    const key = `${step.channel} ${step.number}`;
    rows.set(key, { ...step, amount: step.amount + (rows.get(key)?.amount ?? 0) });
  }
  return rows.values();
}
