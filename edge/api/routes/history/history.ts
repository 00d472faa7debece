import { Type } from "typebox";
import { EdgeError } from "../../../contracts/errors.ts";
import type { GapRecord } from "../../../contracts/path/event-batch.ts";
import type { Aggregate } from "../../../contracts/path/historian.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Period, periodsOf } from "../../../contracts/plant/site-periods.ts";
import type { Tag, TagTable, TagUid as TagUidOf } from "../../../contracts/plant/tag.ts";
import { siteCalendar } from "../../../contracts/plant/time-zone.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, TagUid, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { readRange } from "./trends.ts";

const MAX_PERIODS = 1000;
const MAX_GAPS = 1000;
const MAX_STATES = 200;
const MAX_ALIGNED_TAGS = 20;
const MAX_ALIGNED_TIMES = 4000;
const BY = ["minute", "hour", "day", "shift", "whole"] as const;

const AggregateEntry = closed({
  from: MaybeTime,
  to: MaybeTime,
  name: Type.Union([Type.String(), Type.Null()], {
    description: "The site's day `YYYY-MM-DD`, followed by the shift where the period is one.",
  }),
  hours: Type.Number({ description: "A day has 23 or 25 where the site's clocks change." }),
  count: Type.Integer(),
  min: MaybeNumber,
  max: MaybeNumber,
  mean: MaybeNumber,
  last: MaybeNumber,
  timeWeightedMean: Type.Union([Type.Number(), Type.Null()], {
    description: "Each value weighted with how long it held, the one that held at the beginning included.",
  }),
  coveredSeconds: Type.Number({ description: "For how long there was a value." }),
  doubtful: Type.Boolean(),
});

const StateEntry = closed({
  value: Type.Union([Type.Number(), Type.Null()], {
    description: "Null: no value, because the last sample was Bad or none had come.",
  }),
  label: Type.Union([closed({ zh: Type.String(), en: Type.String() }), Type.Null()]),
  seconds: Type.Number(),
  entries: Type.Integer({ description: "In how many pieces." }),
});

export const GapEntry = closed({
  source: Type.String(),
  tagUid: Type.Union([Type.String(), Type.Null()], { description: "Null: every tag of the source." }),
  from: MaybeTime,
  to: MaybeTime,
  reason: Type.String({ description: "Why samples are missing; docs/historian.md lists the reasons." }),
  lost: Type.Union([Type.Integer(), Type.Null()], { description: "How many samples, where that is known." }),
});

const AlignedTag = closed({
  tagUid: TagUid,
  unit: Type.Union([Type.String(), Type.Null()]),
  values: Type.Array(MaybeNumber, {
    description: "The value that held at each time; null: none, because the last sample was Bad or none had come.",
  }),
});

const range = { from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) };

/** What history adds up to: figures by period of the site, how long states held, and where samples are missing. */
export function historyRoutes(app: Api, deps: ApiDeps): void {
  aggregateRoute(app, deps);
  durationRoute(app, deps);
  alignedRoute(app, deps);
  gapRoute(app, deps);
}

function aggregateRoute(app: Api, { tags, plant, historian, now = wallClock }: ApiDeps): void {
  const calendar = siteCalendar(plant.site);
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
    const tag = tagOf(tags, uid);
    const { from, to } = readRange(request.query, now(), "-24h");
    const periods = periodsOf(calendar, { from, to }, { by, most: MAX_PERIODS });
    if (periods === undefined)
      throw new EdgeError(
        "bad-request",
        `this range has more than ${MAX_PERIODS} periods; take a shorter one or longer periods`,
      );
    const figures = periods.length === 0 ? [] : await historian.aggregates({ ref: tag.ref, edges: edgesOf(periods) });
    const entries = byPeriod(periods, figures);
    return { tagUid: tag.tagUid, unit: tag.unit ?? null, timeZone: plant.site.timeZone, periods: entries };
  });
}

function durationRoute(app: Api, { tags, historian, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "How long each state of a tag held",
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
    const tag = tagOf(tags, request.query.tag);
    const { from, to } = readRange(request.query, now(), "-24h");
    const durations = await historian.stateDurations(tag.ref, from, to);
    return {
      tagUid: tag.tagUid,
      from: formatMicros(from),
      to: formatMicros(to),
      states: durations.slice(0, MAX_STATES).map(({ value, micros, entries }) => ({
        value: finite(value),
        label: labelOf(tag, value),
        seconds: micros / 1e6,
        entries,
      })),
    };
  });
}

function alignedRoute(app: Api, { tags, historian, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Several tags at the same times",
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
    const wanted = [given].flat().map((uid) => tagOf(tags, uid));
    const { from, to } = readRange(request.query, now(), "-1h");
    const step = Math.round(Number(every) * 1e6);
    if (step < 1 || (to - from) / step > MAX_ALIGNED_TIMES)
      throw new EdgeError(
        "bad-request",
        `every must be at least ${(to - from) / MAX_ALIGNED_TIMES / 1e6} s for this range`,
      );
    const { times, values } = await historian.aligned(
      wanted.map(({ ref }) => ref),
      from,
      to,
      step,
    );
    return {
      times: times.map(formatMicros),
      tags: wanted.map(({ tagUid, unit }, i) => ({
        tagUid,
        unit: unit ?? null,
        values: (values[i] ?? []).map(finite),
      })),
    };
  });
}

function gapRoute(app: Api, { events, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Where samples are missing, and why",
    description:
      `Declared losses, newest first, at most ${MAX_GAPS}: gaps that begin in the range, or up to a day before it ` +
      "and end in it or later.",
    querystring: closed({ ...range, source: Type.Optional(Type.String({ maxLength: 200 })) }),
    response: { 200: closed({ gaps: Type.Array(GapEntry) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/gaps", { schema }, async (request) => {
    const { from, to } = readRange(request.query, now(), "-7d");
    const found = await events.events({ from: from - 86_400e6, to, type: "gap.declared", limit: MAX_GAPS });
    const gaps = found
      .map(({ payload }) => payload as unknown as GapRecord)
      .filter((gap) => gap.to >= from && (request.query.source === undefined || gap.source === request.query.source));
    return { gaps: gaps.map(gapEntry) };
  });
}

export function gapEntry({ source, tagUid, from, to, reason, lost }: GapRecord) {
  return { source, tagUid: tagUid ?? null, from: formatMicros(from), to: formatMicros(to), reason, lost: lost ?? null };
}

/** Shifts need not touch, so the figures asked for include what lies between two. */
function edgesOf(periods: readonly Period[]): Micros[] {
  const edges = new Set<Micros>();
  for (const { from, to } of periods) edges.add(from).add(to);
  return [...edges].sort((a, b) => a - b);
}

function byPeriod(periods: readonly Period[], figures: readonly Aggregate[]) {
  const edges = edgesOf(periods);
  return periods.map(({ from, to, name }) => {
    const { count, min, max, mean, last, timeWeightedMean, held, isDoubtful } = figures[
      edges.indexOf(from)
    ] as Aggregate;
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
  });
}

function tagOf(tags: TagTable, uid: string): Tag {
  const tag = tags.find(uid as TagUidOf);
  if (tag === undefined)
    throw new EdgeError("not-found", "No tag has this uid. GET /api/v1/tags lists them all; write # as %23 in a URL.");
  return tag;
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
