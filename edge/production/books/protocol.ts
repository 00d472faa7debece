/** Start data of the books' thread, in addition to that of every thread of followers. */

import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, LinkRef } from "../../contracts/plant/tag.ts";
import type { PackedTags } from "../../model/plant-tag.ts";
import type { FollowedLog } from "../../store/open-database.ts";

export interface BooksPlan {
  readonly dir: string;
  readonly follows: FollowedLog;
  /** In the thread's order; `module` is the address of a `FollowerModule`, `own` its plain data. */
  readonly followers: readonly { readonly name: string; readonly module: string; readonly own: unknown }[];
  readonly plant: Plant;
  /** The tags that followers may use. */
  readonly tags: PackedTags;
  /** One above the highest ref. */
  readonly refs: number;
  readonly linkNames: ReadonlyMap<LinkRef, string>;
  readonly isSimulated: boolean;
  readonly edgeUid: AssetUid;
}
