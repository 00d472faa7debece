import type { FeatureView, MeasurementView } from "../../../contracts/quality/quality.ts";
import { CHARACTERISTIC_CLASSES } from "../../../contracts/quality/quality.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange, readTime } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import {
  controlChart,
  type FreezeDeps,
  measurementsOf,
  processCapability,
  type QualityDeps,
  qualityFeatures,
} from "../../services/quality/quality.ts";
import {
  CapabilityEntry,
  Column,
  capabilityEntry,
  column,
  finite,
  HistogramEntry,
  Kind,
  Limits,
  limitsEntry,
  MachineParam,
  Model,
  modelEntry,
  Phase,
  PlanParam,
  Rules,
  Subgroup,
} from "./quality-fields.ts";
import { limitsRoutes } from "./quality-limits.ts";

const Demand = closed({
  after: Type.Enum(["setup", "tool-change", "downtime"]),
  since: MaybeTime,
  pieces: Type.Integer({ description: "Pieces that the machine made since then." }),
});

const Series = closed({
  machine: Type.String(),
  count: Type.Integer({ description: "Measurements." }),
  subgroups: Type.Integer({ description: "Complete subgroups." }),
  newest: orNull(Type.Number(), "What the chart judges: the value, or its deviation."),
  newestAt: MaybeTime,
  limitsVersion: orNull(Type.Integer()),
  limitsAt: orNull(MaybeTime, "When they were frozen."),
  phase: Phase,
  isOutOfControl: Type.Boolean(),
  demand: orNull(Demand, "An inspection that the plan demands and nobody made yet."),
});

const Feature = closed({
  plan: Type.String(),
  name: Text,
  feature: Type.String(),
  unit: Type.String({ description: "UCUM." }),
  nominal: MaybeNumber,
  lower: MaybeNumber,
  upper: MaybeNumber,
  characteristic: Type.Enum([...CHARACTERISTIC_CLASSES]),
  isDeviation: Type.Boolean({ description: "The chart judges deviations from the middle of the limits." }),
  chart: Kind,
  size: Type.Integer(),
  every: Type.Integer(),
  rules: Rules,
  requiredCpk: orNull(Type.Number(), "Least Cpk that the plan demands; null: it says none."),
  series: Type.Array(Series),
});

/** Features, charts, capability and measurements (docs/quality.md). */
export function qualityRoutes(app: Api, deps: FreezeDeps & ClockDeps): void {
  featuresRoute(app, deps);
  chartRoute(app, deps);
  capabilityRoute(app, deps);
  measurementsRoute(app, deps);
  limitsRoutes(app, deps);
}

function featuresRoute(app: Api, deps: QualityDeps): void {
  const counters = closed({
    measurements: Type.Integer(),
    repeated: Type.Integer(),
    withoutPlan: Type.Integer(),
    unitDiffers: Type.Integer(),
    refused: Type.Integer(),
  });
  const schema = {
    tags: ["quality"],
    summary: "Measured features and their charts",
    description:
      "Every inspection plan of the config with its charts, one for each machine where the plan separates them, and " +
      "what could not be used since the beginning.",
    querystring: NoQuery,
    response: {
      200: closed({ isCurrent: Type.Boolean(), counters, features: Type.Array(Feature) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/features", { schema }, async (request) => {
    const { isCurrent, counters: counts, features } = await qualityFeatures(deps, callerOf(request));
    return { isCurrent, counters: { ...counts }, features: features.map(featureEntry) };
  });
}

function featureEntry({ series, name, ...feature }: FeatureView) {
  return {
    ...feature,
    name: { zh: name.zh, en: name.en },
    series: series.map(({ plan: _, newestAt, limitsAt, demand, ...one }) => ({
      ...one,
      limitsAt: timeEntry(limitsAt),
      newestAt: newestAt === null ? null : formatMicros(newestAt),
      demand: demand === null ? null : { ...demand, since: formatMicros(demand.since) },
    })),
  };
}

const Signal = closed({
  pattern: Type.String({ description: "Kind of pattern, such as `run-on-one-side`." }),
  rule: Type.Integer({ description: "Its number in the rule set." }),
  curve: Type.Enum(["location", "spread"]),
  from: Type.Integer({ description: "First of its points, as an index of the columns." }),
  to: Type.Integer(),
});
const Curves = closed({
  location: Column,
  lower: Column,
  upper: Column,
  spread: Column,
  spreadCentre: MaybeNumber,
  spreadLower: MaybeNumber,
  spreadUpper: MaybeNumber,
});

function chartRoute(app: Api, deps: QualityDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Control chart",
    description:
      "The newest complete subgroups as columns, with limits and signals. In phase `trial` the limits are estimated " +
      "from these subgroups. `at`: only subgroups that were complete then; limits are those of now. Of cusum, " +
      "`location` is the upper and `spread` the lower sum.",
    querystring: closed({
      plan: PlanParam,
      machine: Type.Optional(MachineParam),
      limit: Type.Optional(
        Type.String({ pattern: "^([1-9]\\d{0,2}|1\\d{3}|2000)$", description: "Subgroups; default 100." }),
      ),
      at: Type.Optional(TimeParam),
    }),
    response: {
      200: closed({
        plan: Type.String(),
        machine: Type.String(),
        phase: Phase,
        rules: Rules,
        limits: orNull(Limits),
        model: orNull(Model, "Null: too few subgroups, or without scatter."),
        first: Subgroup,
        times: Type.Array(MaybeTime, { description: "Last measurement of each subgroup." }),
        pieces: Type.Array(Type.Array(Type.String())),
        curves: orNull(Curves),
        signals: Type.Array(Signal),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/chart", { schema }, async (request) => {
    const { plan, machine = "", limit = "100", at } = request.query;
    const { limits, model, times, pieces, curves, signals, ...chart } = await controlChart(deps, callerOf(request), {
      plan,
      machine,
      limit: Number(limit),
      ...(at === undefined ? {} : { at: readTime("at", at, deps.now()) }),
    });
    return {
      ...chart,
      limits: limits === null ? null : limitsEntry(limits),
      model: model === null ? null : modelEntry(model),
      times: times.map(formatMicros),
      pieces: pieces.map((group) => [...group]),
      curves:
        curves === null
          ? null
          : {
              location: column(curves.location),
              lower: column(curves.lower),
              upper: column(curves.upper),
              spread: column(curves.spread),
              spreadCentre: finite(curves.spreadCentre),
              spreadLower: finite(curves.spreadLower),
              spreadUpper: finite(curves.spreadUpper),
            },
      signals: signals.map((signal) => ({ ...signal })),
    };
  });
}

function capabilityRoute(app: Api, deps: QualityDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Process capability",
    description:
      "Cp, Cpk, Pp and Ppk with their intervals (ISO 22514-2). Values that are not normal have Pp and Ppk by " +
      "quantiles of the distribution that is named. Default the last 30 days, of at most 100,000 values.",
    querystring: closed({
      plan: PlanParam,
      machine: Type.Optional(MachineParam),
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      confidence: Type.Optional(
        Type.String({ pattern: "^0\\.[5-9]\\d{0,2}$", description: "Of the intervals; default 0.95." }),
      ),
    }),
    response: {
      200: closed({
        plan: Type.String(),
        machine: Type.String(),
        from: MaybeTime,
        to: MaybeTime,
        unit: Type.String(),
        operation: Type.String({ description: "Of the newest value; empty: not reported." }),
        lower: MaybeNumber,
        upper: MaybeNumber,
        capability: orNull(CapabilityEntry, "Null: fewer than two values, or without scatter."),
        histogram: orNull(HistogramEntry, "Of the same values; null without scatter."),
        isCut: Type.Boolean({ description: "Older values were left out." }),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/capability", { schema }, async (request) => {
    const { plan, machine = "", confidence = "0.95" } = request.query;
    const { from, to } = readRange(request.query, deps.now(), "-30d");
    const question = { plan, machine, from, to, confidence: Number(confidence) };
    const { tolerance, capability, histogram, ...view } = await processCapability(deps, callerOf(request), question);
    return {
      ...view,
      from: formatMicros(from),
      to: formatMicros(to),
      lower: tolerance.lower ?? null,
      upper: tolerance.upper ?? null,
      capability: capability === null ? null : capabilityEntry(capability),
      histogram: histogram === null ? null : { ...histogram, counts: [...histogram.counts] },
    };
  });
}

function measurementsRoute(app: Api, deps: QualityDeps): void {
  const Measurement = closed({
    plan: Type.String(),
    feature: Type.String(),
    piece: Type.String(),
    time: MaybeTime,
    value: Type.Number(),
    unit: Type.String(),
    lower: MaybeNumber,
    upper: MaybeNumber,
    ok: Type.Boolean({ description: "Verdict of the gauge." }),
    isCharted: Type.Boolean({ description: "It counts for the chart by the plan's frequency." }),
    gauge: Type.String(),
    by: Type.String({ description: "Who or what measured; empty where not reported, as all the following." }),
    position: Type.String(),
    machine: Type.String({ description: "Label of the machine that made the feature." }),
    operation: Type.String(),
    program: Type.String(),
    tools: Type.Array(Type.String()),
    fixture: Type.String(),
    variant: Type.String(),
    order: Type.String(),
  });
  const schema = {
    tags: ["quality"],
    summary: "Measurements of a piece",
    description:
      "Oldest first, with the limits that were valid then and what was the case when the feature was made. Lot and " +
      "pallets are in `GET /api/v1/genealogy`.",
    querystring: closed({ piece: Type.String({ minLength: 1, maxLength: 200 }) }),
    response: { 200: closed({ measurements: Type.Array(Measurement) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/quality/measurements", { schema }, async (request) => {
    const found = await measurementsOf(deps, callerOf(request), request.query.piece);
    return { measurements: found.map(measurementEntry) };
  });
}

function measurementEntry({ time, tools, ...measurement }: MeasurementView) {
  return { ...measurement, time: formatMicros(time), tools: [...tools] };
}
