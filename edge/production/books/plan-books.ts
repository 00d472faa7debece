import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { EdgeConfig } from "../../contracts/plant/edge-config.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, LinkRef, TagTable } from "../../contracts/plant/tag.ts";
import { packTags } from "../../model/plant-tag.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import type { BooksPlan } from "./protocol.ts";

export interface PlanOptions<Sections> {
  readonly config: EdgeConfig<Sections>;
  readonly followers: readonly FollowerPlugin<NoInfer<Sections>>[];
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly linkNames: ReadonlyMap<LinkRef, string>;
  readonly dir: string;
  readonly follows: FollowedLog;
  readonly edgeUid: AssetUid;
}

/**
 * The start data of the thread. It contains only the tags that a follower needs, because each thread has its own heap.
 */
export function planBooks<Sections>(options: PlanOptions<Sections>): BooksPlan {
  const { config, followers, plant, tags, linkNames, dir, follows, edgeUid } = options;
  const plans = followers.map((plugin) => ({ ...plugin.plan(config), name: plugin.name, module: plugin.module.href }));
  const needed = tags.all().filter((tag) => plans.some(({ goesBy }) => goesBy(tag)));
  return {
    dir,
    follows,
    followers: plans.map(({ name, module, own }) => ({ name, module, own })),
    plant,
    tags: packTags(needed),
    refs: tags.size,
    linkNames,
    isSimulated: config.simulated,
    edgeUid,
  };
}
