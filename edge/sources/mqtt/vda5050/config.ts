import { type Static, Type } from "typebox";
import { connectionKeys } from "../config.ts";
import { projectionKeys } from "../projection.ts";

/** Configuration of a VDA 5050 source. */
export const Vda5050Config = Type.Object(
  {
    ...connectionKeys,
    interfaceName: Type.String({ pattern: "^[^+#]+$", default: "uagv", description: "First part of the topics: <interfaceName>/v2/<manufacturer>/<serialNumber>/state." }),
  },
  { additionalProperties: false },
);

/** Which vehicle an asset is. */
export const Vda5050Address = Type.Object(
  {
    manufacturer: Type.String({ pattern: "^[^+#/]+$", description: "Manufacturer as in the topic." }),
    serialNumber: Type.String({ pattern: "^[A-Za-z0-9_.:-]+$", description: "Serial number as in the topic." }),
  },
  { additionalProperties: false },
);

/** Which member of which message a tag reads. */
export const Vda5050Binding = Type.Object(
  {
    topic: Type.Union([Type.Literal("state"), Type.Literal("visualization"), Type.Literal("connection"), Type.Literal("factsheet"), Type.Literal("order")], {
      description: "Message that holds the value.",
    }),
    pointer: Type.String({
      pattern: "^(route:|(count:)?(/.*)?)$",
      maxLength: 256,
      description: "JSON pointer (RFC 6901) such as /batteryState/batteryCharge; count:/errors gives the length of an array; route: gives the remaining route as JSON text.",
    }),
    ...projectionKeys,
  },
  { additionalProperties: false },
);

export type Vda5050Config = Static<typeof Vda5050Config>;
export type Vda5050Address = Static<typeof Vda5050Address>;
export type Vda5050Binding = Static<typeof Vda5050Binding>;
export type Vda5050Topic = Vda5050Binding["topic"];
export const TOPICS = ["state", "visualization", "connection", "factsheet", "order"] as const satisfies readonly Vda5050Topic[];
