/** Amounts of a tree as the columns that are reconciled. */
import type { Uncertain } from "../../contracts/production/energy-tree.ts";
import type { Flows } from "./reconcile.ts";
import { type NodeAmount, standardUncertainty } from "./tree-amounts.ts";
import type { TreeNode } from "./tree-model.ts";

/** A count of exactly nothing is still known no better than this share of the tree's flow. */
const FINEST_SHARE = 1e-9;

/** Positions of one tree in the list of all nodes. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** An amount that may be too small would look like an unmetered consumer. */
export function usable(amount: NodeAmount | undefined): NodeAmount | undefined {
  return amount?.isUncertain === true ? undefined : amount;
}

/** `own`: amounts of the tree's nodes, by position behind its root. */
export function flowsOf(
  nodes: readonly TreeNode[],
  own: readonly (NodeAmount | undefined)[],
  { first, end }: Span,
): Flows {
  const amounts = own.map(usable);
  const greatest = amounts.reduce((most, one) => Math.max(most, Math.abs(one?.amount ?? 0)), 0);
  const finest = greatest * FINEST_SHARE || FINEST_SHARE;
  return {
    parents: Int32Array.from(nodes.slice(first, end), ({ parent }) => (parent < 0 ? -1 : parent - first)),
    complete: Uint8Array.from(nodes.slice(first, end), ({ isComplete }) => (isComplete ? 1 : 0)),
    amounts: Float64Array.from(amounts, (one) => one?.amount ?? 0),
    u: Float64Array.from(amounts, (one) =>
      one === undefined ? Number.POSITIVE_INFINITY : Math.max(finest, standardUncertainty(one)),
    ),
  };
}

/** What is not accounted for below a node, by its own amount; null where one of the amounts is unknown. */
export function restOf(own: NodeAmount | undefined, below: number, uBelow: number): Uncertain | null {
  if (own === undefined || Number.isNaN(below)) return null;
  return { amount: own.amount - below, u: Math.hypot(standardUncertainty(own), uBelow) };
}
