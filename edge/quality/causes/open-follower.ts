/** Opens the book of causes, in the thread of the followers. */
import type { FollowerModule } from "../../contracts/path/follower-plugin.ts";
import type { CauseBookConfig } from "./book-config.ts";
import { CauseBook } from "./cause-book.ts";

export const openFollower: FollowerModule<CauseBookConfig>["openFollower"] = (config, context) =>
  new CauseBook({ ...context, config });
