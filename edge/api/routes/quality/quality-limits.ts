import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  type FreezeDeps,
  freezeLimits,
  gaugeStudyOf,
  limitsOf,
  type QualityDeps,
} from "../../services/quality/quality.ts";
import {
  GaugeEntry,
  gaugeEntry,
  Limits,
  limitsEntry,
  MachineParam,
  modelEntry,
  PlanParam,
  Subgroup,
} from "./quality-fields.ts";

/** Frozen limits of charts, and gauge R&R of a posted study. */
export function limitsRoutes(app: Api, deps: FreezeDeps): void {
  versionsRoute(app, deps);
  freezeRoute(app, deps);
  gaugeRoute(app, deps);
}

function versionsRoute(app: Api, deps: QualityDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Versions of a chart's limits",
    description: "Newest first, with the person who froze them and the subgroups of phase I.",
    querystring: closed({ plan: PlanParam, machine: Type.Optional(MachineParam) }),
    response: { 200: closed({ limits: Type.Array(Limits) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/quality/limits", { schema }, async (request) => {
    const { plan, machine = "" } = request.query;
    return { limits: (await limitsOf(deps, callerOf(request), { plan, machine })).map(limitsEntry) };
  });
}

/** The version follows once the book has taken the limits from the log. */
const { version: _version, ...Frozen } = Limits.properties;

function freezeRoute(app: Api, deps: FreezeDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Freeze the limits of a chart",
    description:
      "Estimates centre and deviation from the subgroups `from` to `to` without those in `excluded`, at least 20, " +
      "and judges new subgroups by them from now on. Answers when they are on disk and in the audit log.",
    querystring: NoQuery,
    body: closed({
      plan: PlanParam,
      machine: Type.Optional(MachineParam),
      from: Subgroup,
      to: Subgroup,
      excluded: Type.Optional(
        Type.Array(Subgroup, {
          maxItems: 1000,
          uniqueItems: true,
          description: "Subgroups with a known special cause; say it in `comment`.",
        }),
      ),
      comment: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" })),
    }),
    response: {
      200: closed({ plan: Type.String(), machine: Type.String(), ...Frozen }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.post("/api/v1/quality/limits", { schema }, async (request) => {
    const { plan, machine = "", from, to, excluded = [], comment = null } = request.body;
    const question = { plan, machine, from, to, excluded, comment };
    const { at, model, ...limits } = await freezeLimits(deps, callerOf(request), question);
    return { ...limits, at: formatMicros(at), model: modelEntry(model), excluded: [...limits.excluded] };
  });
}

function gaugeRoute(app: Api, deps: QualityDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Gauge R&R of a study",
    description:
      "Analysis of variance of a crossed study (AIAG MSA, 4th edition): repeatability, reproducibility, interaction, " +
      "number of distinct categories, shares of study and tolerance. `values` are by part, operator and trial. " +
      "Nothing is stored.",
    querystring: NoQuery,
    body: closed({
      parts: Type.Integer({ minimum: 2, maximum: 100 }),
      operators: Type.Integer({ minimum: 2, maximum: 20 }),
      trials: Type.Integer({ minimum: 2, maximum: 20 }),
      values: Type.Array(Type.Number(), { minItems: 8, maxItems: 10_000 }),
      lower: Type.Optional(Type.Number()),
      upper: Type.Optional(Type.Number()),
    }),
    response: { 200: GaugeEntry, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/quality/gauge-study", { schema }, (request) => {
    const { lower, upper, values, ...study } = request.body;
    const tolerance = { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) };
    return gaugeEntry(
      gaugeStudyOf(deps, callerOf(request), { study: { ...study, values: Float64Array.from(values) }, tolerance }),
    );
  });
}
