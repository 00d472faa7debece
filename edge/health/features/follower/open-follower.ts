/** Opens the follower of bursts, in the thread of the followers. */
import type { FollowerModule } from "../../../contracts/path/follower-plugin.ts";
import { BurstFollower } from "./burst-follower.ts";

export const openFollower: FollowerModule<object>["openFollower"] = (_own, context) => new BurstFollower(context);
