/** A test-only follower. */
import type { FollowerPlugin } from "../../../../edge/contracts/path/follower-plugin.ts";
import type { TallyConfig } from "./config.ts";

export const tallyFollower: FollowerPlugin<{ readonly tally: TallyConfig }> = {
  name: "tally",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ tally }) => ({ own: tally, goesBy: () => false }),
};
