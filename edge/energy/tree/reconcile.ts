/**
 * Data reconciliation on trees of flows by weighted least squares: what flows into a complete node is the sum of what
 * flows to its children. On a tree the exact solution takes two passes, from the leaves to the root and back, so that
 * nothing is inverted and time grows with the number of nodes (Kuehn and Davidson 1961 for the problem; the passes are
 * those of belief propagation, Pearl 1988). The measurement test is that of Mah and Tamhane 1982, the global test the
 * sum of squares of all adjustments.
 */
import { chiSquareQuantile } from "../../quality/statistics/special-functions.ts";

/** Probability at which the global test rejects a sound tree. */
const GLOBAL_LEVEL = 0.01;
/** Test values this close, relatively, cannot say which of the meters it is. */
const SAME_TEST = 1e-6;
/** Most meters that are taken out of one tree before it is given up. */
const MOST_REMOVED = 8;

/** Trees as columns. Children lie behind their parents. */
export interface Flows {
  /** Position of the parent; -1 for a root. */
  readonly parents: Int32Array;
  /** 1 where children and losses are all that the node feeds; else an unmeasured rest is left. */
  readonly complete: Uint8Array;
  /** Measured or modelled amounts; any value where `u` is infinite. */
  readonly amounts: Float64Array;
  /** Standard uncertainties; infinite where nothing measures the node. */
  readonly u: Float64Array;
}

export interface Reconciled {
  /** Amounts that close every balance; NaN where neither a meter nor the others determine the node. */
  readonly amounts: Float64Array;
  readonly u: Float64Array;
  /** What all other meters say about the node; NaN where they say nothing. */
  readonly others: Float64Array;
  readonly uOthers: Float64Array;
  /** What the children amount to, whether complete or not; NaN where there are none or one is unknown. */
  readonly below: Float64Array;
  readonly uBelow: Float64Array;
  /** Test value of each measurement, standard normal where all is sound; NaN where nothing checks it. */
  readonly tests: Float64Array;
  /** Sum of squared adjustments over all trees, chi-square with `freedom`. */
  readonly global: number;
  readonly freedom: number;
}

/** Solves all trees at once. */
export function reconcile({ parents, complete, amounts, u }: Flows): Reconciled {
  const length = parents.length;
  const children = childrenOf(parents);
  const own = Float64Array.from(u, (one) => one * one);
  // Upwards: what the subtree of a node says of it, without and with its own measurement.
  const sums = new Float64Array(length);
  const sumVariances = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
  const up = new Float64Array(length);
  const upVariances = new Float64Array(length);
  const result = emptyResult(length);
  let freedom = 0;
  for (let node = length - 1; node >= 0; node--) {
    const below = children[node] as readonly number[];
    if (below.length > 0) {
      const sum = below.reduce((total, child) => total + (up[child] as number), 0);
      const variance = below.reduce((total, child) => total + (upVariances[child] as number), 0);
      set(result.below, result.uBelow, node, [sum, variance]);
      if (complete[node] === 1) {
        [sums[node], sumVariances[node]] = [sum, variance];
        if (Number.isFinite(own[node]) && Number.isFinite(variance)) freedom++;
      }
    }
    [up[node], upVariances[node]] = together(at(amounts, own, node), at(sums, sumVariances, node));
  }
  // Downwards: what everything outside the subtree of a node says of it.
  const above = new Float64Array(length);
  const aboveVariances = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
  let global = 0;
  for (let node = 0; node < length; node++) {
    const outside = at(above, aboveVariances, node);
    const others = together(at(sums, sumVariances, node), outside);
    const measured = at(amounts, own, node);
    const all = together(others, measured);
    set(result.others, result.uOthers, node, others);
    set(result.amounts, result.u, node, all);
    if (Number.isFinite(measured[1])) global += (measured[0] - all[0]) ** 2 / measured[1];
    if (Number.isFinite(measured[1] + others[1]))
      result.tests[node] = (measured[0] - others[0]) / Math.sqrt(measured[1] + others[1]);
    if (complete[node] === 1)
      toChildren(children[node] as readonly number[], together(outside, measured), {
        up,
        upVariances,
        above,
        aboveVariances,
      });
  }
  return { ...result, global, freedom };
}

/** A value with its variance; the variance is infinite where nothing is known. */
type Belief = readonly [value: number, variance: number];

function at(values: Float64Array, variances: Float64Array, node: number): Belief {
  return [values[node] as number, variances[node] as number];
}

/** The weighted mean of two independent values; no sum of precisions, which would overflow for exact values. */
function together(a: Belief, b: Belief): Belief {
  if (b[1] === Number.POSITIVE_INFINITY) return a;
  if (a[1] === Number.POSITIVE_INFINITY) return b;
  const both = a[1] + b[1];
  if (both === 0) return a;
  const share = a[1] / both;
  return [a[0] + share * (b[0] - a[0]), share * b[1]];
}

function set(values: Float64Array, uncertainties: Float64Array, node: number, [value, variance]: Belief): void {
  const isKnown = Number.isFinite(variance);
  values[node] = isKnown ? value : Number.NaN;
  uncertainties[node] = isKnown ? Math.sqrt(variance) : Number.NaN;
}

interface Passed {
  readonly up: Float64Array;
  readonly upVariances: Float64Array;
  readonly above: Float64Array;
  readonly aboveVariances: Float64Array;
}

/** A child is what the parent has less its siblings. Sums from both ends, because differences of sums lose digits. */
function toChildren(
  below: readonly number[],
  parent: Belief,
  { up, upVariances, above, aboveVariances }: Passed,
): void {
  const last = below.length;
  const after = new Float64Array(last + 1);
  const afterVariances = new Float64Array(last + 1);
  for (let n = last - 1; n >= 0; n--) {
    after[n] = (after[n + 1] as number) + (up[below[n] as number] as number);
    afterVariances[n] = (afterVariances[n + 1] as number) + (upVariances[below[n] as number] as number);
  }
  let before = 0;
  let beforeVariance = 0;
  for (const [n, child] of below.entries()) {
    above[child] = parent[0] - before - (after[n + 1] as number);
    aboveVariances[child] = parent[1] + beforeVariance + (afterVariances[n + 1] as number);
    before += up[child] as number;
    beforeVariance += upVariances[child] as number;
  }
}

function emptyResult(length: number): Omit<Reconciled, "global" | "freedom"> {
  const unknown = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  return {
    amounts: unknown(),
    u: unknown(),
    others: unknown(),
    uOthers: unknown(),
    below: unknown(),
    uBelow: unknown(),
    tests: unknown(),
  };
}

/** Positions of the children of each node. */
export function childrenOf(parents: Int32Array): readonly (readonly number[])[] {
  const children: number[][] = Array.from(parents, () => []);
  for (const [node, parent] of parents.entries()) if (parent >= 0) (children[parent] as number[]).push(node);
  return children;
}

/** Whether the global test rejects: a sound tree does so once in a hundred times. */
export function isRejected({ global, freedom }: Pick<Reconciled, "global" | "freedom">): boolean {
  return freedom > 0 && global > chiSquareQuantile(1 - GLOBAL_LEVEL, freedom);
}

export interface Cleaned {
  readonly reconciled: Reconciled;
  /** Positions of measurements that were taken out, the worst first. */
  readonly removed: readonly number[];
}

/**
 * Takes out the measurement with the greatest test value until the global test accepts (serial elimination). Where
 * several have the same value, as all meters of one balance do, `preferred` decides: the greatest goes.
 */
export function withoutFaulty(flows: Flows, preferred: (node: number) => number = () => 0): Cleaned {
  const u = flows.u.slice();
  const removed: number[] = [];
  let reconciled = reconcile({ ...flows, u });
  while (isRejected(reconciled) && removed.length < MOST_REMOVED) {
    const worst = worstOf(reconciled.tests, preferred);
    if (worst === undefined) break;
    u[worst] = Number.POSITIVE_INFINITY;
    removed.push(worst);
    reconciled = reconcile({ ...flows, u });
  }
  return { reconciled, removed };
}

function worstOf(tests: Float64Array, preferred: (node: number) => number): number | undefined {
  let greatest = 0;
  for (const test of tests) if (Math.abs(test) > greatest) greatest = Math.abs(test);
  let worst: number | undefined;
  for (const [node, test] of tests.entries()) {
    if (!(Math.abs(test) >= greatest * (1 - SAME_TEST)) || greatest === 0) continue;
    if (worst === undefined || preferred(node) > preferred(worst)) worst = node;
  }
  return worst;
}
