/** What a plant is to make, and with what: the question that a schedule answers (rules in docs/rules/schedule.md). */
import { type Static, Type } from "../schema.ts";

const closed = { additionalProperties: false } as const;

const name = (description: string) => Type.String({ minLength: 1, maxLength: 100, description });
const clock = (description: string) => Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$", description });
const minutes = (description: string, byDefault?: number) =>
  Type.Number({
    minimum: 0,
    maximum: 10_000_000,
    description,
    ...(byDefault === undefined ? {} : { default: byDefault }),
  });
const moment = (description: string) =>
  Type.String({
    pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(Z|[+-]\\d\\d:\\d\\d)$",
    description: `${description} With its offset, such as 2026-12-01T06:00+08:00.`,
  });
const days = Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
  default: [1, 2, 3, 4, 5, 6, 7],
  minItems: 1,
  description: "Days of the week, 1 Monday to 7 Sunday.",
});
const span = Type.Object({ from: moment("First moment."), to: moment("First moment after it.") }, closed);

const calendar = Type.Object(
  {
    id: name("Name of the calendar."),
    windows: Type.Array(
      Type.Object(
        { days, from: clock("Begin, by the plant's clocks."), to: clock("End; before or at `from`: the next day.") },
        closed,
      ),
      { minItems: 1, maxItems: 100, description: "When machines work, each week." },
    ),
    closed: Type.Array(Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d$" }), {
      default: [],
      description: "Days on which no window begins.",
    }),
  },
  closed,
);

const pairs = (what: string) =>
  Type.Array(
    Type.Object({ from: name(`${what} before.`), to: name(`${what} after.`), minutes: minutes("Minutes.") }, closed),
    { default: [], maxItems: 20_000 },
  );

const setUps = Type.Object(
  {
    id: name("Name of this table of set-up times."),
    first: minutes("Where nothing is set up.", 0),
    same: minutes("Between two operations of one family.", 0),
    other: minutes("Between any other two families.", 0),
    between: pairs("Family"),
  },
  closed,
);

/** Room of a batch machine. */
export const MOST_CAPACITY = 10_000;

const machine = Type.Object(
  {
    id: name("Label of the machine."),
    area: Type.Optional(name("Where it stands, for transport.")),
    calendar: Type.Optional(name("When it works; default always.")),
    setUps: Type.Optional(name("Its table of set-up times; default none.")),
    setUpNow: Type.Optional(name("Family that it is set up for at the start.")),
    capacity: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_CAPACITY,
        description:
          "A batch machine (oven, washer): how much of one family it takes at once. Larger orders take several.",
      }),
    ),
    powerKw: Type.Number({ minimum: 0, default: 0, description: "Electrical power while it works." }),
    freeFrom: Type.Optional(moment("It cannot be used before.")),
    unavailable: Type.Array(span, { default: [], maxItems: 1_000, description: "Breakdowns and maintenance." }),
  },
  closed,
);

/** Pieces of an order. */
const MOST_PIECES = 1_000_000;
/** Lots in which a step passes on the pieces of an order: of more, several are planned as one. */
export const MOST_LOTS = 100;

const operation = Type.Object(
  {
    id: name("Name of the step in this route."),
    after: Type.Optional(
      Type.Array(name("Step."), { description: "Steps that it follows; default the one before in the list." }),
    ),
    family: Type.Optional(name("Set-up family, on a batch machine the recipe; default the variant.")),
    fixtures: Type.Array(name("Fixture or tool."), { default: [], description: "Held from set-up to end." }),
    interruptible: Type.Boolean({ default: false, description: "Whether it may stop where the calendar closes." }),
    size: Type.Integer({ minimum: 1, default: 1, description: "Place that a piece takes on a batch machine." }),
    transferLot: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_PIECES,
        description: "Pieces that go on at once, such as a pallet of them; default the whole order.",
      }),
    ),
    machines: Type.Array(
      Type.Object(
        { machine: name("Machine."), minutes: minutes("For each piece; on a batch machine for a batch.") },
        closed,
      ),
      { minItems: 1, maxItems: 200, description: "Machines that can make it, with their times." },
    ),
  },
  closed,
);

const order = Type.Object(
  {
    id: name("Number of the order."),
    variant: name("What is made."),
    quantity: Type.Integer({ minimum: 1, maximum: MOST_PIECES, default: 1 }),
    release: Type.Optional(moment("No operation starts before.")),
    due: moment("It is late when it ends after."),
    priority: Type.Number({ exclusiveMinimum: 0, default: 1, description: "Weight of its lateness." }),
    material: Type.Array(Type.Object({ operation: name("Step."), from: moment("Its material is there.") }, closed), {
      default: [],
    }),
  },
  closed,
);

const keptOperation = Type.Object(
  {
    order: name("Order."),
    operation: name("Step."),
    machine: name("Machine."),
    setUpStart: moment("Start of its set-up; `start` where it has none."),
    start: moment("Start."),
    end: moment("End."),
  },
  closed,
);

const lock = Type.Object(
  { order: name("Order."), operation: name("Step."), machine: name("Machine."), start: moment("Start.") },
  closed,
);

/** Weights: what a minute, a late order or a unit of money costs. */
const objective = Type.Object(
  {
    tardiness: minutes("Each minute that an order is late, times its priority.", 1),
    late: minutes("Each late order, times its priority.", 240),
    marginMin: minutes("An order that ends this near its due date already costs a part of `late`.", 120),
    setUp: minutes("Each minute of set-up.", 0.1),
    makespan: minutes("Each minute until all is made.", 0.05),
    energy: minutes("Each unit of money for energy.", 0),
  },
  { ...closed, default: {} },
);

/** Orders of a plan. */
export const MOST_ORDERS = 5_000;
/** Operations of a stored schedule. */
export const MOST_OPERATIONS = 10_000;
/** Operations that a person has placed in a plan. */
export const MOST_LOCKS = 500;

export const workPlanSchema = Type.Object(
  {
    timeZone: Type.String({ default: "UTC", description: "Zone of the plant's clocks, for calendars and tariff." }),
    start: moment("Now: nothing is planned before."),
    freezeUntil: Type.Optional(moment("Operations of `kept` that start before it stay; others start at it or later.")),
    horizonDays: Type.Integer({ minimum: 1, maximum: 730, default: 90, description: "How far calendars are known." }),
    setUpAhead: Type.Boolean({
      default: true,
      description: "Whether a machine may be set up before the piece is there.",
    }),
    objective,
    calendars: Type.Array(calendar, { default: [], maxItems: 200 }),
    setUps: Type.Array(setUps, { default: [], maxItems: 200 }),
    fixtures: Type.Array(
      Type.Object({ id: name("Name."), count: Type.Integer({ minimum: 1, maximum: 1_000, default: 1 }) }, closed),
      { default: [], maxItems: 1_000 },
    ),
    transport: Type.Object(
      {
        within: minutes("Between two machines of one area.", 0),
        other: minutes("Between any other two areas.", 0),
        between: pairs("Area"),
      },
      { ...closed, default: {} },
    ),
    tariff: Type.Object(
      {
        price: minutes("Price of a kWh outside the windows.", 0),
        windows: Type.Array(
          Type.Object({ days, from: clock("Begin."), to: clock("End."), price: minutes("Price of a kWh.") }, closed),
          { default: [], maxItems: 100 },
        ),
      },
      { ...closed, default: {}, description: "What energy costs, by the plant's clocks." },
    ),
    machines: Type.Array(machine, { minItems: 1, maxItems: 500 }),
    variants: Type.Array(
      Type.Object(
        { id: name("Name of the variant."), route: Type.Array(operation, { minItems: 1, maxItems: 100 }) },
        closed,
      ),
      { minItems: 1, maxItems: 2_000 },
    ),
    orders: Type.Array(order, { default: [], maxItems: MOST_ORDERS }),
    kept: Type.Array(keptOperation, {
      default: [],
      maxItems: 100_000,
      description: "Operations of an earlier plan that have started or start before `freezeUntil`.",
    }),
    locks: Type.Array(lock, {
      default: [],
      maxItems: MOST_LOCKS,
      description: "Operations that a person has placed: others are planned around them.",
    }),
  },
  closed,
);

/** Times in minutes, moments as ISO 8601 texts. */
export type WorkPlan = Static<typeof workPlanSchema>;
export type PlanObjective = WorkPlan["objective"];
export type PlannedMachine = WorkPlan["machines"][number];
export type RouteStep = WorkPlan["variants"][number]["route"][number];
