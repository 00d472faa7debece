/** Opens the book of lots, in the thread of the followers. */
import type { FollowerModule } from "../../contracts/path/follower-plugin.ts";
import type { IncomingConfig } from "./config.ts";
import { LotBook } from "./lot-book.ts";

/** Plain data of the follower's plan. */
export interface LotPlan {
  readonly incoming: IncomingConfig;
  readonly keepDays: number;
}

export const openFollower: FollowerModule<LotPlan>["openFollower"] = (config, context) =>
  new LotBook({ ...context, config });
