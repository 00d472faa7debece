/** The `energy:` section of a plant's config: the tree of meters, the accuracy of each, and how leaks are found. */
import type { AssetConfig, SectionProblem } from "../contracts/plant/edge-config.ts";
import { defineSection } from "../contracts/plant/section.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { leakPart } from "./leaks/leak-config.ts";
import { piecesConfig, piecesProblems } from "./pieces/config.ts";
import { treeParts } from "./tree/tree-config.ts";
import { treeProblems } from "./tree/tree-problems.ts";

const energyConfig = Type.Object(
  {
    ...treeParts,
    leaks: leakPart,
    keepDays: Type.Integer({
      minimum: 1,
      maximum: 3650,
      default: 400,
      description: "Number of days for which readings are kept, one a minute.",
    }),
    pieces: Type.Optional(piecesConfig),
  },
  { additionalProperties: false, description: "Where energy and media flow (docs/energy.md)." },
);

export type EnergyConfig = Static<typeof energyConfig>;

function energyProblems(config: EnergyConfig, assets: readonly AssetConfig[]): readonly SectionProblem[] {
  return [...treeProblems(config, assets), ...piecesProblems(config.pieces ?? {}, assets)];
}

/** `energy` in the plant's config. */
export const energySection = defineSection({ name: "energy", schema: energyConfig, problems: energyProblems });
