import { type Static, Type } from "../../../contracts/schema.ts";
import { connectionKeys } from "../../../mqtt/connection.ts";
import { projectionKeys } from "../projection.ts";

const coordinate = (description: string) =>
  Type.Array(Type.Number({ minimum: -1e6, maximum: 1e6 }), { minItems: 2, maxItems: 2, description });

const MapPoints = Type.Object(
  {
    mapId: Type.String({ minLength: 1, maxLength: 256, description: "Map id, as vehicles report it." }),
    points: Type.Array(
      Type.Object(
        {
          map: coordinate("[x, y] on the vehicles' map, metres."),
          plant: coordinate("[x, y] of the same spot on the plant's floor, metres."),
        },
        { additionalProperties: false },
      ),
      {
        minItems: 3,
        maxItems: 32,
        description:
          "Common points, three or more, far apart and not on one line. Rotation and shift are fitted by " +
          "least squares; the log says how well they fit.",
      },
    ),
  },
  { additionalProperties: false },
);

/** Configuration of a VDA 5050 source. */
export const Vda5050Config = Type.Object(
  {
    ...connectionKeys,
    majorVersion: Type.Enum([2, 3], {
      default: 2,
      description: "Major version of the interface: 2 for 2.1, 3 for 3.0. Vehicles of both need a source each.",
    }),
    interfaceName: Type.Optional(
      Type.String({
        pattern: "^[^+#]+$",
        description:
          "First part of the topics: <interfaceName>/v2/<manufacturer>/<serialNumber>/state. Default: uagv " +
          "for version 2, vda5050 for 3.",
      }),
    ),
    layout: Type.Optional(
      Type.String({
        pattern: "^(/|[A-Za-z]:[\\\\/])",
        description:
          "Absolute path of a VDMA LIF file with the positions of nodes. Default: positions come from messages.",
      }),
    ),
    maps: Type.Array(MapPoints, {
      default: [],
      maxItems: 64,
      description:
        "Where the vehicles' maps lie on the plant's floor. A map that is not named here has the plant's own " +
        "coordinates.",
    }),
  },
  { additionalProperties: false },
);

/** The vehicle of an asset. */
export const Vda5050Address = Type.Object(
  {
    manufacturer: Type.String({ pattern: "^[^+#/]+$", description: "Manufacturer as in the topic." }),
    serialNumber: Type.String({ pattern: "^[A-Za-z0-9_.:-]+$", description: "Serial number as in the topic." }),
  },
  { additionalProperties: false },
);

/** The message and member that a tag reads. */
export const Vda5050Binding = Type.Object(
  {
    topic: Type.Enum(
      ["state", "visualization", "connection", "factsheet", "order", "instantActions", "zoneSet", "responses"],
      {
        description: "Message that holds the value. zoneSet and responses exist in version 3 only.",
      },
    ),
    pointer: Type.String({
      pattern: "^(route:|progress:|pose:(x|y|theta)|(count:)?(/.*)?)$",
      maxLength: 256,
      description:
        "JSON pointer (RFC 6901) such as /batteryState/batteryCharge; count:/errors gives the length of an " +
        "array; pose:x, pose:y, pose:theta the pose on the plant's floor; progress: how much of the order is " +
        "done, 0 to 1; route: the remaining route as JSON text.",
    }),
    ...projectionKeys,
  },
  { additionalProperties: false },
);

export type Vda5050Config = Static<typeof Vda5050Config>;
export type Vda5050Address = Static<typeof Vda5050Address>;
export type Vda5050Binding = Static<typeof Vda5050Binding>;
export type Vda5050Topic = Vda5050Binding["topic"];
export type MajorVersion = Vda5050Config["majorVersion"];

const TOPICS_2 = [
  "state",
  "visualization",
  "connection",
  "factsheet",
  "order",
  "instantActions",
] as const satisfies readonly Vda5050Topic[];

/** Differences between the versions besides the members of messages. */
export const INTERFACES = {
  2: { document: "VDA 5050 2.1", name: "uagv", topics: TOPICS_2 },
  3: { document: "VDA 5050 3.0", name: "vda5050", topics: [...TOPICS_2, "zoneSet", "responses"] },
} as const satisfies Record<MajorVersion, { document: string; name: string; topics: readonly Vda5050Topic[] }>;
