/**
 * A tree over successive intervals. A meter that was silent or wrong for a while costs only those intervals: each one
 * is reconciled by itself, those with the same usable measurements are added up and reconciled as one, because the
 * error of a class is the same in all of them (rules EN20 to EN22 in docs/rules/energy.md).
 */
import type { Uncertain } from "../../contracts/production/energy-tree.ts";
import {
  type Cleaned,
  childrenOf,
  type Flows,
  isRejected,
  type Reconciled,
  reconcile,
  withoutFaulty,
} from "./reconcile.ts";
import type { NodeAmount } from "./tree-amounts.ts";
import { flowsOf, restOf, type Span, usable } from "./tree-flows.ts";
import type { TreeNode } from "./tree-model.ts";

/** Amounts of the nodes of a tree in one interval, by position behind its root. */
type Amounts = readonly (NodeAmount | undefined)[];

/** Counts are numbers of intervals. */
export interface NodeSums {
  /** By the meter, in the intervals in which it is known. */
  readonly measured: NodeAmount | undefined;
  readonly isUncertain: boolean;
  /** Intervals in which the measurement was used. */
  readonly used: number;
  readonly reconciled: Uncertain | null;
  /** Intervals in which the reconciled amount is known. */
  readonly known: number;
  readonly rest: Uncertain | null;
  /** Of an incomplete node: reconciled amount that nothing below accounts for, where all below is known; else null. */
  readonly unaccounted: Uncertain | null;
  /** Reconciled amount in intervals in which a node below is not known, less what is known there. */
  readonly unknownBelow: number;
  /** Of the longest stretch; NaN where nothing checks the measurement. */
  readonly test: number;
  /** Intervals in which the measurement was left out. */
  readonly removed: number;
}

export interface TreeSums {
  readonly nodes: readonly NodeSums[];
  readonly global: number;
  readonly freedom: number;
  readonly isClosed: boolean;
}

/** Intervals with the same usable measurements, as one. */
interface Group {
  readonly count: number;
  readonly totals: Amounts;
  readonly removed: readonly number[];
}

interface SumParts {
  readonly nodes: readonly TreeNode[];
  readonly span: Span;
  /** Decides between measurements with the same test value: the greatest goes. */
  readonly preferred: (node: number) => number;
}

/** Adds up a tree over intervals of equal length. `intervals`: amounts of the tree's nodes, one entry for each. */
export function sumTree(intervals: readonly Amounts[], parts: SumParts): TreeSums {
  const cleaned = groupsOf(intervals, parts).map(({ count, totals, removed }): CleanedGroup => {
    const flows = flowsOf(parts.nodes, totals, parts.span);
    const found = withoutFaulty(without(flows, removed), parts.preferred);
    return { ...found, count, totals, removed: [...removed, ...found.removed], whole: reconcile(flows) };
  });
  const parents = parts.nodes
    .slice(parts.span.first, parts.span.end)
    .map(({ parent }) => (parent < 0 ? -1 : parent - parts.span.first));
  return {
    nodes: childrenOf(Int32Array.from(parents)).map((below, at) => ({
      ...measuredIn(intervals, at),
      ...groupSums(cleaned, at, { below, isComplete: parts.nodes[parts.span.first + at]?.isComplete ?? false }),
    })),
    global: cleaned.reduce((sum, { reconciled }) => sum + reconciled.global, 0),
    freedom: cleaned.reduce((sum, { reconciled }) => sum + reconciled.freedom, 0),
    isClosed: cleaned.every(({ reconciled }) => !isRejected(reconciled)),
  };
}

/** `whole`: with all measurements, for rests, which are what a faulty meter is seen by. */
type CleanedGroup = Group & Cleaned & { readonly whole: Reconciled };

/** Groups, the longest first. Each interval is cleaned by itself, so that a fault of a day stays in that day. */
function groupsOf(intervals: readonly Amounts[], { nodes, span, preferred }: SumParts): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const amounts of intervals) {
    const { removed } =
      intervals.length === 1 ? { removed: [] } : withoutFaulty(flowsOf(nodes, amounts, span), preferred);
    const pattern = amounts.map((one) => (usable(one) === undefined ? "0" : "1")).join("");
    const key = `${pattern} ${removed.toSorted((a, b) => a - b).join(" ")}`;
    const before = groups.get(key);
    const totals = before === undefined ? amounts : amounts.map((one, at) => added(before.totals[at], one));
    groups.set(key, { count: 1 + (before?.count ?? 0), totals, removed });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

function without(flows: Flows, removed: readonly number[]): Flows {
  const u = flows.u.slice();
  for (const at of removed) u[at] = Number.POSITIVE_INFINITY;
  return { ...flows, u };
}

/** The errors of a class add up, those of readings do not (GUM 5.2). */
function added(a: NodeAmount | undefined, b: NodeAmount | undefined): NodeAmount | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const amount = a.amount + b.amount;
  const systematic = Math.abs(a.share * a.amount) + Math.abs(b.share * b.amount);
  const fresh = a.fresh + b.fresh;
  const isUncertain = a.isUncertain || b.isUncertain;
  return amount === 0
    ? { amount, share: 0, fresh: fresh + systematic ** 2, isUncertain }
    : { amount, share: systematic / Math.abs(amount), fresh, isUncertain };
}

function measuredIn(intervals: readonly Amounts[], at: number): Pick<NodeSums, "measured" | "isUncertain" | "used"> {
  let measured: NodeAmount | undefined;
  let used = 0;
  for (const amounts of intervals) {
    measured = added(measured, amounts[at]);
    if (usable(amounts[at]) !== undefined) used++;
  }
  return { measured, isUncertain: measured?.isUncertain ?? false, used };
}

function groupSums(
  groups: readonly CleanedGroup[],
  at: number,
  { below, isComplete }: { readonly below: readonly number[]; readonly isComplete: boolean },
): Omit<NodeSums, "measured" | "isUncertain" | "used"> {
  let [reconciled, rest, unaccounted]: (Uncertain | null)[] = [null, null, null];
  let [known, removed, unknownBelow] = [0, 0, 0];
  for (const group of groups) {
    const own = knownAt(group, at);
    if (group.removed.includes(at)) removed += group.count;
    if (own !== null) known += group.count;
    reconciled = together(reconciled, own);
    const { below: sums, uBelow } = group.whole;
    rest = together(rest, restOf(usable(group.totals[at]), sums[at] as number, uBelow[at] as number));
    if (own === null || below.length === 0) continue;
    const parts = below.map((child) => knownAt(group, child));
    const left = own.amount - parts.reduce((sum, part) => sum + (part?.amount ?? 0), 0);
    if (parts.includes(null)) unknownBelow += Math.max(0, left);
    else if (!isComplete)
      unaccounted = together(unaccounted, { amount: left, u: Math.hypot(own.u, ...parts.map((part) => part?.u ?? 0)) });
  }
  const test = groups[0]?.reconciled.tests[at] ?? Number.NaN;
  return {
    reconciled: reconciled ?? null,
    rest: rest ?? null,
    unaccounted: unaccounted ?? null,
    known,
    removed,
    unknownBelow,
    test,
  };
}

function knownAt({ reconciled: { amounts, u } }: CleanedGroup, at: number): Uncertain | null {
  const amount = amounts[at] as number;
  return Number.isNaN(amount) ? null : { amount, u: u[at] as number };
}

/** Of different intervals: the errors of their meters' classes are the same, so that uncertainties add up. */
function together(a: Uncertain | null | undefined, b: Uncertain | null): Uncertain | null {
  if (a === null || a === undefined || b === null) return a ?? b;
  return { amount: a.amount + b.amount, u: a.u + b.u };
}
