/** Opens the health of the plant, in the thread of the followers. */
import type { FollowerModule } from "../contracts/path/follower-plugin.ts";
import { HealthFollower } from "./health-follower.ts";
import { WATCH_MAKERS } from "./watch-makers.ts";

export const openFollower: FollowerModule<object>["openFollower"] = (_own, context) =>
  new HealthFollower(context, WATCH_MAKERS);
