/** Measured features and their charts, as the fake edge of the viewer answers: computed from fixed values. */

import type { RuleSet } from "../../../edge/contracts/quality/chart.ts";
import { capabilityOf } from "../../../edge/quality/statistics/capability.ts";
import { judgeAll } from "../../../edge/quality/statistics/chart-judge.ts";
import type { ChartDesign } from "../../../edge/quality/statistics/chart-model.ts";
import { estimateModel } from "../../../edge/quality/statistics/chart-model.ts";
import { histogramOf } from "../../../edge/quality/statistics/histogram.ts";
import { normalQuantile } from "../../../edge/quality/statistics/special-functions.ts";
import type { FreezeAsked, LimitsAnswer } from "../../../twin-viewer/src/data/quality-api.ts";

import { costPiecesAnswer, costsAnswer } from "./costs.ts";
import { entriesAnswer, type FakeEntries } from "./entries.ts";
import { lotsAnswer } from "./lots.ts";

const MINUTE_MS = 60_000;
const text = (zh: string, en: string) => ({ zh, en });

interface FakeChart {
  readonly plan: string;
  readonly machine: string;
  readonly design: ChartDesign;
  readonly rules: RuleSet;
  readonly values: Float64Array;
  readonly times: readonly number[];
  readonly demand: { readonly after: "setup"; readonly since: string; readonly pieces: number } | null;
  /** Newest first. */
  readonly limits: LimitsAnswer[];
}

export interface FakeQuality {
  readonly charts: readonly FakeChart[];
  readonly entries: FakeEntries;
}

const PLANS = [
  plan("bore", text("内孔直径", "Bore diameter"), { unit: "mm", chart: "xbar-r", size: 4, isDeviation: true }),
  plan("leak", text("泄漏率", "Leak rate"), { unit: "mL/min", chart: "i-mr", size: 1, rules: "nelson" }),
  plan("film", text("涂层厚度", "Film thickness"), { unit: "um", chart: "ewma", size: 1, rules: "limits" }),
  plan("blemishes", text("外观缺陷", "Blemishes"), { unit: "1", chart: "u", size: 20, rules: "limits" }),
];
const UNITS: Readonly<Record<string, string>> = { bore: "mm", leak: "mL/min", film: "um" };
const TOLERANCES: Readonly<Record<string, { readonly lower?: number; readonly upper: number }>> = {
  bore: { lower: -0.012, upper: 0.012 },
  leak: { upper: 4 },
  film: { lower: 50, upper: 110 },
};

function plan(id: string, name: { zh: string; en: string }, more: object) {
  const common = { plan: id, name, feature: id, nominal: null, lower: null, upper: null, every: 1 };
  return {
    ...common,
    characteristic: "critical",
    requiredCpk: id === "leak" ? 1.67 : null,
    isDeviation: false,
    rules: "western-electric",
    ...more,
  };
}

/** Values of a normal process, in an order without drift; those from `shiftAt` on are moved by `shift` deviations. */
function process(count: number, facts: { mean: number; sigma: number; shiftAt?: number; shift?: number }) {
  const { mean, sigma, shiftAt = count, shift = 0 } = facts;
  return Float64Array.from({ length: count }, (_, at) => {
    const share = (((at * 0.618_033_988_7) % 1) * 0.998 + 0.001 + (((at * at * 7) % 31) / 31) * 0.3) % 1;
    return mean + sigma * (normalQuantile(Math.min(0.999, Math.max(0.001, share))) + (at >= shiftAt ? shift : 0));
  });
}

interface ChartFacts extends Pick<FakeChart, "plan" | "machine" | "design" | "values"> {
  readonly rules?: RuleSet;
  readonly demand?: FakeChart["demand"];
}

export function fakeQuality(nowMs: number): FakeQuality {
  const chart = ({ rules = "western-electric", demand = null, ...facts }: ChartFacts): FakeChart => {
    const groups = Math.floor(facts.values.length / facts.design.size);
    const times = Array.from({ length: groups }, (_, at) => nowMs - (groups - at) * 12 * MINUTE_MS);
    return { ...facts, rules, demand, times, limits: [] };
  };
  const bore = chart({
    plan: "bore",
    machine: "CNC-101",
    design: { kind: "xbar-r", size: 4 },
    values: process(200, { mean: 0.001, sigma: 0.002, shiftAt: 172, shift: 1.9 }),
  });
  const charts = [
    chart({
      plan: "bore",
      machine: "CNC-102",
      design: { kind: "xbar-r", size: 4 },
      values: process(96, { mean: 0, sigma: 0.0021 }),
      demand: { after: "setup", since: new Date(nowMs - 40 * MINUTE_MS).toISOString(), pieces: 12 },
    }),
    chart({
      plan: "leak",
      machine: "",
      design: { kind: "i-mr", size: 1 },
      rules: "nelson",
      values: process(120, { mean: 1.2, sigma: 0.2 }),
    }),
    chart({
      plan: "film",
      machine: "",
      design: { kind: "ewma", size: 1 },
      rules: "limits",
      values: process(60, { mean: 80, sigma: 5 }),
    }),
    bore,
  ];
  const comment = "7: broken insert";
  freeze(bore, { from: 0, to: 29, excluded: [7], comment }, nowMs - 500 * MINUTE_MS);
  return { charts, entries: [] };
}

function freeze(chart: FakeChart, asked: Pick<FreezeAsked, "from" | "to" | "excluded" | "comment">, atMs: number) {
  const { from, to, excluded, comment = null } = asked;
  const at = new Date(atMs).toISOString();
  chart.limits.unshift({ version: chart.limits.length + 1, at, by: "li", comment, from, to, excluded });
}

/** The model of the newest limits, else that of all values, and what it says about the first of them. */
function judged({ design, rules, values, limits: [newest] }: FakeChart, length = values.length) {
  const [from, to] = [(newest?.from ?? 0) * design.size, ((newest?.to ?? values.length) + 1) * design.size];
  const left = new Set((newest?.excluded ?? []).map((number) => number - (newest?.from ?? 0)));
  const model = estimateModel(design, { values: values.subarray(from, to) }, left);
  if (model === undefined) throw new Error(`no limits follow from the values of ${design.kind}`);
  return { model, ...judgeAll(model, rules, { values: values.subarray(0, length) }) };
}

/** Undefined for other paths. */
export function qualityAnswer(
  path: string,
  query: URLSearchParams,
  { charts, entries }: FakeQuality,
): object | undefined {
  const found = charts.find(({ plan, machine }) => plan === query.get("plan") && machine === query.get("machine"));
  if (path === "/api/v1/quality/features")
    return { isCurrent: true, features: PLANS.map((one) => ({ ...one, series: seriesOf(one.plan, charts) })) };
  if (path === "/api/v1/quality/costs") return costsAnswer(query.get("by") ?? "operation");
  if (path === "/api/v1/quality/lots") return lotsAnswer();
  if (path === "/api/v1/quality/entries") return entriesAnswer(query, entries);
  if (path === "/api/v1/quality/costs/pieces") return costPiecesAnswer();
  if (path === "/api/v1/quality/capabilities") return capabilitiesAnswer(charts, query);
  if (found === undefined) return undefined;
  if (path === "/api/v1/quality/chart") return chartAnswer(found, query);
  if (path === "/api/v1/quality/limits") return { limits: found.limits.map((one) => versionOf(found, one)) };
  return path === "/api/v1/quality/capability" ? capabilityAnswer(found, query) : undefined;
}

function seriesOf(id: string, charts: readonly FakeChart[]): readonly object[] {
  return charts.flatMap((chart) => {
    const { plan, machine, values, times, limits, demand } = chart;
    if (plan !== id) return [];
    const isFrozen = limits.length > 0;
    const isRecent = judged(chart).signals.some(({ to }) => to >= times.length - 5);
    return [
      {
        ...{ machine, demand, count: values.length, subgroups: times.length, newest: values.at(-1) },
        newestAt: new Date(times.at(-1) as number).toISOString(),
        limitsVersion: limits[0]?.version ?? null,
        limitsAt: limits[0]?.at ?? null,
        phase: isFrozen ? "frozen" : "trial",
        isOutOfControl: isFrozen && isRecent,
      },
    ];
  });
}

/** With the model that the version had. */
function versionOf(chart: FakeChart, limits: LimitsAnswer): object {
  const { centre, sigma } = judged({ ...chart, limits: [limits] }).model;
  return { ...limits, model: { centre, sigma: Number.isFinite(sigma) ? sigma : null } };
}

/** As it was at the time asked for; signals of later subgroups were not visible then. */
function chartAnswer(whole: FakeChart, query: URLSearchParams): object {
  const { plan, machine, design, rules, limits } = whole;
  const at = query.get("at");
  const times = at === null ? whole.times : whole.times.filter((ms) => ms <= Date.parse(at));
  const { model, curves, signals } = judged(whole, times.length * design.size);
  const first = Math.max(0, times.length - Number(query.get("limit") ?? 100));
  const column = (values: Float64Array) =>
    Array.from(values.slice(first), (one) => (Number.isFinite(one) ? one : null));
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    ...{ plan, machine, rules, first, model },
    phase: limits.length > 0 ? "frozen" : "trial",
    limits: limits[0] ?? null,
    times: times.slice(first).map((ms) => new Date(ms).toISOString()),
    pieces: times
      .map((_, group) => Array.from({ length: design.size }, (__, at) => `PC-${1000 + group * design.size + at}`))
      .slice(first),
    curves: {
      location: column(curves.location),
      lower: column(curves.lower),
      upper: column(curves.upper),
      spread: column(curves.spread),
      spreadCentre: finite(curves.spreadCentre),
      spreadLower: finite(curves.spreadLower),
      spreadUpper: finite(curves.spreadUpper),
    },
    signals: signals.flatMap((one) =>
      one.to < first ? [] : [{ ...one, from: Math.max(0, one.from - first), to: one.to - first }],
    ),
  };
}

function capabilityAnswer({ plan, machine, design, values, times }: FakeChart, query: URLSearchParams): object {
  const to = query.get("to");
  const groups = to === null ? times.length : times.filter((ms) => ms <= Date.parse(to)).length;
  const within = values.slice(0, groups * design.size);
  const tolerance = TOLERANCES[plan] ?? { upper: 1 };
  const capability = capabilityOf({ values: within, size: design.size, tolerance });
  return {
    ...{ plan, machine, from: null, to, unit: UNITS[plan] ?? "1", isCut: false },
    lower: tolerance.lower ?? null,
    upper: tolerance.upper,
    capability: capability ?? null,
    histogram: histogramOf(within),
  };
}

/** All charts in one table. */
function capabilitiesAnswer(charts: readonly FakeChart[], query: URLSearchParams): object {
  const rows = PLANS.flatMap((plan) =>
    charts.flatMap((chart) => {
      if (chart.plan !== plan.plan) return [];
      const { machine } = chart;
      const series = seriesOf(plan.plan, charts).find((one) => "machine" in one && one.machine === machine);
      return [
        {
          ...plan,
          ...series,
          ...capabilityAnswer(chart, query),
          machine,
          operation: "OP20",
          operationName: { zh: "铣削", en: "Milling" },
        },
      ];
    }),
  );
  return { isCurrent: true, from: "2026-10-31T00:00:00Z", to: "2026-11-30T00:00:00Z", count: rows.length, rows };
}

/** What a person freezes; undefined where there is no such chart. */
export function frozenAnswer(body: string, { charts }: FakeQuality): object | undefined {
  const asked = JSON.parse(body) as FreezeAsked;
  const chart = charts.find(({ plan, machine }) => plan === asked.plan && machine === asked.machine);
  if (chart === undefined) return undefined;
  freeze(chart, asked, (chart.times.at(-1) as number) + MINUTE_MS);
  return { ...asked, by: "li" };
}
