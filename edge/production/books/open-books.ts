/** Opens the followers of a plant from their plan. Runs in the books' thread. */
import { join } from "node:path";
import type { Logger } from "pino";
import type { DeletionTime } from "../../contracts/path/follower.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import type { Served } from "../../historian/follow/serve-followers.ts";
import { unpackTags } from "../../model/plant-tag.ts";
import { createTagTable } from "../../model/tag-table.ts";
import type { LoadedFollower } from "./load-followers.ts";
import type { BooksPlan } from "./protocol.ts";

interface Means {
  readonly log: Logger;
  readonly deletionTime: DeletionTime;
}

/** Functions that open each follower, in the thread's order. */
export function openBooks(plan: BooksPlan, loaded: readonly LoadedFollower[], { log, deletionTime }: Means): Served {
  const { plant, dir, follows, edgeUid, isSimulated, linkNames } = plan;
  const tags = createTagTable(unpackTags(plan.tags), plan.refs);
  const linkOf = ({ link }: Tag): string => linkNames.get(link) ?? "";
  const common = { plant, tags, log, follows, linkOf, deletionTime, edgeUid, isSimulated };
  const followers = loaded.map(({ name, open }) => ({
    name,
    open: () => open({ ...common, path: join(dir, `${name}.db`) }),
  }));
  return { followers };
}
