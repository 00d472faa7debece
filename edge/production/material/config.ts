/**
 * The `material:` section of a plant's config: places that are not assets, places at vehicle nodes, routes of pieces.
 */

import type { SectionProblem } from "../../contracts/plant/edge-config.ts";
import { defineSection } from "../../contracts/plant/section.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
const pattern = (description: string) => Type.String({ minLength: 1, maxLength: 80, description });
const text = Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, closed);

const buffer = Type.Object(
  {
    id: pattern("As events write it, such as BUF-TURN-IN."),
    name: text,
    capacity: Type.Optional(Type.Integer({ minimum: 1, description: "Pieces that fit." })),
  },
  { ...closed, description: "A place that is not an asset: a buffer, a pallet magazine, a rework table." },
);

const node = Type.Object(
  {
    node: pattern("Node of the vehicles' map, such as N18."),
    load: Type.Array(Type.String(), {
      default: [],
      description: "Places from which pieces go onto a carrier that is picked up here.",
    }),
    unload: Type.Array(Type.String(), {
      default: [],
      description: "Places that take the pieces of a carrier that is put down here.",
    }),
    stores: Type.Array(Type.String(), { default: [], description: "Racks that are served from here." }),
    empties: Type.Array(Type.String(), { default: [], description: "Places of empty carriers." }),
  },
  { ...closed, description: "Places that a vehicle serves from a node." },
);

const operation = Type.Object(
  {
    stations: Type.Array(pattern("Label; * stands for any characters."), { minItems: 1 }),
    id: pattern("Its name, such as OP10."),
    name: text,
  },
  { ...closed, description: "Operation of a station, for machines that do not report it, and for manual work." },
);

const result = Type.Object(
  {
    stations: Type.Array(pattern("Label; * stands for any characters."), { minItems: 1 }),
    signals: Type.Array(
      pattern("Signal of the station, with its component before a slash, such as result/peak-force."),
      { minItems: 1, maxItems: 64 },
    ),
  },
  {
    ...closed,
    description: "Stations whose controllers publish a piece's key results as values, read when the piece is done.",
  },
);

const observation = Type.Object(
  {
    places: Type.Array(pattern("Label; * stands for any characters."), { minItems: 1 }),
    signal: pattern("Signal of the asset, with its component before a slash where it has one, such as pallets."),
    counts: Type.Union(
      [Type.Literal("pieces"), Type.Literal("carriers"), Type.Literal("carrier"), Type.Literal("completions")],
      {
        description:
          "pieces or carriers: their number. carrier: its name. completions: a counter of finished operations.",
      },
    ),
  },
  { ...closed, description: "A value that shows the contents of a place, compared with the record." },
);

const materialConfig = Type.Object(
  {
    buffers: Type.Array(buffer, { default: [], maxItems: 5000, description: "Places that are not assets." }),
    nodes: Type.Array(node, { default: [], maxItems: 5000 }),
    ways: Type.Array(Type.String({ pattern: "^[^>]+(>[^>]+)+$", maxLength: 2000 }), {
      default: [],
      maxItems: 500,
      description:
        "Routes of pieces: RCK-0* > AGV-0* > BUF-TURN-IN > CNC-10*. They order unclear times and fill in lost moves.",
    }),
    operations: Type.Array(operation, { default: [], maxItems: 500 }),
    results: Type.Array(result, { default: [], maxItems: 500 }),
    observations: Type.Array(observation, { default: [], maxItems: 500 }),
    scrap: Type.String({
      minLength: 1,
      maxLength: 80,
      default: "SCRAP",
      description: "Place where pieces leave as scrap.",
    }),
    settleS: Type.Number({
      minimum: 1,
      maximum: 600,
      default: 8,
      description: "Time for which record and observation may differ, because they arrive over different links.",
    }),
    keepDays: Type.Integer({
      minimum: 1,
      maximum: 36_500,
      default: 3650,
      description: "Number of days for which pieces that left are kept.",
    }),
  },
  { ...closed, description: "Places and history of pieces (docs/production.md)." },
);

export type MaterialConfig = Static<typeof materialConfig>;

/** Problems that the schema cannot detect: places named twice. */
function materialProblems({ buffers }: MaterialConfig): readonly SectionProblem[] {
  const seen = new Set<string>();
  return buffers.flatMap(({ id }, at) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ steps: ["material", "buffers", at, "id"], ...problem("buffer-twice", { buffer: id }) }];
  });
}

/** `material` in the plant's config. */
export const materialSection = defineSection({ name: "material", schema: materialConfig, problems: materialProblems });
