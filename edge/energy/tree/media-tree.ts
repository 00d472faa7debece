/** The media tree over the counts of its meters: reconciled amounts, rests and suspects of any stretch of time. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { unitOfMedium } from "../../contracts/plant/media.ts";
import type {
  Allocated,
  TreeBalance,
  TreeNodeView,
  TreeView,
  Uncertain,
} from "../../contracts/production/energy-tree.ts";
import type { GainScore } from "./gain-scores.ts";
import type { MeterCounts } from "./meter-counts.ts";
import { type Cleaned, type Flows, isRejected, reconcile, withoutFaulty } from "./reconcile.ts";
import { suspectScores } from "./suspects.ts";
import { amountsIn, type NodeAmount, type Stretch, standardUncertainty } from "./tree-amounts.ts";
import type { TreeConfig } from "./tree-config.ts";
import { type TreeNode, treeNodes } from "./tree-model.ts";

/** Score from which a meter is named: 1 % of sound meters by chance. */
const SUSPECT_FROM = 2.58;
const MOST_SUSPECTS = 5;
/** A count of exactly nothing is still known no better than this share of the tree's flow. */
const FINEST_SHARE = 1e-9;

/** A rest of a node in an interval. */
export interface Rest extends Uncertain {
  readonly id: string;
  readonly isComplete: boolean;
}

export class MediaTree {
  readonly nodes: readonly TreeNode[];
  readonly #counts: MeterCounts;
  readonly #config: TreeConfig;

  constructor(config: TreeConfig, counts: MeterCounts) {
    this.#config = config;
    this.#counts = counts;
    this.nodes = treeNodes(config, (label) => counts.mediumOf(label));
  }

  view(from: Micros, to: Micros): Omit<TreeView, "branches"> {
    const amounts = amountsIn(this.nodes, this.#counts, { from, to });
    const scores = suspectScores(this.nodes, this.#counts, to);
    const trees: TreeBalance[] = [];
    const nodes: TreeNodeView[] = [];
    for (const { first, end } of this.#trees()) {
      const cleaned = this.#cleaned(amounts, { first, end }, scores);
      trees.push(this.#balance(cleaned, first, scores));
      for (let position = first; position < end; position++)
        nodes.push(
          this.#nodeView(position, { first, cleaned, amount: amounts[position], score: scores.get(position) }),
        );
    }
    return { from, to, trees, nodes, allocated: this.#allocated(nodes) };
  }

  /** What the nodes with others below them do not account for; without those of which an amount is unknown. */
  rests(stretch: Stretch): readonly Rest[] {
    const amounts = amountsIn(this.nodes, this.#counts, stretch);
    return this.#trees().flatMap((tree) => {
      const { below, uBelow } = reconcile(flowsOf(this.nodes, amounts, tree));
      return this.nodes.slice(tree.first, tree.end).flatMap(({ id, isComplete }, at): Rest[] => {
        const own = usable(amounts[tree.first + at]);
        const rest = restOf(own, below[at] as number, uBelow[at] as number);
        return rest === null ? [] : [{ id, isComplete, ...rest }];
      });
    });
  }

  /** Names of the meters that probably went wrong, the likeliest first. */
  suspects(root: string, to: Micros): TreeBalance["suspects"] {
    const position = this.nodes.findIndex(({ id }) => id === root);
    const of = this.nodes[position]?.root;
    const scores = suspectScores(this.nodes, this.#counts, to);
    return this.#ranked(scores, (node) => node.root === of);
  }

  /** Positions of the trees: each one is a stretch of the list. */
  #trees(): readonly Span[] {
    const roots = this.nodes.flatMap(({ parent }, position) => (parent < 0 ? [position] : []));
    return roots.map((first, at) => ({ first, end: roots[at + 1] ?? this.nodes.length }));
  }

  #cleaned(amounts: readonly (NodeAmount | undefined)[], span: Span, scores: ReadonlyMap<number, GainScore>): Cleaned {
    const preferred = (node: number): number => Math.abs(scores.get(span.first + node)?.score ?? 0);
    return withoutFaulty(flowsOf(this.nodes, amounts, span), preferred);
  }

  #balance(cleaned: Cleaned, first: number, scores: ReadonlyMap<number, GainScore>): TreeBalance {
    const { id, medium } = this.nodes[first] as TreeNode;
    const { global, freedom } = cleaned.reconciled;
    const ranked = this.#ranked(scores, ({ root }) => root === first);
    return { root: id, medium, global, freedom, isClosed: !isRejected(cleaned.reconciled), suspects: ranked };
  }

  #ranked(scores: ReadonlyMap<number, GainScore>, isIn: (node: TreeNode) => boolean): TreeBalance["suspects"] {
    return [...scores]
      .flatMap(([position, { score, gain }]) => {
        const node = this.nodes[position] as TreeNode;
        return node.kind !== "loss" && isIn(node) && Math.abs(score) >= SUSPECT_FROM
          ? [{ id: node.id, score, gain }]
          : [];
      })
      .sort((a, b) => Math.abs(b.score) - Math.abs(a.score))
      .slice(0, MOST_SUSPECTS);
  }

  #nodeView(position: number, { first, cleaned, amount, score }: Viewed): TreeNodeView {
    const { id, kind, medium, parent, isComplete } = this.nodes[position] as TreeNode;
    const { reconciled, removed } = cleaned;
    const at = position - first;
    return {
      id,
      kind,
      medium,
      unit: unitOfMedium(medium),
      below: this.nodes[parent]?.id ?? null,
      isComplete,
      measured: amount === undefined ? null : { amount: amount.amount, u: standardUncertainty(amount) },
      isUncertain: amount?.isUncertain ?? false,
      reconciled: known(reconciled.amounts[at], reconciled.u[at]),
      rest: restOf(usable(amount), reconciled.below[at] as number, reconciled.uBelow[at] as number),
      test: numberOrNull(reconciled.tests[at]),
      score: score?.score ?? null,
      gain: score?.gain ?? null,
      isRemoved: removed.includes(at),
    };
  }

  #allocated(nodes: readonly TreeNodeView[]): readonly Allocated[] {
    return this.#config.allocations.flatMap(({ of, by, among }) => {
      const amount = nodes.find(({ id }) => id === of)?.reconciled;
      if (amount === undefined || amount === null) return [];
      const whole = by === "share" ? 1 : among.reduce((sum, { weight }) => sum + weight, 0);
      return among.map(({ id, weight }) => ({
        id,
        of,
        amount: (amount.amount * weight) / whole,
        u: (amount.u * weight) / whole,
      }));
    });
  }
}

interface Span {
  readonly first: number;
  readonly end: number;
}

interface Viewed {
  readonly first: number;
  readonly cleaned: Cleaned;
  readonly amount: NodeAmount | undefined;
  readonly score: GainScore | undefined;
}

/** An amount that may be too small would look like an unmetered consumer. */
function usable(amount: NodeAmount | undefined): NodeAmount | undefined {
  return amount?.isUncertain === true ? undefined : amount;
}

function flowsOf(nodes: readonly TreeNode[], all: readonly (NodeAmount | undefined)[], { first, end }: Span): Flows {
  const amounts = all.slice(first, end).map(usable);
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

function restOf(own: NodeAmount | undefined, below: number, uBelow: number): Uncertain | null {
  if (own === undefined || Number.isNaN(below)) return null;
  return { amount: own.amount - below, u: Math.hypot(standardUncertainty(own), uBelow) };
}

function known(amount: number | undefined, u: number | undefined): Uncertain | null {
  return amount === undefined || u === undefined || Number.isNaN(amount) ? null : { amount, u };
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
