import { type Static, Type } from "typebox";
import { FAULT_KINDS } from "../plants/machining/faults/registry.ts";
import { Nuisances } from "./nuisances-schema.ts";

const closed = { additionalProperties: false } as const;

/** A duration as people write it. */
const Duration = (description: string) =>
  Type.String({
    pattern: "^[0-9]+(\\.[0-9]+)? ?(ms|s|min|h|d)$",
    description: `${description} Such as "30 s", "6.5 min", "2 h", "3 d".`,
  });

const Text = Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, closed);

const Growth = Type.Object(
  {
    law: Type.Enum(["linear", "exponential", "accelerating"], {
      default: "exponential",
      description:
        "linear: equal steps; exponential: slow, then ever faster (e^4u); accelerating: with the square of time.",
    }),
    over: Duration("From sound to the severity."),
  },
  { ...closed, description: "How a progressive fault grows." },
);

const FaultBlock = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1, description: "Name in the ground truth; default kind and number." })),
    kind: Type.Enum([...FAULT_KINDS.keys()], { description: "What goes wrong." }),
    asset: Type.String({
      minLength: 1,
      description: "Station, `plant`, OPC UA server or gateway; the kind says which.",
    }),
    component: Type.Optional(
      Type.String({ minLength: 1, description: "Part of the asset, such as joint-3, zone-2, axis-x." }),
    ),
    at: Type.String({
      pattern: "^-?[0-9]+(\\.[0-9]+)? ?(ms|s|min|h|d)$",
      description:
        'Begin after the start of the scenario: "30 s", "6.5 min", "2 h"; with "-3 h" it is under way by then.',
    }),
    severity: Type.Number({
      default: 1,
      exclusiveMinimum: 0,
      maximum: 1,
      description: "Damage it grows to; 1 is functional failure.",
    }),
    growth: Type.Optional(Growth),
    lasts: Type.Optional(Duration("Sudden faults: how long; default until the repair, else for ever.")),
    repair: Type.Optional(
      Type.Object(
        {
          after: Duration("From the start of the fault to the start of the repair."),
          takes: Type.Optional(Duration("How long the asset is out of service for it; default not at all.")),
        },
        { ...closed, description: "Somebody repairs it." },
      ),
    ),
    every: Type.Optional(Duration("Begins again after this long.")),
    with: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.Number(), Type.Boolean(), Type.String()]), {
        description: "The kind's own parameters.",
      }),
    ),
  },
  { ...closed, description: "One fault." },
);

const Variant = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 24 }),
    family: Type.String({
      minLength: 1,
      description: "Machines are set up again when the family changes; within a family only the program changes.",
    }),
    work: Type.Number({ minimum: 0.3, maximum: 3, description: "Cutting work relative to PH-50B." }),
    weightKg: Type.Number({ exclusiveMinimum: 0, maximum: 60 }),
    boreMm: Type.Number({ default: 62, minimum: 10, maximum: 300, description: "Nominal bore diameter." }),
    share: Type.Number({ default: 1, minimum: 0, description: "Weight in the mix of orders." }),
    coated: Type.Boolean({ default: true, description: "False: the route has no powder coating and curing." }),
    measureEvery: Type.Integer({
      default: 12,
      minimum: 1,
      description: "Every n-th piece goes to the measuring machine.",
    }),
    testFlowLMin: Type.Number({
      default: 118,
      exclusiveMinimum: 0,
      description: "Flow expected at the end-of-line test.",
    }),
  },
  { ...closed, description: "One product: its route and its figures." },
);

const Order = Type.Object(
  {
    variant: Type.String({ minLength: 1 }),
    quantity: Type.Integer({ minimum: 8, maximum: 2000, multipleOf: 8, description: "Pieces, whole pallets of 8." }),
    priority: Type.Integer({ default: 2, minimum: 1, maximum: 3, description: "1 is the most urgent." }),
    due: Duration("From the start of the scenario."),
  },
  { ...closed, description: "One order." },
);

const Orders = Type.Object(
  {
    list: Type.Array(Order, {
      default: [],
      description: "The first orders; when they are released, drawn ones follow.",
    }),
    pallets: Type.Tuple([Type.Integer({ minimum: 1 }), Type.Integer({ minimum: 1 })], {
      default: [4, 8],
      description: "Least and most pallets of a drawn order.",
    }),
    lead: Type.String({
      default: "8 h",
      pattern: "^[0-9]+(\\.[0-9]+)? ?(ms|s|min|h|d)$",
      description: "From placing a drawn order to its due date; drawn within a third of this.",
    }),
    rule: Type.Enum(["priority-due", "due", "setup"], {
      default: "priority-due",
      description:
        "Which order is released next: priority then due date, due date alone, or the family already set up first.",
    }),
  },
  closed,
);

const Calendar = Type.Object(
  {
    utcOffset: Type.String({
      default: "+08:00",
      pattern: "^[+-][0-2][0-9]:[0-5][0-9]$",
      description: "The site's offset from UTC.",
    }),
    timeZone: Type.Optional(
      Type.String({
        minLength: 1,
        description: "IANA name such as Europe/Berlin, instead of utcOffset: shifts follow its daylight saving.",
      }),
    ),
    shifts: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1 }),
          start: Type.String({ pattern: "^[0-2][0-9]:[0-5][0-9]$" }),
          hours: Type.Number({ exclusiveMinimum: 0, maximum: 24 }),
        },
        closed,
      ),
      {
        default: [
          { name: "early", start: "08:00", hours: 8 },
          { name: "late", start: "16:00", hours: 8 },
          { name: "night", start: "00:00", hours: 8 },
        ],
        description: "Outside of every shift nothing is started.",
      },
    ),
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      default: [1, 2, 3, 4, 5, 6, 7],
      description: "Days on which shifts begin, 1 Monday to 7 Sunday.",
    }),
    breaks: Type.Array(
      Type.Object({ after: Duration("From the start of the shift."), lasts: Duration("Length.") }, closed),
      {
        default: [],
        description: "In every shift. Staffed stations rest (assembly, measuring, rework, set-up); machines run on.",
      },
    ),
    idle: Type.Array(
      Type.Object(
        {
          asset: Type.String({ minLength: 1, description: "A machine tool." }),
          start: Type.String({ pattern: "^[0-2][0-9]:[0-5][0-9]$", description: "Time of the site's day." }),
          hours: Type.Number({ exclusiveMinimum: 0, maximum: 24 }),
        },
        closed,
      ),
      {
        default: [],
        description: "Machine tools that start no piece for some hours of each day, while the plant works.",
      },
    ),
    spindleWarmUp: Type.Optional(
      Duration("Machine tools warm their spindles up in five steps of speed after two hours or more of standing."),
    ),
    chilledWater: Type.Enum(["always", "shifts"], {
      default: "always",
      description:
        "shifts: the chiller is switched off outside of every shift, and its water takes on the hall's temperature.",
    }),
  },
  closed,
);

const Utilities = Type.Object(
  {
    airBand: Type.Tuple([Type.Number({ minimum: 4, maximum: 10 }), Type.Number({ minimum: 4, maximum: 10 })], {
      default: [6.8, 7.4],
      description: "Pressures at which the compressor loads and unloads, bar.",
    }),
    chilledWater: Type.Number({
      default: 12,
      minimum: 4,
      maximum: 20,
      description: "Set-point of the chilled water, Cel.",
    }),
  },
  { ...closed, description: "How utilities are set." },
);

const Weather = Type.Object(
  {
    meanCel: Type.Number({ default: 17, minimum: -30, maximum: 40, description: "Mean of the year." }),
    seasonK: Type.Number({
      default: 12,
      minimum: 0,
      maximum: 40,
      description: "Half the difference between midsummer and midwinter.",
    }),
    dayK: Type.Number({
      default: 4,
      minimum: 0,
      maximum: 20,
      description: "Half the difference between afternoon and night.",
    }),
    frontsK: Type.Number({ default: 3, minimum: 0, maximum: 10, description: "Standard deviation of fronts." }),
  },
  { ...closed, description: "Weather that heating, chiller and compressor feel; without it they do not." },
);

/** One scenario file. */
export const ScenarioSchema = Type.Object(
  {
    scenario: Type.Literal(1, { description: "Version of this format." }),
    title: Text,
    start: Type.Optional(
      Type.String({
        format: "date-time",
        description: "Start of a headless run in model time; default 2026-03-02T08:00:00+08:00.",
      }),
    ),
    wear: Type.Number({
      default: 1,
      minimum: 0.1,
      maximum: 1000,
      description: "Factor on all natural wear of tools; shown as `wear ×N`.",
    }),
    variants: Type.Optional(
      Type.Array(Variant, {
        minItems: 1,
        maxItems: 1000,
        description: "Products; default the eight of Binjiang Plant 1.",
      }),
    ),
    orders: Type.Optional(Orders),
    calendar: Type.Optional(Calendar),
    faults: Type.Array(FaultBlock, { default: [], description: "What goes wrong, and when." }),
    nuisances: Type.Optional(Nuisances),
    utilities: Type.Optional(Utilities),
    weather: Type.Optional(Weather),
  },
  { ...closed, description: "What happens in the simulated plant." },
);

export type ScenarioFile = Static<typeof ScenarioSchema>;
export type FaultEntry = Static<typeof FaultBlock>;
