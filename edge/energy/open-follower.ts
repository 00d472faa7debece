/** Opens the energy book, in the thread of the followers. */
import type { FollowerModule } from "../contracts/path/follower-plugin.ts";
import type { KeyFigurePlan } from "../contracts/quality/key-figures.ts";
import type { EnergyConfig } from "./config.ts";
import { EnergyBook } from "./energy-book.ts";
import type { PricingPlan } from "./pieces/costs.ts";
import type { StationOperations } from "./pieces/piece-energy.ts";

/** What the thread needs of the config. */
export interface OwnPlan {
  readonly energy: EnergyConfig;
  readonly operations: StationOperations;
  readonly pricing: PricingPlan;
  readonly figures: KeyFigurePlan;
}

export const openFollower: FollowerModule<OwnPlan>["openFollower"] = ({ energy, ...own }, context) =>
  new EnergyBook({ ...context, config: energy, ...own });
