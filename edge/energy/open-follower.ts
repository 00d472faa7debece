/** Opens the energy book, in the thread of the followers. */
import type { FollowerModule } from "../contracts/path/follower-plugin.ts";
import type { EnergyConfig } from "./config.ts";
import { EnergyBook } from "./energy-book.ts";

export const openFollower: FollowerModule<EnergyConfig>["openFollower"] = (config, context) =>
  new EnergyBook({ ...context, config });
