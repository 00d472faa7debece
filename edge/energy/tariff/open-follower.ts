/** Opens the book of loads, in the thread of the followers. */
import type { FollowerModule } from "../../contracts/path/follower-plugin.ts";
import type { TariffsConfig } from "./config.ts";
import { LoadBook } from "./load-book.ts";

export const openFollower: FollowerModule<TariffsConfig>["openFollower"] = (config, context) =>
  new LoadBook({ ...context, config });
