/** Schemas of everything on the floor except assets: zones, roads, maps, pipes, the drawing underneath. */
import { Type } from "../contracts/schema.ts";
import { closed, metres, oneOf, PLANT_FILE, text, word } from "./schema-words.ts";

const point = Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: "[x, y] in metres." });

export const zone = Type.Object(
  {
    id: word("Permanent name: lower-case letters, digits and hyphens."),
    name: text("Name on the screen."),
    kind: oneOf(["area", "aisle", "robot-zone", "store"], "area, aisle, robot-zone or store."),
    safeguard: Type.Optional(
      oneOf(
        ["fence-interlock", "light-curtain", "ssm", "pfl"],
        "For a robot-zone: how people are kept safe. fence-interlock, light-curtain, ssm or pfl.",
      ),
    ),
    polygon: Type.Array(point, { minItems: 3, maxItems: 1000, description: "Corners in order, metres." }),
  },
  { ...closed, description: "An area of the floor with a meaning." },
);

export const routes = Type.Object(
  {
    nodes: Type.Array(
      Type.Object(
        {
          id: Type.String({ minLength: 1, description: "Node id, as vehicles report it." }),
          x: metres("Metres east."),
          y: metres("Metres north."),
        },
        closed,
      ),
      {
        default: [],
        description: "Nodes.",
      },
    ),
    edges: Type.Array(
      Type.Object(
        {
          id: Type.String({ minLength: 1, description: "Edge id." }),
          from: Type.String({ description: "Id of a node." }),
          to: Type.String({ description: "Id of a node." }),
        },
        closed,
      ),
      { default: [], description: "Lanes between nodes." },
    ),
  },
  { ...closed, default: { nodes: [], edges: [] }, description: "Road map of the vehicles." },
);

export const maps = Type.Array(
  Type.Object(
    {
      id: Type.String({
        minLength: 1,
        maxLength: 100,
        description: "Name of the map, as vehicles or position tags report it.",
      }),
      scale: Type.Number({
        exclusiveMinimum: 0,
        maximum: 1000,
        default: 1,
        description: "Length of one unit of the map, metres.",
      }),
      rotateDeg: Type.Number({
        minimum: -360,
        maximum: 360,
        default: 0,
        description: "Degrees counterclockwise that the map is turned.",
      }),
      x: metres("Metres east of the map's origin."),
      y: metres("Metres north of the map's origin."),
    },
    closed,
  ),
  {
    default: [],
    maxItems: 100,
    description: "Coordinates of vehicles or position tags, and how they lie on the floor.",
  },
);

export const runs = Type.Array(
  Type.Object(
    {
      id: word("Permanent name: lower-case letters, digits and hyphens."),
      kind: oneOf(["pipe", "cable-tray", "duct"], "pipe, cable-tray or duct."),
      medium: Type.Optional(Type.String({ maxLength: 60, description: "The medium inside." })),
      width: Type.Number({
        exclusiveMinimum: 0,
        maximum: 10,
        default: 0.2,
        description: "Diameter, or width of a tray, metres.",
      }),
      points: Type.Array(Type.Array(Type.Number(), { minItems: 3, maxItems: 3, description: "[x, y, z] in metres." }), {
        minItems: 2,
        maxItems: 200,
        description: "Corners in order.",
      }),
    },
    closed,
  ),
  { default: [], maxItems: 2000, description: "Pipes, cable trays and ducts through the hall." },
);

const underlay = Type.Optional(
  Type.Object(
    {
      file: Type.String({
        pattern: `${PLANT_FILE.slice(0, -1)}\\.(?:png|svg)$`,
        maxLength: 200,
        description: "PNG or SVG of the plant's folder.",
      }),
      x: metres("Metres east of its lower left corner."),
      y: metres("Metres north of its lower left corner."),
      width: Type.Number({
        exclusiveMinimum: 0,
        maximum: 10_000,
        description: "Metres from its left to its right edge.",
      }),
      height: Type.Number({
        exclusiveMinimum: 0,
        maximum: 10_000,
        description: "Metres from its lower to its upper edge.",
      }),
      rotateDeg: Type.Number({ minimum: -360, maximum: 360, default: 0, description: "Degrees counterclockwise." }),
    },
    { ...closed, description: "Drawing of the hall that lies under everything else." },
  ),
);

export const floor = Type.Object(
  {
    width: Type.Number({ exclusiveMinimum: 0, maximum: 10_000, description: "Metres from west to east." }),
    depth: Type.Number({ exclusiveMinimum: 0, maximum: 10_000, description: "Metres from south to north." }),
    underlay,
  },
  { ...closed, description: "Size of the hall." },
);
