/** Schemas of asset types and assets. */

import { CAPABILITIES, CAPABILITY_NAMES, KNOWN_KINDS } from "../contracts/plant/kinds.ts";
import { MEDIA } from "../contracts/plant/media.ts";
import { type TSchema, Type } from "../contracts/schema.ts";
import { componentKinds, priorLife } from "./component-schema.ts";
import { closed, metres, oneOf, PATH, PLANT_FILE, text, WORD } from "./schema-words.ts";
import { tag } from "./tag-schema.ts";

const MEANINGS = Object.entries(CAPABILITIES)
  .map(([name, meaning]) => `${name}: ${meaning}.`)
  .join(" ");

const medium = Type.Optional(oneOf([...MEDIA], "Medium of a meter."));

const size = Type.Object(
  {
    x: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: "Metres along the direction of the front." }),
    y: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: "Metres across." }),
    z: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: "Height in metres." }),
  },
  { ...closed, description: "Outer size in metres." },
);

const model = Type.Optional(
  Type.String({
    pattern: `${PLANT_FILE.slice(0, -1)}\\.(?:glb|urdf)$`,
    maxLength: 200,
    description: "File of the plant's folder that draws it instead of its kind: a glTF (.glb) or a URDF.",
  }),
);
const axes = Type.Optional(
  Type.Array(
    Type.Object(
      {
        node: Type.String({
          minLength: 1,
          maxLength: 200,
          description: "Name of a joint of the URDF, or of a node of the glTF.",
        }),
        tag: Type.String({
          pattern: `^(?:${WORD}/)?${WORD}$`,
          maxLength: 130,
          description: "Tag of the asset that moves it, such as axis-b/position.",
        }),
        motion: Type.Optional(oneOf(["turn", "slide"], "How a node of a glTF moves: turn (default) or slide.")),
        axis: Type.Optional(oneOf(["x", "y", "z"], "Axis of the node's own frame; z where absent.")),
        scale: Type.Optional(
          Type.Number({ minimum: -1000, maximum: 1000, description: "Factor on the value, -1 to turn it round." }),
        ),
      },
      closed,
    ),
    { maxItems: 31, description: "Joints or nodes of its model, with the tags that move them." },
  ),
);
const documents = Type.Optional(
  Type.Array(
    Type.Object(
      {
        name: text("Name on the screen."),
        file: Type.String({
          pattern: `^https?://\\S+$|${PLANT_FILE}`,
          maxLength: 500,
          description: "File of the plant's folder, or an address.",
        }),
      },
      closed,
    ),
    { maxItems: 50, description: "Manuals, drawings, procedures." },
  ),
);

/** `components`: the schema of the components, `Type.Unknown()` where they are checked apart. */
export const assetType = (components: TSchema) =>
  Type.Object(
    {
      kind: Type.String({
        pattern: `^${WORD}$`,
        maxLength: 64,
        examples: [...KNOWN_KINDS],
        description:
          "How the viewer draws it, such as lathe; or a word of your own, with capabilities, drawn as a box.",
      }),
      capabilities: Type.Optional(
        Type.Array(oneOf(CAPABILITY_NAMES, `Something it can do. ${MEANINGS}`), {
          maxItems: 50,
          uniqueItems: true,
          description: "Capabilities, which replace those of the kind: [machines, heats].",
        }),
      ),
      size: Type.Optional(size),
      medium,
      model,
      documents,
      tags: Type.Array(tag, { default: [], maxItems: 10_000, description: "Tags of every asset of the type." }),
      componentKinds,
      components: Type.Optional(components),
    },
    { ...closed, description: "Common description of assets of one make." },
  );

export const asset = Type.Object(
  {
    uid: Type.Optional(
      Type.String({
        pattern: '^[^\\s#"]{3,255}$',
        description: "Permanent identity: the machine's ProductInstanceUri, else a UUIDv7. No spaces, no #.",
      }),
    ),
    label: Type.String({
      minLength: 1,
      maxLength: 40,
      pattern: "^\\S(.*\\S)?$",
      description: "Short label on machine and screen, such as CNC-206. May change.",
    }),
    type: Type.String({ description: "Name of one of the types." }),
    name: text("Name on the screen."),
    path: Type.String({
      pattern: PATH,
      description: "Its place: enterprise/site/area/line/cell/unit in lower-case letters, digits and hyphens.",
    }),
    pose: Type.Optional(
      Type.Object(
        {
          x: metres("Metres east."),
          y: metres("Metres north."),
          z: Type.Number({ default: 0, minimum: -1000, maximum: 1000, description: "Metres above the floor." }),
          yawDeg: Type.Number({
            default: 0,
            minimum: -360,
            maximum: 360,
            description: "Degrees counterclockwise from east that the front faces.",
          }),
        },
        { ...closed, description: "Position of the middle of the asset on the floor." },
      ),
    ),
    size: Type.Optional(size),
    source: Type.Optional(Type.String({ description: "Name of the source that reads its tags." })),
    address: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: "Where the source finds the asset. Keys depend on the source's kind.",
        },
      ),
    ),
    parameters: Type.Record(
      Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]*$" }),
      Type.Union([Type.String(), Type.Number()]),
      {
        default: {},
        description: "Values for {name} in the bindings of the type.",
      },
    ),
    meters: Type.Optional(
      Type.String({ description: "For a meter: label of the asset whose consumption it measures." }),
    ),
    medium,
    model,
    axes,
    documents,
    priorLife,
    map: Type.Optional(
      Type.String({ description: "Id of the map to which its positions refer; plant coordinates where absent." }),
    ),
  },
  { ...closed, description: "A thing in the plant." },
);
