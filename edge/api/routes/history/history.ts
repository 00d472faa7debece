import type { GapRecord } from "../../../contracts/path/event-batch.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, TagUid, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  type AggregateDeps,
  type AlignedDeps,
  aggregatesOf,
  alignedOf,
  type DurationDeps,
  MAX_ALIGNED_TIMES,
  MAX_PERIODS,
  MAX_STATES,
  type PeriodFigures,
  stateDurationsOf,
} from "../../services/history/figures.ts";
import { type GapDeps, gapsIn, MAX_GAPS } from "../../services/history/gaps.ts";

const MAX_ALIGNED_TAGS = 20;
const BY = ["minute", "hour", "day", "shift", "whole"] as const;

const AggregateEntry = closed({
  from: MaybeTime,
  to: MaybeTime,
  name: Type.Union([Type.String(), Type.Null()], {
    description: "The site's day `YYYY-MM-DD`, followed by the shift where the period is one.",
  }),
  hours: Type.Number({ description: "Length; 23 or 25 for a day on which the site's clocks change." }),
  count: Type.Integer(),
  min: MaybeNumber,
  max: MaybeNumber,
  mean: MaybeNumber,
  last: MaybeNumber,
  timeWeightedMean: Type.Union([Type.Number(), Type.Null()], {
    description: "Mean of the values, each weighted with its duration, including the value in force at the beginning.",
  }),
  coveredSeconds: Type.Number({ description: "Seconds with a value." }),
  doubtful: Type.Boolean(),
});

const StateEntry = closed({
  value: Type.Union([Type.Number(), Type.Null()], {
    description: "Null: no value, because the last sample was Bad or there was none.",
  }),
  label: Type.Union([closed({ zh: Type.String(), en: Type.String() }), Type.Null()]),
  seconds: Type.Number(),
  entries: Type.Integer({ description: "Number of periods." }),
});

export const GapEntry = closed({
  source: Type.String(),
  tagUid: Type.Union([Type.String(), Type.Null()], { description: "Null: every tag of the source." }),
  from: MaybeTime,
  to: MaybeTime,
  reason: Type.String({ description: "Why samples are missing; docs/historian.md lists the reasons." }),
  lost: Type.Union([Type.Integer(), Type.Null()], { description: "Number of lost samples, where it is known." }),
});

const AlignedTag = closed({
  tagUid: TagUid,
  unit: Type.Union([Type.String(), Type.Null()]),
  values: Type.Array(MaybeNumber, {
    description: "The value in force at each time; null: none, because the last sample was Bad or there was none.",
  }),
});

const range = { from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) };

/** Summaries of history: figures by period of the site, durations of states, and missing samples. */
export function historyRoutes(app: Api, deps: AggregateDeps & DurationDeps & AlignedDeps & GapDeps & ClockDeps): void {
  aggregateRoute(app, deps);
  durationRoute(app, deps);
  alignedRoute(app, deps);
  gapRoute(app, deps);
}

function aggregateRoute(app: Api, deps: AggregateDeps & ClockDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Figures of one tag by period",
    description:
      "Minimum, maximum, mean, last, count and time-weighted mean by minute, hour, day or shift of the site's time " +
      `zone, or of the whole range. Periods are cut at both ends of the range. At most ${MAX_PERIODS}.`,
    querystring: closed({
      tag: UidParam,
      ...range,
      by: Type.Optional(Type.Enum([...BY], { description: "Default `hour`." })),
    }),
    response: {
      200: closed({
        tagUid: TagUid,
        unit: Type.Union([Type.String(), Type.Null()]),
        timeZone: Type.String(),
        periods: Type.Array(AggregateEntry),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/aggregates", { schema }, async (request) => {
    const { tag: uid, by = "hour" } = request.query;
    const range = readRange(request.query, deps.now(), "-24h");
    const { tag, periods } = await aggregatesOf(deps, callerOf(request), { tag: uid, ...range, by });
    return {
      tagUid: tag.tagUid,
      unit: tag.unit ?? null,
      timeZone: deps.plant.site.timeZone,
      periods: periods.map(periodEntry),
    };
  });
}

function durationRoute(app: Api, deps: DurationDeps & ClockDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Duration of each state of a tag",
    description:
      `For enums and booleans: seconds per value, longest first, at most ${MAX_STATES}. A value holds until the ` +
      "next sample; a Bad sample ends it.",
    querystring: closed({ tag: UidParam, ...range }),
    response: {
      200: closed({ tagUid: TagUid, from: MaybeTime, to: MaybeTime, states: Type.Array(StateEntry) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/state-durations", { schema }, async (request) => {
    const range = readRange(request.query, deps.now(), "-24h");
    const { tag, states } = await stateDurationsOf(deps, callerOf(request), { tag: request.query.tag, ...range });
    return {
      tagUid: tag.tagUid,
      from: formatMicros(range.from),
      to: formatMicros(range.to),
      states: states.map(({ value, micros, entries }) => ({
        value: finite(value),
        label: labelOf(tag, value),
        seconds: micros / 1e6,
        entries,
      })),
    };
  });
}

function alignedRoute(app: Api, deps: AlignedDeps & ClockDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Values of several tags at the same times",
    description:
      `The values of up to ${MAX_ALIGNED_TAGS} tags at \`from\`, \`every\` seconds later, and so on before \`to\`: ` +
      `rows for a table or a model. At most ${MAX_ALIGNED_TIMES} times.`,
    querystring: closed({
      tag: Type.Union([UidParam, Type.Array(UidParam, { minItems: 1, maxItems: MAX_ALIGNED_TAGS })]),
      ...range,
      every: Type.Optional(
        Type.String({
          pattern: "^[0-9]{1,7}(\\.[0-9]{1,6})?$",
          description: "Seconds, to the microsecond. Default 60.",
        }),
      ),
    }),
    response: {
      200: closed({ times: Type.Array(MaybeTime), tags: Type.Array(AlignedTag) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/aligned", { schema }, async (request) => {
    const { tag: given, every = "60" } = request.query;
    const range = readRange(request.query, deps.now(), "-1h");
    const question = { tags: [given].flat(), ...range, everyS: Number(every) };
    const { times, tags } = await alignedOf(deps, callerOf(request), question);
    return {
      times: times.map(formatMicros),
      tags: tags.map(({ tag, values }) => ({
        tagUid: tag.tagUid,
        unit: tag.unit ?? null,
        values: values.map(finite),
      })),
    };
  });
}

function gapRoute(app: Api, deps: GapDeps & ClockDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Missing samples and the reasons",
    description:
      `Declared losses, newest first, at most ${MAX_GAPS}: gaps that begin in the range, or up to a day before it ` +
      "and end in it or later.",
    querystring: closed({ ...range, source: Type.Optional(Type.String({ maxLength: 200 })) }),
    response: { 200: closed({ gaps: Type.Array(GapEntry) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/gaps", { schema }, async (request) => {
    const { source } = request.query;
    const range = readRange(request.query, deps.now(), "-7d");
    const gaps = await gapsIn(deps, callerOf(request), { ...range, source });
    return { gaps: gaps.map(gapEntry) };
  });
}

export function gapEntry({ source, tagUid, from, to, reason, lost }: GapRecord) {
  return { source, tagUid: tagUid ?? null, from: formatMicros(from), to: formatMicros(to), reason, lost: lost ?? null };
}

function periodEntry({ from, to, name, figures }: PeriodFigures) {
  const { count, min, max, mean, last, timeWeightedMean, held, isDoubtful } = figures;
  return {
    from: formatMicros(from),
    to: formatMicros(to),
    name: name ?? null,
    hours: (to - from) / 3600e6,
    count,
    min: finite(min),
    max: finite(max),
    mean: finite(mean),
    last: finite(last),
    timeWeightedMean: finite(timeWeightedMean),
    coveredSeconds: held / 1e6,
    doubtful: isDoubtful,
  };
}

function labelOf({ type, labels }: Tag, value: number): { zh: string; en: string } | null {
  const label = labels?.find((one) => one.value === value);
  if (label !== undefined) return { zh: label.zh, en: label.en };
  return type === "boolean" && Number.isFinite(value)
    ? value === 0
      ? { zh: "否", en: "no" }
      : { zh: "是", en: "yes" }
    : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
