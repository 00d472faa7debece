/** Amounts of all nodes in a stretch of time, before reconciliation. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { lossAmount, lossShare } from "./losses.ts";
import type { MeterCounts } from "./meter-counts.ts";
import type { TreeNode } from "./tree-model.ts";
import { classShare, freshVariance } from "./uncertainty.ts";

const HOUR_US = 3600e6;
/** Length of the steps in which losses under load are computed: the square of a mean is not the mean of squares. */
const LOSS_STEP_US = 900e6;
const MOST_LOSS_STEPS = 400;
/** Of all intervals of one question together. */
const MOST_SHARED_STEPS = 1600;

/** An amount with the two parts of its uncertainty. */
export interface NodeAmount {
  readonly amount: number;
  /** Of the class or model, as a share of the amount: the same in all intervals. */
  readonly share: number;
  /** Variance by readings, clocks and resolution. */
  readonly fresh: number;
  readonly isUncertain: boolean;
}

export interface Stretch {
  readonly from: Micros;
  readonly to: Micros;
  /** Number of stretches of the same question, which share the steps of losses; default 1. */
  readonly intervals?: number;
}

/** Amounts by position; undefined where nothing measures a node or its count is unknown. */
export function amountsIn(
  nodes: readonly TreeNode[],
  counts: MeterCounts,
  stretch: Stretch,
): readonly (NodeAmount | undefined)[] {
  return nodes.map((node) => {
    if (node.kind === "metered") return ofMeter(counts, node.id, stretch);
    if (node.kind === "virtual") return ofFormula(counts, node, stretch);
    return node.kind === "loss" ? ofLoss(nodes, counts, node, stretch) : undefined;
  });
}

export function standardUncertainty({ amount, share, fresh }: NodeAmount): number {
  return Math.sqrt((share * amount) ** 2 + fresh);
}

/** Of one meter. */
export function ofMeter(counts: MeterCounts, label: string, { from, to }: Stretch): NodeAmount | undefined {
  const medium = counts.mediumOf(label);
  const [before, after] = [counts.at(label, from), counts.at(label, to)];
  if (medium === undefined || before === undefined || after === undefined) return undefined;
  const amount = Math.max(0, after.total - before.total);
  const counted = { amount, hours: (to - from) / HOUR_US, ends: [before.limit, after.limit] as const };
  const accuracy = counts.accuracyOf(label);
  return {
    amount,
    share: classShare(accuracy, medium, counted),
    fresh: freshVariance(accuracy, counted),
    isUncertain: counts.isDoubtful(label, from, to),
  };
}

/** The class errors of the terms are independent of each other (GUM 5.1.2). */
function ofFormula(counts: MeterCounts, { sum }: TreeNode, stretch: Stretch): NodeAmount | undefined {
  let amount = 0;
  let systematic = 0;
  let fresh = 0;
  let isUncertain = false;
  for (const { meter, factor } of sum) {
    const term = ofMeter(counts, meter, stretch);
    if (term === undefined) return undefined;
    amount += factor * term.amount;
    systematic += (factor * term.share * term.amount) ** 2;
    fresh += factor ** 2 * term.fresh;
    isUncertain ||= term.isUncertain;
  }
  return { amount, share: amount === 0 ? 0 : Math.sqrt(systematic) / Math.abs(amount), fresh, isUncertain };
}

/** From the flow of the node above, or else of its measured children. */
function ofLoss(
  nodes: readonly TreeNode[],
  counts: MeterCounts,
  { loss, parent }: TreeNode,
  { from, to, intervals = 1 }: Stretch,
): NodeAmount | undefined {
  const upper = nodes[parent];
  if (loss === undefined || upper === undefined) return undefined;
  const most = intervals === 1 ? MOST_LOSS_STEPS : Math.max(1, Math.floor(MOST_SHARED_STEPS / intervals));
  const steps = Math.min(most, Math.max(1, Math.round((to - from) / LOSS_STEP_US)));
  const measuring =
    upper.kind === "metered"
      ? [upper.id]
      : nodes.flatMap((node) => (node.parent === parent && node.kind === "metered" ? [node.id] : []));
  const totalAt = (time: Micros): number =>
    measuring.reduce((sum, label) => sum + (counts.at(label, time)?.total ?? Number.NaN), 0);
  const hours = (to - from) / HOUR_US / steps;
  let amount = 0;
  let before = totalAt(from);
  for (let step = 1; step <= steps; step++) {
    const after = totalAt(from + ((to - from) * step) / steps);
    amount += lossAmount(loss, (after - before) / hours, hours);
    before = after;
  }
  return Number.isNaN(amount) ? undefined : { amount, share: lossShare(loss), fresh: 0, isUncertain: false };
}
