/** The nodes of all media trees, parents before children, so that two passes over a list visit every tree. */
import type { Medium } from "../../contracts/plant/media.ts";
import type { LossConfig, TreeConfig } from "./tree-config.ts";

/** A term of a virtual meter. */
interface Term {
  readonly meter: string;
  readonly factor: number;
}

export interface TreeNode {
  readonly id: string;
  readonly kind: "metered" | "virtual" | "group" | "loss";
  readonly medium: Medium;
  /** Position of the node above it; -1 for the root of a tree. */
  readonly parent: number;
  /** Position of the root of its tree. */
  readonly root: number;
  readonly isComplete: boolean;
  /** Formula of a virtual meter. */
  readonly sum: readonly Term[];
  readonly loss?: LossConfig;
}

type Draft = Omit<TreeNode, "parent" | "root"> & { readonly below: string | undefined };

/** Nodes of the config whose meters exist. `mediumOf`: medium of a meter's label; undefined where it is no meter. */
export function treeNodes(config: TreeConfig, mediumOf: (label: string) => Medium | undefined): readonly TreeNode[] {
  const drafts = draftsOf(config, mediumOf);
  const below = new Map<string | undefined, Draft[]>();
  const ids = new Set(drafts.map(({ id }) => id));
  for (const draft of drafts) {
    const parent = draft.below !== undefined && ids.has(draft.below) ? draft.below : undefined;
    below.set(parent, [...(below.get(parent) ?? []), draft]);
  }
  const nodes: TreeNode[] = [];
  const waiting = (below.get(undefined) ?? []).map((draft) => ({ draft, parent: -1, root: -1 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { below: _, ...draft } = next.draft;
    const position = nodes.length;
    const root = next.root < 0 ? position : next.root;
    nodes.push({ ...draft, parent: next.parent, root });
    const children = below.get(draft.id) ?? [];
    for (const child of children.toReversed()) waiting.push({ draft: child, parent: position, root });
  }
  return nodes;
}

function draftsOf(
  { tree, nodes, losses }: TreeConfig,
  mediumOf: (label: string) => Medium | undefined,
): readonly Draft[] {
  const drafts: Draft[] = tree.flatMap(({ meter, below, complete }) => {
    const medium = mediumOf(meter);
    return medium === undefined
      ? []
      : [{ id: meter, kind: "metered" as const, medium, below, isComplete: complete, sum: [] }];
  });
  for (const { id, medium, below, complete, sum } of nodes)
    drafts.push({ id, kind: sum.length === 0 ? "group" : "virtual", medium, below, isComplete: complete, sum });
  const media = new Map(drafts.map(({ id, medium }) => [id, medium]));
  for (const loss of losses) {
    const medium = media.get(loss.below);
    if (medium !== undefined)
      drafts.push({ id: loss.id, kind: "loss", medium, below: loss.below, isComplete: false, sum: [], loss });
  }
  return drafts;
}
