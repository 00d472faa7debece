/** The health of the plant's components as a follower of the log. */
import type { HealthReader } from "../contracts/health/component-condition.ts";
import type { FollowerPlugin } from "../contracts/path/follower-plugin.ts";
import type { Tag } from "../contracts/plant/tag.ts";
import type { HealthAnswers } from "./health-follower.ts";

export const healthFollower: FollowerPlugin<object, { readonly componentHealth: HealthReader }> = {
  name: "health",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: () => ({ own: {}, goesBy: isInput }),
  readers: ({ follower }) => ({
    componentHealth: {
      components: () => follower<HealthAnswers>("health").ask("components"),
      life: (place) => follower<HealthAnswers>("health").ask("life", place),
      expectedLives: () => follower<HealthAnswers>("health").ask("expectedLives"),
      kinds: () => follower<HealthAnswers>("health").ask("kinds"),
    },
  }),
};

/**
 * The trace of power is the active power once more. The speed at which a scenario simulates wear would give its faults
 * away, so nothing here may use it (rule PM9).
 */
function isInput({ role, isStatic, isDerived }: Tag): boolean {
  return role !== "wear-factor" && role !== "power-trace" && isStatic !== true && isDerived !== true;
}
