/** The book of costs as a plugin, and its reader. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { CostReader } from "../../contracts/quality/costs.ts";
import { type FigureSections, figureShapes, isKeyFigure, keyFigurePlan } from "../../contracts/quality/key-figures.ts";
import type { QualityConfig } from "../config.ts";
import type { CostAnswered, CostPlan } from "./cost-book.ts";

type Sections = {
  readonly quality: QualityConfig;
  readonly tariffs: FigureSections["tariffs"];
  readonly material: { readonly operations: CostPlan["operations"] };
};

export const costFollower: FollowerPlugin<Sections, { readonly costs: CostReader }> = {
  name: "costs",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ assets, quality, material, tariffs }) => ({
    own: {
      figures: keyFigurePlan({ assets, quality, tariffs }),
      costs: quality.costs,
      keepDays: quality.keepDays,
      operations: material.operations.map(({ stations, id, name }) => ({ stations, id, name })),
    } satisfies CostPlan,
    goesBy: (tag) => tag.isDerived === true && isKeyFigure(tag),
  }),
  publishes({ assets, quality, tariffs, site }) {
    const plan = keyFigurePlan({ assets, quality, tariffs });
    const { assetUid } = plan;
    return assetUid === null ? [] : figureShapes(plan, site.currency).map((shape) => ({ assetUid, shape }));
  },
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
