/** The `energy:` section of a plant's config: the tree of meters, and the accuracy of each. */

import type { ConfigText } from "../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../contracts/plant/edge-config.ts";
import { defineSection } from "../contracts/plant/section.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { piecesConfig, piecesProblems } from "./pieces/config.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;

const node = Type.Object(
  {
    meter: Type.String({
      minLength: 1,
      description: "Label of the asset that measures: a meter, or a machine with a counter of its own.",
    }),
    below: Type.Optional(
      Type.String({
        minLength: 1,
        description: "Label of the meter above it in the tree. Without it: the root of a tree.",
      }),
    ),
    classPercent: Type.Number({
      default: 1,
      minimum: 0,
      maximum: 20,
      description: "Limit of error of its class, percent of the reading, such as 1 for class 1 of IEC 62053-21.",
    }),
  },
  { ...closed, description: "A node of the meter tree." },
);

const energyConfig = Type.Object(
  {
    tree: Type.Array(node, { default: [], maxItems: 5000, description: "Meters, each with the one above it." }),
    keepDays: Type.Integer({
      minimum: 1,
      maximum: 3650,
      default: 400,
      description: "Number of days for which readings are kept, one a minute.",
    }),
    pieces: Type.Optional(piecesConfig),
  },
  { ...closed, description: "Where energy and media flow (docs/production.md)." },
);

export type EnergyConfig = Static<typeof energyConfig>;

/** Problems that the schema cannot detect: meters that are unknown, listed twice, or below themselves. */
function energyProblems({ tree, pieces }: EnergyConfig, assets: readonly AssetConfig[]): readonly SectionProblem[] {
  const labels = new Set(assets.map(({ label }) => label));
  const above = new Map(tree.map(({ meter, below }) => [meter, below]));
  const problems: SectionProblem[] = [];
  const seen = new Set<string>();
  for (const [at, { meter, below }] of tree.entries()) {
    const add = (key: string, text: ConfigText): number =>
      problems.push({ steps: ["energy", "tree", at, key], ...text });
    if (!labels.has(meter)) add("meter", problem("meter-unknown", { meter }));
    if (seen.has(meter)) add("meter", problem("meter-twice", { meter }));
    seen.add(meter);
    if (below !== undefined && !above.has(below)) add("below", problem("meter-not-in-tree", { meter: below }));
    const way = new Set([meter]);
    for (let up = below; up !== undefined; up = above.get(up)) {
      if (way.has(up)) {
        add("below", problem("meter-below-itself", { meter }));
        break;
      }
      way.add(up);
    }
  }
  return [...problems, ...piecesProblems(pieces ?? {}, assets)];
}

/** `energy` in the plant's config. */
export const energySection = defineSection({ name: "energy", schema: energyConfig, problems: energyProblems });
