/** Opens the book of measurements, in the thread of the followers. */
import type { FollowerModule } from "../contracts/path/follower-plugin.ts";
import type { PlansConfig } from "./config.ts";
import { QualityBook } from "./quality-book.ts";

export const openFollower: FollowerModule<PlansConfig>["openFollower"] = (config, context) =>
  new QualityBook({ ...context, config });
