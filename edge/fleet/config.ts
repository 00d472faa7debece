/** The `uplink:` section of a plant's config: where the commit log goes, and how much of the link it takes. */
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { serverKeys, serverProblems, serversKey } from "./link/server.ts";

export const uplinkConfig = Type.Object(
  {
    hub: Type.Optional(
      Type.Object(
        { servers: serversKey, ...serverKeys },
        { additionalProperties: false, description: "NATS servers of the hub. Without them nothing is sent." },
      ),
    ),
    everyMs: Type.Integer({
      minimum: 100,
      maximum: 60_000,
      default: 2_500,
      description: "How long new samples wait for others: the longer, the better messages compress.",
    }),
    messageKb: Type.Integer({
      minimum: 4,
      maximum: 512,
      default: 64,
      description: "Largest message, KB. On thin links messages are shorter by themselves: a second of the link.",
    }),
    inFlightKb: Type.Integer({
      minimum: 8,
      maximum: 16_384,
      default: 1_024,
      description:
        "Most that is on its way to the hub's disk, KB, at least two messages. On thin links less is by itself.",
    }),
    waveforms: Type.Union([Type.Literal("none"), Type.Literal("all")], {
      default: "none",
      description: "Whether waveforms are sent whole. Else a note takes the place of each.",
    }),
    megabytesPerHour: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: "Most that may be sent in an hour. Live values and events go first, history takes what is left.",
      }),
    ),
    acts: Type.Boolean({
      default: false,
      description:
        "Whether people at the hub may acknowledge, shelve and remark on alerts of this edge. Without it their acts " +
        "are refused.",
    }),
    actHours: Type.Number({
      exclusiveMinimum: 0,
      maximum: 168,
      default: 4,
      description: "Acts from the hub that are older, in hours, are refused: the plant may have changed since.",
    }),
    files: Type.Object(
      {
        megabytes: Type.Number({
          minimum: 1,
          maximum: 1_024,
          default: 64,
          description:
            "Most of all files of this site at the hub: plant, layout, models, drawings, documents, in this order. " +
            "What has no room stays here, and the hub says so.",
        }),
        kilobytesPerSecond: Type.Number({
          minimum: 1,
          maximum: 10_000,
          default: 64,
          description: "Most that files take of the link. On a slow link they take half of it at most.",
        }),
      },
      { additionalProperties: false, default: {}, description: "Files that a twin of this site needs at the hub." },
    ),
  },
  {
    additionalProperties: false,
    default: {},
    description: "Sends the commit log of this edge to a hub (docs/fleet.md).",
  },
);

export type UplinkConfig = Static<typeof uplinkConfig>;

/** Checks beyond the schema. */
export function uplinkProblems({ hub }: UplinkConfig): readonly SectionProblem[] {
  return hub === undefined ? [] : serverProblems(hub, ["uplink", "hub"]);
}
