/** Which meter each asset of a media tree is below. */
import type { AssetUid } from "../../contracts/plant/tag.ts";
import type { TreeConfig } from "./tree-config.ts";

interface Labelled {
  readonly label: string;
  readonly assetUid: AssetUid;
}

/**
 * The next meter above each asset of the tree. Nodes without a meter of their own are passed by; roots have none above
 * them.
 */
export function metersAbove(
  { tree, nodes }: Pick<TreeConfig, "tree" | "nodes">,
  assets: readonly Labelled[],
): ReadonlyMap<AssetUid, AssetUid> {
  const uids = new Map(assets.map(({ label, assetUid }) => [label, assetUid]));
  const metered = new Set(tree.map(({ meter }) => meter));
  const above = new Map([
    ...tree.map(({ meter, below }): [string, string | undefined] => [meter, below]),
    ...nodes.map(({ id, below }): [string, string | undefined] => [id, below]),
  ]);
  return new Map(
    tree.flatMap(({ meter }): [AssetUid, AssetUid][] => {
      let up = above.get(meter);
      for (let steps = 0; up !== undefined && !metered.has(up) && steps < above.size; steps++) up = above.get(up);
      const [own, other] = [uids.get(meter), up === undefined ? undefined : uids.get(up)];
      return own === undefined || other === undefined ? [] : [[own, other]];
    }),
  );
}
