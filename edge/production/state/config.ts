/** The `kpis:` section of a config. `kpis: {}` shows every figure that needs no product data. */

import { CAPABILITY_NAMES } from "../../contracts/plant/kinds.ts";
import { defineSection } from "../../contracts/plant/section.ts";
import { STOP_LOSSES, TIME_ELEMENTS, type TimeElement } from "../../contracts/production/production.ts";
import { type Static, Type } from "../../contracts/schema.ts";

const closed = { additionalProperties: false } as const;

const assetPattern = Type.Object(
  {
    kinds: Type.Optional(Type.Array(Type.String(), { description: "Kinds of asset, such as lathe." })),
    capabilities: Type.Optional(
      Type.Array(Type.Enum(CAPABILITY_NAMES), { description: "At least one of these: [machines, heats]." }),
    ),
    assets: Type.Optional(Type.Array(Type.String(), { description: "Labels of assets; * matches any characters." })),
  },
  { ...closed, minProperties: 1, description: "Which assets: all parts that are given must fit." },
);

const ITEM_STATES = ["not-available", "out-of-service", "not-executing", "executing"] as const;
const MODES = ["none", "maintenance", "setup", "processing"] as const;
const words = (all: readonly string[], description: string) =>
  Type.Optional(
    Type.Array(Type.Unsafe<string>(Type.Union(all.map((word) => Type.Literal(word)))), { minItems: 1, description }),
  );

const stateRow = Type.Object(
  {
    of: Type.Optional(assetPattern),
    itemState: words(ITEM_STATES, "MachineryItemState (OPC 40001-1)."),
    mode: words(MODES, "MachineryOperationMode; the last one sent."),
    order: Type.Optional(Type.Boolean({ description: "An order is at the machine." })),
    signal: Type.Optional(
      Type.String({
        description:
          "Signal of the asset that must have the value `is`, with its component before a slash: a bit of a PLC.",
      }),
    ),
    is: Type.Optional(Type.Number()),
    element: Type.Unsafe<TimeElement>(
      Type.Union(
        TIME_ELEMENTS.map((word) => Type.Literal(word)),
        { description: "Time element of ISO 22400-2; maintenance is not planned busy time." },
      ),
    ),
  },
  {
    ...closed,
    description: "Conditions that must all hold, and the time element for them. The first matching row wins.",
  },
);

const line = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 60 }),
    stations: Type.Array(Type.String(), {
      minItems: 1,
      description: "Labels of its machines; * matches any characters.",
    }),
    last: Type.String({ description: "Label of the station after which pieces are done." }),
    constraint: Type.Optional(
      Type.String({
        description:
          "Label of the station that sets the pace. Without it: the one with the longest ideal cycle, " +
          "machines side by side counted together.",
      }),
    ),
  },
  { ...closed, description: "Machines that pieces pass one after the other." },
);

export const kpisConfig = Type.Object(
  {
    idealCycles: Type.Array(
      Type.Object(
        {
          of: assetPattern,
          variant: Type.Optional(Type.String({ description: "Only for this variant." })),
          seconds: Type.Number({
            exclusiveMinimum: 0,
            maximum: 86_400,
            description: "Planned run time per item (PRI of ISO 22400).",
          }),
        },
        closed,
      ),
      {
        default: [],
        description:
          "Machines that count for OEE, with their ideal cycle. The first entry that matches machine and piece wins.",
      },
    ),
    endOfLine: Type.Optional({
      ...assetPattern,
      description: "Where finished parts are counted. Without it: packing machines, else test benches.",
    }),
    taktS: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 86_400, description: "Target time per part." })),
    oeeTargetPercent: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100 })),
    plantMeters: Type.Optional({
      ...assetPattern,
      description:
        "Meters whose active power adds up to the plant's. Without it: electricity meters with PLANT in the label.",
    }),
    sparkEveryS: Type.Number({
      minimum: 1,
      maximum: 3600,
      default: 10,
      description: "Interval between the points of the sparklines.",
    }),
    stateModel: Type.Union([Type.Literal("opc-40501-1"), Type.Literal("opc-40001-1")], {
      default: "opc-40501-1",
      description:
        "Table of states after your own rows: annex C of OPC 40501-1, or C.2 of OPC 40001-1, " +
        "which asks whether an order is there.",
    }),
    states: Type.Array(stateRow, {
      default: [],
      maxItems: 500,
      description: "Your own rows, before those of the model.",
    }),
    breaks: Type.Array(
      Type.Object(
        {
          afterMin: Type.Number({ minimum: 0, maximum: 1440, description: "Minutes from the start of the shift." }),
          lastsMin: Type.Number({ exclusiveMinimum: 0, maximum: 1440 }),
          of: Type.Optional(assetPattern),
        },
        closed,
      ),
      {
        default: [],
        maxItems: 24,
        description: "Breaks of each shift: not planned busy time for their machines.",
      },
    ),
    days: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
        minItems: 1,
        description: "Days on which shifts begin, 1 Monday to 7 Sunday. Without it: all.",
      }),
    ),
    lossModel: Type.Union([Type.Literal("iso22400"), Type.Literal("nakajima")], {
      default: "iso22400",
      description: "Loss model (docs/production.md).",
    }),
    minorStopBelowMin: Type.Number({
      minimum: 0,
      maximum: 240,
      default: 5,
      description: "Stops shorter than this are minor stops.",
    }),
    lines: Type.Array(line, { default: [], maxItems: 200 }),
    reasons: Type.Array(
      Type.Object(
        {
          code: Type.String({ pattern: "^[a-z][a-z0-9-]{0,39}$" }),
          name: Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, closed),
          alerts: Type.Array(Type.String(), {
            default: [],
            description: "Alert rules with this reason; * matches any characters.",
          }),
          loss: Type.Optional(
            Type.Enum([...STOP_LOSSES], {
              description: "Loss of OEE that a stop with this reason is. Without it: what the machine's state says.",
            }),
          ),
        },
        closed,
      ),
      { default: [], maxItems: 500, description: "Stop reasons: a catalogue for people, filled in from alerts." },
    ),
    keepDays: Type.Integer({
      minimum: 1,
      maximum: 3650,
      default: 90,
      description:
        "Days for which states and pieces of machines are kept; the samples themselves stay in the historian.",
    }),
  },
  { ...closed, description: "Key figures (docs/production.md)." },
);

export type KpisConfig = Static<typeof kpisConfig>;

/** `kpis` in the plant's config. */
export const kpisSection = defineSection({ name: "kpis", schema: kpisConfig });
