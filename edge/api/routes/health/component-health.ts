import { HEALTH_STAGES, type StatisticHistory } from "../../../contracts/health/component-condition.ts";
import { type ExpectedLife, LIFE_UNITS } from "../../../contracts/health/expected-life.ts";
import type { TagTable, AssetUid as Uid } from "../../../contracts/plant/tag.ts";
import { Hypothesis } from "../../../contracts/records/hypothesis.ts";
import { WORK_CYCLE } from "../../../contracts/records/work-cycle.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, orNull, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  type ComponentHealthDeps,
  componentHealthIn,
  componentLifeIn,
} from "../../services/health/component-health.ts";
import { EvidenceEntry, evidenceEntry, finite } from "../alerts/evidence-entry.ts";
import { RemainingLifeEntry, remainingLifeEntry } from "../alerts/remaining-life-entry.ts";

const Entry = closed({
  assetUid: AssetUid,
  component: Type.String({ description: "Path of the component; empty where the asset itself is meant." }),
  name: Text,
  stage: Type.Enum([...HEALTH_STAGES], {
    description: "`watch`: evidence, but not enough to speak about. `act`: an alert stands, or is calming down.",
  }),
  since: MaybeTime,
  health: Type.Union([Type.Number(), Type.Null()], {
    description: "100 as new, 0 at the end of function; null where it is not known.",
  }),
  evidence: Type.Number({
    description: "Minus the decimal logarithm of the probability that normal running gives as much evidence.",
  }),
  hypotheses: Type.Array(
    closed({ kind: Hypothesis.properties.kind, p: Hypothesis.properties.p, name: Text, advice: Text }),
    { description: "Kinds of faults that would explain the evidence, most likely first, each with what to look at." },
  ),
  severity: orNull(Type.Integer(), "Severity of what stands, 1 to 1000; null where nothing stands."),
  rul: orNull(RemainingLifeEntry, "Remaining useful life, as the standing alert gives it; null where it is not known."),
  alertUid: orNull(Type.String(), "The standing alert about the component."),
  kind: orNull(Type.String(), "Kind of the standing alert: `anomaly`, `prediction` or `safety`."),
  work: orNull(
    closed({ itemUid: Type.String(), state: Type.Enum(Object.keys(WORK_CYCLE.states)), due: MaybeTime }),
    "The newest work item that came from this alert, not counting rejected ones; else the newest open one about the " +
      "component. `due`: the planned time. Null where there is none.",
  ),
  adaptation: orNull(
    closed({ version: Type.Integer(), verdicts: Type.Integer() }),
    "Version of what people's verdicts taught, and the number of verdicts about this component of this type of asset " +
      "that it rests on; of what stands, else in force. Null where there are none.",
  ),
});

const ExpectedEntry = closed({
  unit: Type.Enum([...LIFE_UNITS], { description: "Hours in which the asset executed, or cycles." }),
  expected: Type.Number({ description: "Life that the maker expects, in the unit." }),
  median: Type.Number({ description: "Age at which half have ended, by the maker and by the lives of this plant." }),
  used: Type.Number({ description: "Use since it was new, before the edge observed it too." }),
  prior: Type.Number({ description: "The part of it before the edge observed it, by the config." }),
  ended: Type.Integer({ description: "Lives of such components of this plant that ended in a failure." }),
  left: closed(
    { p10: Type.Number(), p50: Type.Number(), p90: Type.Number() },
    { description: "Use that is left, with the probability that it ends before. No evidence of wear is in it." },
  ),
  isWorn: Type.Boolean({ description: "One in ten such components has ended by this age." }),
  perDay: orNull(Type.Number(), "Mean use a day; null while too little was observed."),
  basisDays: orNull(Type.Number(), "Observed days that this mean comes from."),
});

const LifeEntry = closed({
  expected: orNull(ExpectedEntry, "Life by the maker; null where the config says nothing of it."),
  kinds: Type.Array(closed({ kind: Hypothesis.properties.kind, name: Text }), {
    description: "Kinds of faults that can be distinguished in it; `foundKind` of finished work is one of them.",
  }),
  evidence: Type.Array(EvidenceEntry, { description: "What speaks for a change, strongest first." }),
  curve: closed(
    {
      times: Type.Array(MaybeTime),
      health: Type.Array(MaybeNumber),
      evidence: Type.Array(Type.Number()),
    },
    {
      description:
        "The component's life since it was new or first seen, at most 192 stretches, which grow longer with it: " +
        "beginning, lowest health (null: unknown) and strongest evidence of each.",
    },
  ),
  statistics: Type.Array(
    closed({
      tagUid: orNull(Type.String(), "The tag that it is about."),
      name: Text,
      meaning: Text,
      unit: Type.String({ description: "UCUM." }),
      times: Type.Array(MaybeTime),
      value: Type.Array(Type.Number()),
      low: Type.Array(MaybeNumber),
      high: Type.Array(MaybeNumber),
    }),
    {
      description:
        "Statistics that may be evidence, at most four, strongest first: of each stretch its beginning, the value " +
        "that deviated most and the range that was usual then (null: not known). At most 96 stretches, a minute long " +
        "and longer with their age.",
    },
  ),
});

export interface ComponentHealthRouteDeps extends ComponentHealthDeps {
  readonly tags: TagTable;
}

/** `GET /api/v1/component-health`: how healthy each component of the plant is, and `/life`: that of one over time. */
export function componentHealthRoutes(app: Api, deps: ComponentHealthRouteDeps): void {
  conditionsRoute(app, deps);
  lifeRoute(app, deps);
}

function conditionsRoute(app: Api, deps: ComponentHealthRouteDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Health of components",
    description:
      "Stage, evidence, hypotheses and remaining life of each component that is watched, of the plant or of one asset.",
    querystring: closed({ asset: Type.Optional(AssetUid) }),
    response: { 200: closed({ components: Type.Array(Entry) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/component-health", { schema }, async (request) => {
    const components = await componentHealthIn(deps, callerOf(request), request.query.asset as Uid | undefined);
    return {
      components: components.map(({ since, hypotheses, rul, work, ...one }) => ({
        ...one,
        work: work === null ? null : { ...work, due: work.due === null ? null : formatMicros(work.due) },
        hypotheses: [...hypotheses],
        rul: rul === null ? null : remainingLifeEntry(rul),
        since: since === null ? null : formatMicros(since),
      })),
    };
  });
}

function lifeRoute(app: Api, deps: ComponentHealthRouteDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Evidence and life of a component",
    description: "Evidence that speaks for a change of one component, and its health and evidence over its life.",
    querystring: closed({
      asset: AssetUid,
      component: Type.Optional(
        Type.String({ maxLength: 200, description: "Path of the component; absent where the asset itself is meant." }),
      ),
    }),
    response: { 200: LifeEntry, "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/component-health/life", { schema }, async (request) => {
    const { asset, component = "" } = request.query;
    const { expected, evidence, curve, statistics, kinds } = await componentLifeIn(deps, callerOf(request), {
      assetUid: asset as Uid,
      component,
    });
    return {
      expected: expected === null ? null : expectedEntry(expected),
      kinds: kinds.map(({ kind, name }) => ({ kind, name })),
      evidence: evidence.map((one) => evidenceEntry(one, deps.tags)),
      curve: {
        times: Array.from(curve.times, formatMicros),
        health: Array.from(curve.health, finite),
        evidence: Array.from(curve.evidence),
      },
      statistics: statistics.map((one) => statisticEntry(one, deps.tags)),
    };
  });
}

function expectedEntry({ assetUid: _uid, component: _path, name: _name, rate, ...life }: ExpectedLife) {
  return { ...life, perDay: rate?.perDay ?? null, basisDays: rate?.days ?? null };
}

function statisticEntry({ title, meaning, unit, tag, columns }: StatisticHistory, tags: TagTable) {
  return {
    tagUid: tags.at(tag)?.tagUid ?? null,
    name: title,
    meaning,
    unit,
    times: Array.from(columns.times, formatMicros),
    value: Array.from(columns.value),
    low: Array.from(columns.low, finite),
    high: Array.from(columns.high, finite),
  };
}
