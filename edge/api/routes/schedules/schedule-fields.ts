/** Fields of schedules in the API. */
import { ACTUAL_DOUBTS, ACTUAL_STATES, type ScheduleActuals } from "../../../contracts/schedule/actuals.ts";
import {
  type CheckedMoves,
  type ClosedTimes,
  CONFLICT_KINDS,
  type PlantPlan,
  SCHEDULE_STATES,
  type ScheduleRow,
  type WholeSchedule,
} from "../../../contracts/schedule/schedules.ts";
import { UNSCORED_REASONS } from "../../../contracts/schedule/score.ts";
import { workPlanSchema } from "../../../contracts/schedule/work-plan.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import { closed, MaybeNumber, orNull, Text } from "../../http/schemas.ts";

const Moment = Type.String({
  description: "RFC 3339 in UTC with milliseconds.",
  examples: ["2026-12-07T06:30:00.000Z"],
});
const MaybeMoment = orNull(Moment);
const MaybeText = orNull(Type.String());
const stretch = closed({ from: Moment, to: Moment });
const step = { order: Type.String(), step: Type.String() };
const Step = closed(step);
const Machine = Type.String();

const planError = {
  judged: Type.Integer({ description: "Those whose planned moment has passed, or that happened before it." }),
  open: Type.Integer({
    description: "Those of them that have not happened yet; their error is at least what has passed.",
  }),
  errorMin: orNull(Type.Number(), "Median error, minutes; above 0 where it was later than planned."),
  spreadMin: orNull(Type.Number(), "Median error without its sign, minutes."),
};
const Score = closed(
  {
    scoredAt: Moment,
    upTo: Type.String({ description: "What came later is not judged yet." }),
    isFinal: Type.Boolean({ description: "It is judged no more." }),
    unknown: orNull(Type.Enum([...UNSCORED_REASONS]), "Why it is not known what happened."),
    source: orNull(Type.String(), "The source whose reports were lost."),
    onTime: closed(
      { judged: Type.Integer(), planned: Type.Integer(), actual: Type.Integer() },
      { description: "Orders of which it is known whether they ended before they were due." },
    ),
    horizons: Type.Array(
      closed({ upToHours: orNull(Type.Number(), "Null: whatever is beyond the last one."), ...planError }),
      { description: "Ends of orders, by the hours between the plan's start and the planned end." },
    ),
    starts: closed(
      { ...planError, onMachine: orNull(Type.Number(), "Share of pieces that were made on the planned machine.") },
      { description: "First pieces of operations." },
    ),
  },
  { description: "The schedule against what happened; null as long as that is not known." },
);

export const Head = closed({
  uid: Type.String(),
  name: Type.String(),
  by: Type.String(),
  askedAt: Moment,
  state: Type.Enum([...SCHEDULE_STATES]),
  progress: Type.Number({ description: "Share of its time that the search has had, while it is `working`." }),
  from: orNull(Type.String(), "The schedule that it was made again from."),
  start: Moment,
  orders: Type.Integer(),
  operations: Type.Integer(),
  late: orNull(Type.Integer(), "Orders that end after their due date; null until it is made, as what follows."),
  setUpMin: MaybeNumber,
  end: MaybeMoment,
  cost: orNull(Type.Number(), "In the units of the objective's weights."),
  keptStarts: orNull(
    Type.Number(),
    "Share of the operations of the schedule it came from that had not begun, and keep machine and start.",
  ),
  score: orNull(Score),
});

const lock = closed({ ...step, machine: Machine, start: Moment });
const timed = { ...step, machine: Machine, setUpStart: Moment, start: Moment, end: Moment };

const Events = closed({
  breakdowns: Type.Optional(Type.Array(closed({ machine: Machine, from: Moment, to: Moment }))),
  lateMaterial: Type.Optional(Type.Array(closed({ order: Type.String(), operation: Type.String(), from: Moment }))),
  rushOrders: Type.Optional(Type.Array(workPlanSchema.properties.orders.items)),
});

/** With the fields of each kind; `until` is absent where it was kept. */
const Reason = closed(
  {
    kind: Type.Enum([
      "kept",
      "opens",
      "locked",
      "release",
      "material",
      "step",
      "machine",
      "set-up",
      "fixture",
      "batch",
      "tariff",
    ]),
    until: Type.Optional(Moment),
    by: Type.Optional(Step),
    pieces: Type.Optional(
      Type.Integer({ description: "Of a step that passes its pieces on in lots: the first ones." }),
    ),
    fixture: Type.Optional(Type.String()),
    transportMin: Type.Optional(Type.Number()),
    setUpMin: Type.Optional(Type.Number()),
  },
  { description: "The constraint that holds its start." },
);

const Operation = closed({
  ...timed,
  family: Type.String(),
  isKept: Type.Boolean(),
  isLocked: Type.Boolean(),
  reason: Reason,
  lastPieces: Type.Optional(Step),
  closedFrom: orNull(Moment, "Where the calendar then delays it further: when it could have started."),
  alternatives: Type.Array(closed({ machine: Machine, minutes: Type.Number() }), {
    description: "Machines that can make it, with its minutes there.",
  }),
});

const Order = closed({
  order: Type.String(),
  variant: Type.String(),
  quantity: Type.Integer(),
  due: Moment,
  priority: Type.Number(),
  end: Moment,
  onTime: orNull(Type.Number(), "Probability to be on time where durations vary."),
  chain: Type.Array(Step, { description: "Of a late order, from its last operation back: each is held by the next." }),
});

const closedTimes = {
  machines: Type.Array(
    closed({
      id: Type.String(),
      area: MaybeText,
      capacity: MaybeNumber,
      closed: Type.Array(stretch),
      unavailable: Type.Array(stretch),
    }),
    { description: "With the times in which they do not work, the first 2,000 of all within the span." },
  ),
  closedUntil: orNull(Moment, "From here on some of these times are left out. Null: none is."),
};
export const Closed = closed(closedTimes);

export const Whole = closed({
  ...Head.properties,
  failure: MaybeText,
  question: closed({
    seconds: Type.Number(),
    seed: Type.Integer(),
    locks: Type.Array(lock),
    events: Events,
  }),
  improvements: Type.Array(closed({ afterMs: Type.Number(), cost: Type.Number() })),
  timeZone: Type.String(),
  freezeUntil: MaybeMoment,
  horizon: Type.String({ description: "From here on calendars are not known." }),
  ...closedTimes,
  schedule: orNull(
    closed({
      operations: Type.Array(Operation),
      orders: Type.Array(Order),
      beyondHorizon: Type.Array(Step),
      cost: Type.Number(),
      setUpMin: Type.Number(),
      energyCost: Type.Number(),
      end: Moment,
    }),
  ),
  judged: Type.Array(
    closed({ order: Type.String(), due: Moment, plannedEnd: Moment, end: orNull(Moment, "Null: not by then.") }),
    { description: "Orders against what happened, as far as `score` goes." },
  ),
  released: Type.Array(closed(timed), {
    description: "Operations that lost a start before `freezeUntil`, as they were planned; some are moved within it.",
  }),
});

export const Actuals = closed({
  upTo: orNull(Moment, "What came later is not known yet. Null: nothing is known."),
  doubt: orNull(
    Type.Enum([...ACTUAL_DOUBTS]),
    "Why not all of it is known: then no operation is `open` or `skipped`, and what is `begun` may have ended.",
  ),
  source: orNull(Type.String(), "The source whose reports were lost, or that is silent."),
  operations: Type.Array(
    closed({
      ...step,
      state: Type.Enum([...ACTUAL_STATES]),
      start: orNull(Moment, "Of its first piece."),
      end: orNull(Moment, "Of its last piece. Null: it has not ended."),
      pieces: Type.Integer({ description: "That have ended." }),
      of: Type.Integer({ description: "Pieces that come to it." }),
      machines: Type.Array(Machine, { description: "Where its pieces were made, the first one first." }),
    }),
    { description: "It is unknown what became of those that are not listed." },
  ),
});

export const Checked = closed({
  operations: Type.Array(closed(timed), { description: "The moved operations as they would be." }),
  conflicts: Type.Array(
    closed({
      ...step,
      machine: Machine,
      kind: Type.Enum([...CONFLICT_KINDS]),
      with: orNull(Step, "The other operation."),
      text: Text,
    }),
  ),
});

export const Plant = closed({
  plan: orNull(Type.Object({}, { additionalProperties: true }), "As the plan file of `gemba schedule plant`."),
  missing: Type.Array(Text, { description: "What the edge does not know of the plant." }),
});

export function headEntry(row: ScheduleRow): Static<typeof Head> {
  return row as Static<typeof Head>;
}

export function wholeEntry(whole: WholeSchedule): Static<typeof Whole> {
  return whole as Static<typeof Whole>;
}

export function actualsEntry(actuals: ScheduleActuals): Static<typeof Actuals> {
  return actuals as Static<typeof Actuals>;
}

export function closedEntry(times: ClosedTimes): Static<typeof Closed> {
  return times as Static<typeof Closed>;
}

export function checkedEntry(checked: CheckedMoves): Static<typeof Checked> {
  return checked as Static<typeof Checked>;
}

export function plantEntry(plant: PlantPlan): Static<typeof Plant> {
  return plant as Static<typeof Plant>;
}
