/** The health of the plant's components as a follower of the log. */
import type { FollowerPlugin } from "../contracts/path/follower-plugin.ts";
import type { Tag } from "../contracts/plant/tag.ts";

export const healthFollower: FollowerPlugin<object> = {
  name: "health",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: () => ({ own: {}, goesBy: isInput }),
};

/** How fast a scenario simulates wear would give its faults away, so that nothing here may go by it (rule PM9). */
function isInput({ role, isStatic, isDerived }: Tag): boolean {
  return role !== "wear-factor" && isStatic !== true && isDerived !== true;
}
