/** What the plant's graph is built from. */
import type { Medium } from "../../contracts/plant/media.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { AssetUid, Tag } from "../../contracts/plant/tag.ts";

export type GraphAsset = Pick<
  Asset,
  "assetUid" | "label" | "kind" | "capabilities" | "equipmentPath" | "meters" | "medium"
>;

export interface GraphInputs {
  readonly assets: readonly GraphAsset[];
  tagsOf(asset: AssetUid): readonly Pick<Tag, "component" | "signal" | "source">[];
  /** Nodes of the media tree, each with the one above it. */
  readonly tree: readonly { readonly id: string; readonly medium: Medium; readonly below?: string | undefined }[];
  /** Routes of pieces, as `material.ways` writes them. */
  readonly ways: readonly string[];
  /** Supplies that the config names outright. */
  readonly supplies: readonly {
    readonly from: string;
    readonly medium: Medium | "network";
    to(asset: GraphAsset): boolean;
  }[];
  /** host:port of each source. */
  readonly peers: ReadonlyMap<string, string>;
}
