/** The energy book as a plugin. */
import type { FollowerPlugin } from "../contracts/path/follower-plugin.ts";
import type { LocalizedText, Tag, TagRole } from "../contracts/plant/tag.ts";
import type { EnergyReader } from "../contracts/production/energy.ts";
import type { PieceEnergyReader, StepFigures } from "../contracts/production/piece-energy.ts";
import type { EnergyCostReader } from "../contracts/quality/energy-cost.ts";
import {
  type FigureSections,
  isKeyFigure,
  keyFigurePlan,
  UNACCOUNTED_SHAPE,
} from "../contracts/quality/key-figures.ts";
import type { EnergyConfig } from "./config.ts";
import type { EnergyAnswered } from "./energy-book.ts";
import type { OwnPlan } from "./open-follower.ts";
import type { PricingPlan } from "./pieces/costs.ts";
import type { StationOperations } from "./pieces/piece-energy.ts";
import { energyReader, type PiecesAnswered } from "./reader.ts";
import { metersAbove } from "./tree/meters-above.ts";

const ROLES: ReadonlySet<TagRole> = new Set([
  "active-power",
  "energy-import",
  "item-state",
  "operation-mode",
  "power-trace",
]);
const VOLUMES: ReadonlySet<string> = new Set(["m3", "m3/h", "t", "kg", "t/h", "kg/h"]);

type Sections = {
  readonly energy: EnergyConfig;
  readonly material: {
    readonly operations: readonly (StationOperations[number] & { readonly name: LocalizedText })[];
  };
  readonly tariffs: Pick<PricingPlan, "contracts">;
  readonly quality: { readonly costs: FigureSections["quality"]["costs"] & Pick<PricingPlan, "steps"> };
};

export const energyFollower: FollowerPlugin<
  Sections,
  { readonly energy: EnergyReader; readonly pieceEnergy: PieceEnergyReader; readonly energyCosts: EnergyCostReader }
> = {
  name: "energy",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ assets, energy, material, tariffs, quality }) => ({
    own: {
      energy,
      figures: keyFigurePlan({ assets, quality, tariffs }),
      operations: material.operations.map(({ stations, id }) => ({ stations, id })),
      pricing: {
        contracts: tariffs.contracts,
        steps: quality.costs.steps.map(({ stations, kind }) => ({ stations, kind })),
      },
    } satisfies OwnPlan,
    goesBy: (tag: Tag) =>
      (tag.role !== undefined && ROLES.has(tag.role)) ||
      VOLUMES.has(tag.unit ?? "") ||
      (tag.isDerived === true && (tag.signal === "cause" || isKeyFigure(tag))),
  }),
  metersAbove: ({ assets, energy }) => metersAbove(energy, assets),
  publishes: ({ assets, energy: { tree } }) =>
    tree
      .filter(({ meter, below }) => below === undefined && tree.some((other) => other.below === meter))
      .flatMap(({ meter }) => {
        const asset = assets.find(({ label }) => label === meter);
        return asset === undefined ? [] : [{ assetUid: asset.assetUid, shape: UNACCOUNTED_SHAPE }];
      }),
  readers: ({ follower, tags, twin, config }) => ({
    pieceEnergy: {
      piece: (piece) => follower<EnergyAnswered>("energy").ask("piece", piece),
      async steps(question) {
        const view = await follower<EnergyAnswered>("energy").ask("steps", question);
        const names = new Map(config.material.operations.toReversed().map(({ id, name }) => [id, name]));
        const named = (step: StepFigures): StepFigures => {
          const operationName = names.get(step.operation);
          return operationName === undefined ? step : { ...step, operationName };
        };
        return { ...view, steps: view.steps.map(named) };
      },
    },
    energyCosts: {
      costs: (question) => follower<EnergyAnswered>("energy").ask("energyCosts", question),
      pieces: (question) => follower<EnergyAnswered>("energy").ask("energyPieces", question),
    },
    energy: energyReader({
      book: follower<EnergyAnswered>("energy"),
      states: follower<PiecesAnswered>("states"),
      tags,
      twin,
    }),
  }),
};
