/** Opens the book of costs, in the thread of the followers. */
import type { FollowerModule } from "../../contracts/path/follower-plugin.ts";
import { CostBook, type CostPlan } from "./cost-book.ts";

export const openFollower: FollowerModule<CostPlan>["openFollower"] = (config, context) =>
  new CostBook({ ...context, config });
