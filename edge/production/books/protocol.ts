/** Start data of the books' thread, in addition to that of every thread of followers. */

import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, Tag } from "../../contracts/plant/tag.ts";
import type { FollowedLog } from "../../store/open-database.ts";

export interface BooksPlan {
  readonly dir: string;
  readonly follows: FollowedLog;
  /** In the thread's order; `module` is the address of a `FollowerModule`, `own` its plain data. */
  readonly followers: readonly { readonly name: string; readonly module: string; readonly own: unknown }[];
  readonly plant: Plant;
  /** The tags that followers may use. */
  readonly tags: readonly Tag[];
  /** One above the highest ref. */
  readonly refs: number;
  /** Name of each tag's link, in the order of `tags`. */
  readonly links: readonly string[];
  readonly isSimulated: boolean;
  readonly edgeUid: AssetUid;
}
