/** Opens the book of measurements, in the thread of the followers. */
import type { FollowerModule } from "../contracts/path/follower-plugin.ts";
import type { QualityConfig } from "./config.ts";
import { QualityBook } from "./quality-book.ts";

export const openFollower: FollowerModule<QualityConfig>["openFollower"] = (config, context) =>
  new QualityBook({ ...context, config });
