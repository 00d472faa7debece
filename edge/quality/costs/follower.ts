/** The book of costs as a plugin, and its reader. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { CostReader } from "../../contracts/quality/costs.ts";
import type { QualityConfig } from "../config.ts";
import type { CostAnswered, CostPlan } from "./cost-book.ts";

type Sections = {
  readonly quality: QualityConfig;
  readonly material: { readonly operations: CostPlan["operations"] };
};

export const costFollower: FollowerPlugin<Sections, { readonly costs: CostReader }> = {
  name: "costs",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ quality, material }) => ({
    own: {
      costs: quality.costs,
      keepDays: quality.keepDays,
      operations: material.operations.map(({ stations, id, name }) => ({ stations, id, name })),
    } satisfies CostPlan,
    goesBy: () => false,
  }),
  readers({ follower }) {
    const book = follower<CostAnswered>("costs");
    const costs: CostReader = {
      get isCurrent() {
        return book.isCurrent;
      },
      costs: (question) => book.ask("costs", question),
    };
    return { costs };
  },
};
