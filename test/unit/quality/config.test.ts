import { Ajv } from "ajv";
import { expect, it } from "vitest";
import type { AssetConfig } from "../../../edge/contracts/plant/edge-config.ts";
import { type QualityConfig, qualitySection } from "../../../edge/quality/config.ts";

const ASSETS = [
  { label: "CNC-201", kind: "machining-centre", tags: [{ shape: { component: "spindle", signal: "load" } }] },
  { label: "CMM-01", kind: "cmm", tags: [] },
  { label: "RCK-01", kind: "rack", tags: [] },
] as unknown as readonly AssetConfig[];

const PLAN = {
  id: "bore",
  name: { zh: "内孔", en: "Bore" },
  feature: "bore-diameter",
  gauges: ["CMM-01"],
  unit: "mm",
} as const;

function problemsOf(...features: readonly object[]): string[] {
  return problemsIn(features, ["*"]);
}

function problemsIn(features: readonly object[], signals: readonly string[]): string[] {
  const section = { features: structuredClone(features), causes: { signals } } as unknown as QualityConfig;
  const validate = new Ajv({ useDefaults: true, strict: true }).compile(qualitySection.schema);
  if (!validate(section)) throw new Error(JSON.stringify(validate.errors));
  return (qualitySection.problems?.(section, ASSETS) ?? []).map(({ steps, code }) => `${steps.join(".")} ${code}`);
}

it("[QY21] a plan with a feature, a gauge and a unit is enough", () => {
  expect(problemsOf(PLAN)).toEqual([]);
});

it("[QY21] all mistakes of all plans are named at once", () => {
  const wrong = {
    ...PLAN,
    gauges: ["CMM-01", "RCK-01"],
    unit: "furlong",
    lower: 5,
    upper: 4,
    madeBy: ["CNC-9*"],
    chart: { kind: "xbar-r", size: 1, centre: 4 },
  };
  const other = { ...PLAN, id: "other", variants: ["PH-*"], nominal: 9, upper: 8, inspectAfter: { events: ["setup"] } };
  expect(problemsOf(PLAN, wrong, other)).toEqual([
    "quality.features.1.id quality-twice",
    "quality.features.1.feature quality-two-plans",
    "quality.features.1.unit quality-unit",
    "quality.features.1.lower quality-limits",
    "quality.features.1.chart.size quality-size",
    "quality.features.1.chart.centre quality-given",
    "quality.features.1.gauges.1 quality-no-gauge",
    "quality.features.1.madeBy.0 quality-no-machine",
    "quality.features.2.feature quality-two-plans",
    "quality.features.2.nominal quality-nominal",
    "quality.features.2.inspectAfter quality-demand",
  ]);
});

it("[QY21] a plan that reads a signal needs one, and may name any station; a count of tools needs its event", () => {
  expect(problemsOf({ ...PLAN, gauges: ["RCK-01"], reads: "signal", signal: "result/weight" })).toEqual([]);
  const inspectAfter = { events: ["setup"], toolCount: "counter/tool-changes" };
  expect(problemsOf({ ...PLAN, reads: "signal", madeBy: ["CNC-201"], inspectAfter })).toEqual([
    "quality.features.0.reads quality-signal",
    "quality.features.0.inspectAfter.toolCount quality-tool-count",
  ]);
});

it("[QC8] stations that do not exist, and lines that never count, are named", () => {
  const validate = new Ajv({ useDefaults: true, strict: true }).compile(qualitySection.schema);
  const section = {
    costs: {
      material: [{ variants: ["*"] }, { variants: ["PH-*"] }],
      steps: [
        { stations: ["CNC-*"] },
        { stations: ["CMM-01", "CMM-01"] },
        { stations: ["CNC-201"] },
        { stations: ["OVN-*"] },
      ],
      endsAt: ["PCK-01", "RCK-01"],
    },
  } as unknown as QualityConfig;
  expect(validate(section)).toBe(true);
  expect(
    (qualitySection.problems?.(section, ASSETS) ?? []).map(({ steps, code }) => `${steps.join(".")} ${code}`),
  ).toEqual([
    "quality.costs.steps.2.stations.0 quality-cost-twice",
    "quality.costs.steps.3.stations.0 quality-no-machine",
    "quality.costs.material.1.variants.0 quality-cost-twice",
    "quality.costs.endsAt.0 quality-no-machine",
  ]);
});

it("[QC16] an asset of key figures that is not read, and names that give one series twice, are named", () => {
  const validate = new Ajv({ useDefaults: true, strict: true }).compile(qualitySection.schema);
  const series = { asset: "PCK-99", operations: ["OP 10", "OP-10"], variants: ["A", "B"] };
  const section = { costs: { series } } as unknown as QualityConfig;
  expect(validate(section)).toBe(true);
  expect(
    (qualitySection.problems?.(section, ASSETS) ?? []).map(({ steps, code }) => `${steps.join(".")} ${code}`),
  ).toEqual([
    "quality.costs.series.asset quality-series-asset",
    "quality.costs.series.operations.1 quality-series-twice",
  ]);
});

it("[QY21] plans of one feature may be separate by variant", () => {
  const of = (id: string, variants: readonly string[]) => ({ ...PLAN, id, variants });
  expect(problemsOf(of("a", ["PH-50*"]), of("b", ["PH-62*"]))).toEqual([]);
  expect(problemsOf(of("a", ["PH-50*"]), of("b", ["PH-50A"]))).toEqual([
    "quality.features.1.feature quality-two-plans",
  ]);
});

it("[RC16] a pattern that no signal fits is named", () => {
  expect(problemsIn([PLAN], ["*", "bath/warmth"])).toEqual(["quality.causes.signals.1 quality-no-signal"]);
});
