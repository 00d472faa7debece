/** Fields of forecasts in the API, and how they are written. */
import type { WhatIfAnswer } from "../../../contracts/forecast/answer.ts";
import {
  FORECAST_STATES,
  type Forecast,
  type ForecastHead,
  type ForecastScore,
  UNKNOWN_REASONS,
} from "../../../contracts/forecast/forecasts.ts";
import { Type } from "../../../contracts/schema.ts";
import { closed, MaybeNumber, MaybeTime, orNull } from "../../http/schemas.ts";
import { timeEntry } from "../../http/times.ts";
import type { ForecastView } from "../../services/forecasts/forecasts.ts";

const Range = closed(
  { low: Type.Number(), middle: Type.Number(), high: Type.Number() },
  { description: "10, 50 and 90 % of the runs; of good pieces the middle and an interval of 80 % (rule FK29)." },
);

export const Score = orNull(
  closed({
    scoredAt: MaybeTime,
    happened: MaybeNumber,
    isInside: Type.Union([Type.Boolean(), Type.Null()]),
    unknown: orNull(Type.Enum([...UNKNOWN_REASONS]), "Why it is not known what happened."),
    source: orNull(Type.String(), "The source whose reports were lost."),
  }),
  "What happened, once the time is over: beside `good`. Nothing is tuned by it.",
);

export const Head = closed({
  uid: Type.String(),
  name: Type.String(),
  by: Type.String(),
  askedAt: MaybeTime,
  state: Type.Enum([...FORECAST_STATES]),
  progress: Type.Number({ description: "Share of the runs that are done, while it is `working`." }),
  at: MaybeTime,
  hours: Type.Number(),
  futures: Type.Array(Type.String(), { description: "Names of the futures beside the plant as it is." }),
  good: orNull(Range, "Good pieces of the plant as it is; null until there is an answer."),
  score: Score,
});

const Changes = Type.Array(Type.Object({}, { additionalProperties: true }), { maxItems: 50 });
export const Futures = Type.Array(closed({ name: Type.String({ minLength: 1, maxLength: 80 }), changes: Changes }), {
  maxItems: 20,
  description: "Changes as in the file of `gemba whatif` (docs/forecast.md).",
});

const Figures = closed({
  name: Type.String(),
  good: Range,
  scrapped: Range,
  wip: Range,
  late: Range,
  orders: Type.Array(
    closed({
      order: Type.String(),
      lateH: closed({ low: MaybeNumber, middle: MaybeNumber, high: MaybeNumber }),
      onTime: MaybeNumber,
    }),
  ),
  energy: orNull(
    closed({ kWh: Range, perGood: Range }),
    "Electricity of the machines that `metered` names, kWh, and for each good piece; null where none is known.",
  ),
  crews: Type.Array(closed({ crew: Type.String(), busy: Type.Number(), waitedH: Type.Number() }), {
    description: "Share of its time on duty in which a crew is busy, and hours for which machines wait for it: means.",
  }),
  moved: orNull(
    closed({
      drive: orNull(
        closed({ sPerM: Type.Number(), isLearnt: Type.Boolean() }),
        "Of vehicles; null where no ride gets longer or shorter. Else assumed from the speed that they declare.",
      ),
      walkSPerM: Type.Number({ description: "Of people, which is assumed." }),
      walks: Type.Array(closed({ from: Type.String(), to: Type.String(), metres: Type.Number() }), {
        description: "What people carry farther, because nothing else does: the ten longest.",
      }),
    }),
    "What times of transport rest on, in seconds for a metre; null where nothing is moved.",
  ),
  bottlenecks: Type.Array(
    closed({ stations: Type.String(), isCrew: Type.Boolean(), share: Type.Number(), busy: Type.Number() }),
    { description: "`stations` is the id of a crew where `isCrew`." },
  ),
  against: orNull(
    closed({
      good: Range,
      late: Range,
      energyKWh: orNull(Range),
      more: Type.Number(),
      fewer: Type.Number(),
    }),
    "Differences to the plant as it is, run by run.",
  ),
});

const Lives = closed({
  knownFrom: MaybeTime,
  isPartial: Type.Boolean({ description: "Some that was said at the start may be kept no more." }),
  parts: Type.Array(
    closed({
      machine: Type.String(),
      component: Type.String({ description: "Path; empty: the machine itself." }),
      leftH: closed({ low: Type.Number(), middle: Type.Number(), high: Type.Number() }),
      unplayed: orNull(Type.Enum(["out", "not-in-model", "no-repair"]), "Why it is in no run."),
      fails: Type.Number({ description: "Share of the runs of the plant as it is in which its machine fails by it." }),
      lost: orNull(
        closed({ low: Type.Number(), middle: Type.Number(), high: Type.Number(), mean: Type.Number() }),
        "Good pieces that it costs; of the five that are likeliest to fail.",
      ),
    }),
  ),
});

const Answer = closed({
  at: MaybeTime,
  learntFrom: MaybeTime,
  pieces: Type.Integer(),
  machines: orNull(
    closed({
      failures: Type.Array(
        closed({
          machine: Type.String(),
          n: Type.Number(),
          isOfGroup: Type.Boolean(),
          betweenH: Type.Number(),
          repairH: Type.Number(),
        }),
      ),
      out: Type.Array(closed({ machine: Type.String(), forH: Type.Number() })),
    }),
    "Failures that were learnt, and machines that are out at the start; null where no states were recorded.",
  ),
  lives: orNull(Lives, "Ends of components that the health book foresees; null where it kept no book of them."),
  metered: orNull(
    closed({ with: Type.Array(Type.String()), without: Type.Array(Type.String()) }),
    "Machines whose electricity is counted, and those whose is not known; null where none is.",
  ),
  changed: Type.Array(
    closed({
      machine: Type.String(),
      variant: Type.String(),
      since: MaybeTime,
      fromMin: Type.Number(),
      toMin: Type.Number(),
    }),
    { description: "Times of work that were others before: only those since then were learnt from. Mean minutes." },
  ),
  unplaced: Type.Array(closed({ place: Type.String(), pieces: Type.Integer() }), {
    description: "Pieces at places that `material.ways` does not have: they are left out.",
  }),
  horizonS: Type.Number(),
  replications: Type.Integer(),
  seed: Type.Integer(),
  trials: Type.Array(
    closed({ at: MaybeTime, foreseen: Type.Number(), happened: Type.Number(), horizonS: MaybeNumber }),
    {
      description:
        "Forecasts from past instants, and what happened. A short record has shorter ones than were asked for " +
        "(`horizonS`, null in answers of an older edge).",
    },
  ),
  futures: Type.Array(Figures, { description: "The first is the plant as it is." }),
});

export const Whole = closed({
  ...Head.properties,
  question: closed({
    name: Type.String(),
    hours: Type.Number(),
    replications: Type.Integer(),
    seed: Type.Integer(),
    at: MaybeTime,
    futures: Futures,
  }),
  problems: Type.Array(
    closed({
      future: Type.Union([Type.String(), Type.Null()]),
      change: Type.Union([Type.Integer(), Type.Null()]),
      reason: Type.String(),
    }),
    { description: "Why it was refused: future, position of the change in it from 0, and the remedy." },
  ),
  failure: Type.Union([Type.String(), Type.Null()]),
  answer: orNull(Answer),
  statesStepS: orNull(
    Type.Number(),
    "Seconds between the steps of GET /api/v1/forecasts/{uid}/states; null where nothing was kept to play.",
  ),
});

export function headEntry({ uid, name, by, askedAt, state, progress, at, hours, ...rest }: ForecastView<ForecastHead>) {
  const { futures, good, score } = rest;
  return {
    uid,
    name,
    by,
    askedAt: timeEntry(askedAt),
    state,
    progress,
    at: timeEntry(at),
    hours,
    futures: [...futures],
    good,
    score: scoreEntry(score),
  };
}

export function scoreEntry(score: ForecastScore | null) {
  return score === null ? null : { ...score, scoredAt: timeEntry(score.scoredAt) };
}

export function wholeEntry(forecast: ForecastView<Forecast>) {
  const { question, problems, failure, answer, statesStepS = null } = forecast;
  return {
    ...headEntry(forecast),
    question: {
      ...question,
      at: timeEntry(question.at),
      futures: question.futures.map(({ name, changes }) => ({
        name,
        changes: changes.map((change) => ({ ...change })),
      })),
    },
    problems: [...problems],
    failure,
    answer: answer === null ? null : answerEntry(answer),
    statesStepS,
  };
}

function answerEntry(answer: WhatIfAnswer) {
  const { at, learntFrom, machines, lives = null, metered = null, changed = [], ...more } = answer;
  const { unplaced, trials, futures, ...rest } = more;
  return {
    ...rest,
    machines: machines === null ? null : { failures: [...machines.failures], out: [...machines.out] },
    lives: lives === null ? null : { ...lives, knownFrom: timeEntry(lives.knownFrom), parts: [...lives.parts] },
    metered: metered === null ? null : { with: [...metered.with], without: [...metered.without] },
    at: timeEntry(at),
    learntFrom: timeEntry(learntFrom),
    changed: changed.map((one) => ({ ...one, since: timeEntry(one.since) })),
    unplaced: Object.entries(unplaced).map(([place, pieces]) => ({ place, pieces })),
    trials: trials.map(({ at: from, foreseen, happened, horizonS = null }) => ({
      at: timeEntry(from),
      foreseen,
      happened,
      horizonS,
    })),
    futures: futures.map(({ energy = null, against, crews = [], moved = null, ...future }) => ({
      ...future,
      energy,
      against: against === null ? null : { ...against, energyKWh: against.energyKWh ?? null },
      orders: [...future.orders],
      crews: [...crews],
      moved: moved === null ? null : { ...moved, walks: [...moved.walks] },
      bottlenecks: future.bottlenecks.map((one) => ({ isCrew: false, ...one })),
    })),
  };
}
