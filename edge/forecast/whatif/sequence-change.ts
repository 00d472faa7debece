import type { OrderPlan, StartState } from "../model/plan.ts";

/** By due date; the fewest pieces first; variants together, that of the earliest due date first. */
export const SEQUENCE_RULES = ["due", "short", "variant"] as const;
export type SequenceRule = (typeof SEQUENCE_RULES)[number];

/** Releases orders that have not begun by a rule, behind those that have; equal ones stay in their sequence. */
export function inSequenceBy(start: StartState, by: SequenceRule): StartState {
  const { orders } = start;
  const earliest = new Map<number, number>();
  for (const { variant, dueS } of orders) earliest.set(variant, Math.min(dueS, earliest.get(variant) ?? dueS));
  const keys: Readonly<Record<SequenceRule, (order: OrderPlan) => readonly number[]>> = {
    due: ({ dueS }) => [dueS],
    short: ({ toRelease }) => [toRelease],
    variant: ({ variant, dueS }) => [earliest.get(variant) as number, variant, dueS],
  };
  const now = [...(start.sequence ?? orders.keys())];
  const isBegun = (at: number): boolean => orders[at]?.isBegun === true;
  const keyOf = (at: number): readonly number[] => keys[by](orders[at] as OrderPlan);
  const rest = now.filter((at) => !isBegun(at)).toSorted((a, b) => byKey(keyOf(a), keyOf(b)));
  return { ...start, sequence: [...now.filter(isBegun), ...rest] };
}

/** Infinite times are equal to each other. */
function byKey(a: readonly number[], b: readonly number[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at] as number;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
