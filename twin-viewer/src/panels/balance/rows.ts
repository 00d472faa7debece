/** What the balance of a medium shows: rows of the table, and the same nodes as flows of the picture. */
import type { Medium } from "../../../../edge/contracts/plant/media.ts";
import type { TreeNodeView } from "../../../../edge/contracts/production/energy-tree.ts";
import type { BranchEntry, TreeAnswer } from "../../data/balance-api.ts";

export interface BalanceRow {
  readonly node: TreeNodeView;
  /** 0 for a root. */
  readonly depth: number;
  readonly hasBelow: boolean;
  readonly isOpen: boolean;
  /** Change of the meter's error, as a share of the reading, where it is a suspect. */
  readonly suspectGain: number | null;
}

/** What a bar of the picture stands for: a node, or a part of the node above it. */
type PartKind = "node" | "estimated" | "missing" | "loss" | "unaccounted" | "unknown";

export interface BalancePart {
  readonly id: string;
  readonly above: string | null;
  readonly value: number;
  readonly kind: PartKind;
  /** The node, or the one that the part belongs to. */
  readonly node: TreeNodeView;
}

/** Nodes that are open at first lead to at most so many ends. */
const MOST_ENDS = 14;
/** Below this share of the node an unaccounted part is the rounding of what is known. */
const LEAST_SHARE = 0.0005;

/** Media with a tree of more than one node, in the order of the answer. */
export function mediaOf({ nodes }: Pick<TreeAnswer, "nodes">): readonly Medium[] {
  return [...new Set(nodes.flatMap(({ below, medium }) => (below === null ? [] : [medium])))];
}

export function nodesOf({ nodes }: Pick<TreeAnswer, "nodes">, medium: Medium): readonly TreeNodeView[] {
  return nodes.filter((node) => node.medium === medium);
}

/** Whole levels from the roots down, as long as the picture stays clear. */
export function openAtFirst(nodes: readonly TreeNodeView[]): ReadonlySet<string> {
  const open = new Set<string>();
  let level = nodes.filter(({ below }) => below === null);
  let ends = level.length;
  while (level.length > 0) {
    const ids = new Set(level.map(({ id }) => id));
    const next = nodes.filter(({ below }) => below !== null && ids.has(below));
    const parents = new Set(next.map(({ below }) => below as string));
    ends += next.length - parents.size;
    if (parents.size === 0 || ends > MOST_ENDS) break;
    for (const id of parents) open.add(id);
    level = next;
  }
  return open;
}

/** Each node followed by those below it, where it is open. */
export function balanceRows(
  nodes: readonly TreeNodeView[],
  trees: TreeAnswer["trees"],
  open: ReadonlySet<string>,
): readonly BalanceRow[] {
  const below = new Map<string | null, TreeNodeView[]>();
  for (const node of nodes) below.set(node.below, [...(below.get(node.below) ?? []), node]);
  const gains = new Map(trees.flatMap(({ suspects }) => suspects.map(({ id, gain }) => [id, gain] as const)));
  const rowsBelow = (id: string | null, depth: number): readonly BalanceRow[] =>
    (below.get(id) ?? []).flatMap((node) => {
      const hasBelow = below.has(node.id);
      const isOpen = hasBelow && open.has(node.id);
      const row = { node, depth, hasBelow, isOpen, suspectGain: gains.get(node.id) ?? null };
      return [row, ...(isOpen ? rowsBelow(node.id, depth + 1) : [])];
    });
  return rowsBelow(null, 0);
}

/** The rows as flows; the largest first, then losses and what is not accounted for. */
export function balanceParts(rows: readonly BalanceRow[]): readonly BalancePart[] {
  return rows
    .flatMap(({ node, isOpen }) => [partOf(node), ...(isOpen ? restsOf(node) : [])])
    .sort((a, b) => rankOf(a) - rankOf(b) || b.value - a.value);
}

function partOf(node: TreeNodeView): BalancePart {
  const { id, below, reconciled, kind } = node;
  const value = Math.max(0, reconciled?.amount ?? 0);
  return { id, above: below, value, kind: kind === "loss" && reconciled !== null ? "loss" : sureness(node), node };
}

/** Estimated: for a part of the time at least, the others gave the amount. */
export function sureness({
  reconciled,
  usedShare,
  removedShare,
  knownShare,
}: TreeNodeView): "node" | "estimated" | "missing" {
  if (reconciled === null) return "missing";
  return usedShare - removedShare < knownShare - 1e-9 ? "estimated" : "node";
}

function restsOf(node: TreeNodeView): readonly BalancePart[] {
  const whole = node.reconciled?.amount ?? 0;
  const rest = (kind: "unaccounted" | "unknown", value: number): readonly BalancePart[] =>
    value > LEAST_SHARE * whole && value > 0 ? [{ id: `${node.id} ${kind}`, above: node.id, value, kind, node }] : [];
  return [...rest("unaccounted", node.unaccounted?.amount ?? 0), ...rest("unknown", node.unknownBelow)];
}

const RANKS: Readonly<Record<PartKind, number>> = {
  ...{ node: 0, estimated: 0, missing: 1, loss: 2, unaccounted: 3, unknown: 4 },
};

function rankOf({ kind }: BalancePart): number {
  return RANKS[kind];
}

export interface BalanceFigures {
  /** Amount of all roots; null where one is not known. */
  readonly amount: number | null;
  readonly u: number;
  readonly unaccounted: number;
  readonly losses: number;
  readonly unknown: number;
  /** Share of the time in which the roots are known. */
  readonly knownShare: number;
  readonly isClosed: boolean;
}

export function balanceFigures(nodes: readonly TreeNodeView[], trees: TreeAnswer["trees"]): BalanceFigures {
  const roots = nodes.filter(({ below }) => below === null);
  const ids = new Set(roots.map(({ id }) => id));
  const sum = (value: (node: TreeNodeView) => number, among = nodes): number =>
    among.reduce((total, node) => total + value(node), 0);
  return {
    amount: roots.some(({ reconciled }) => reconciled === null)
      ? null
      : sum((one) => one.reconciled?.amount ?? 0, roots),
    u: Math.hypot(...roots.map(({ reconciled }) => reconciled?.u ?? 0)),
    unaccounted: sum(({ unaccounted }) => Math.max(0, unaccounted?.amount ?? 0)),
    losses: sum(({ kind, reconciled }) => (kind === "loss" ? (reconciled?.amount ?? 0) : 0)),
    unknown: sum(({ unknownBelow }) => unknownBelow),
    knownShare: Math.min(1, ...roots.map(({ knownShare }) => knownShare)),
    isClosed: trees.every(({ root, isClosed }) => isClosed || !ids.has(root)),
  };
}

export interface LeakSearch {
  readonly leaks: readonly BranchEntry[];
  readonly watched: number;
  readonly learning: number;
}

/** Leaks of a medium, the largest first, and how many branches are searched. */
export function leakSearch({ branches }: Pick<TreeAnswer, "branches">, medium: Medium): LeakSearch {
  const own = branches.filter((one) => one.medium === medium);
  return {
    leaks: own.filter(({ leak }) => leak !== null).sort((a, b) => (b.leak?.flow ?? 0) - (a.leak?.flow ?? 0)),
    watched: own.filter(({ usual }) => usual !== null).length,
    learning: own.filter(({ usual }) => usual === null).length,
  };
}
