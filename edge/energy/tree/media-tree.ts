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
import { type NodeSums, sumTree, type TreeSums } from "./interval-sums.ts";
import { intervalsOf } from "./intervals.ts";
import type { MeterCounts } from "./meter-counts.ts";
import { reconcile } from "./reconcile.ts";
import { remembered } from "./remembered-counts.ts";
import { suspectScores } from "./suspects.ts";
import { amountsIn, type Stretch, standardUncertainty } from "./tree-amounts.ts";
import type { TreeConfig } from "./tree-config.ts";
import { flowsOf, restOf, type Span, usable } from "./tree-flows.ts";
import { type TreeNode, treeNodes } from "./tree-model.ts";

/** Score from which a meter is named: 1 % of sound meters by chance. */
const SUSPECT_FROM = 2.58;
const MOST_SUSPECTS = 5;

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

  /**
   * `interval`: length of the intervals that are reconciled one by one; it grows as far as the work of a large tree
   * needs. Without it the whole stretch is one interval.
   */
  view(from: Micros, to: Micros, interval = to - from): Omit<TreeView, "branches"> {
    const count = intervalsOf(to - from, interval, this.nodes.length);
    const counts = remembered(this.#counts);
    const step = (to - from) / count;
    const amounts = Array.from({ length: count }, (_, n) =>
      amountsIn(this.nodes, counts, { from: from + n * step, to: from + (n + 1) * step, intervals: count }),
    );
    const scores = suspectScores(this.nodes, counts, to);
    const trees: TreeBalance[] = [];
    const nodes: TreeNodeView[] = [];
    for (const span of this.#trees()) {
      const { first, end } = span;
      const preferred = (node: number): number => Math.abs(scores.get(first + node)?.score ?? 0);
      const own = amounts.map((one) => one.slice(first, end));
      const sums = sumTree(own, { nodes: this.nodes, span, preferred });
      trees.push(this.#balance(sums, first, scores));
      for (const [at, node] of sums.nodes.entries())
        nodes.push(this.#nodeView(first + at, { sums: node, count, score: scores.get(first + at) }));
    }
    return { from, to, interval: step, intervals: count, trees, nodes, allocated: this.#allocated(nodes) };
  }

  /** What the nodes with others below them do not account for; without those of which an amount is unknown. */
  rests(stretch: Stretch): readonly Rest[] {
    const amounts = amountsIn(this.nodes, this.#counts, stretch);
    return this.#trees().flatMap((tree) => {
      const { below, uBelow } = reconcile(flowsOf(this.nodes, amounts.slice(tree.first, tree.end), tree));
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

  #balance(sums: TreeSums, first: number, scores: ReadonlyMap<number, GainScore>): TreeBalance {
    const { id, medium } = this.nodes[first] as TreeNode;
    const { global, freedom, isClosed } = sums;
    const ranked = this.#ranked(scores, ({ root }) => root === first);
    const unaccounted = sums.nodes.reduce((sum, one) => sum + (one.unaccounted?.amount ?? 0), 0);
    const whole = sums.nodes[0]?.reconciled?.amount ?? 0;
    const share = whole > 0 && sums.nodes.length > 1 ? Math.max(0, unaccounted) / whole : null;
    return { root: id, medium, global, freedom, isClosed, unaccountedShare: share, suspects: ranked };
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

  #nodeView(position: number, { sums, count, score }: Viewed): TreeNodeView {
    const { id, kind, medium, parent, isComplete } = this.nodes[position] as TreeNode;
    const { measured, reconciled, rest, unaccounted, unknownBelow } = sums;
    return {
      id,
      kind,
      medium,
      unit: unitOfMedium(medium),
      below: this.nodes[parent]?.id ?? null,
      isComplete,
      measured: measured === undefined ? null : { amount: measured.amount, u: standardUncertainty(measured) },
      isUncertain: sums.isUncertain,
      usedShare: sums.used / count,
      reconciled,
      knownShare: sums.known / count,
      rest,
      unaccounted,
      unknownBelow,
      test: Number.isNaN(sums.test) ? null : sums.test,
      score: score?.score ?? null,
      gain: score?.gain ?? null,
      isRemoved: sums.removed > 0,
      removedShare: sums.removed / count,
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

interface Viewed {
  readonly sums: NodeSums;
  readonly count: number;
  readonly score: GainScore | undefined;
}
