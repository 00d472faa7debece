import { expect, it } from "vitest";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { JudgedForecast } from "../../../edge/evaluation/forecasts.ts";
import { judge } from "../../../edge/evaluation/judge.ts";
import type { Occurrence, Watched } from "../../../edge/evaluation/occurrences.ts";
import { reportText } from "../../../edge/evaluation/report.ts";
import type { TrueFault, Truth } from "../../../edge/evaluation/truth.ts";

const MIN = 60e6;
const HOUR = 60 * MIN;
const asset = (label: string, kind: Asset["kind"]): Asset =>
  ({ assetUid: `urn:${label}`, label, kind, tags: [1] }) as unknown as Asset;
const ASSETS = [
  asset("CNC-1", "lathe"),
  asset("CNC-2", "lathe"),
  asset("LKT-1", "leak-tester"),
  asset("CMP-1", "compressor"),
];

const bearing: TrueFault = {
  id: "b",
  kind: "bearing-wear",
  asset: "CNC-1",
  component: "spindle",
  parameters: {},
  beginsAt: 10 * MIN,
  observableAt: 20 * MIN,
  failureAt: 100 * MIN,
  repairedAt: 120 * MIN,
};
const said = (minute: number, label: string, component: string, more: Partial<Occurrence> = {}): Occurrence => ({
  rule: `${component}/high`,
  assetUid: `urn:${label}`,
  label,
  kind: "process",
  annunciation: "alarm",
  component,
  kinds: [],
  laterKinds: [],
  lives: [],
  signal: "temperature",
  since: minute * MIN,
  raisedAt: minute * MIN,
  clearedAt: undefined,
  message: "",
  isSuppressed: false,
  ...more,
});
function watched(more: Partial<Watched>): Watched {
  const plant = { assets: ASSETS } as unknown as Watched["plant"];
  const run = {
    plant,
    from: 0,
    to: 6 * HOUR,
    samples: 1000,
    hasSample: () => true,
    unknownSamples: 0,
    isWhole: false,
    cpuUs: 500,
  };
  return { occurrences: [], forecasts: [], ...run, ...more };
}
function judged(
  faults: readonly TrueFault[],
  occurrences: readonly Occurrence[],
  forecasts: readonly JudgedForecast[] = [],
  nuisanceAt: Truth["nuisanceAt"] = () => undefined,
) {
  return judge(watched({ occurrences, forecasts }), { faults, nuisanceAt, toolChanges: [] });
}

it("[E3] finds a fault by an alert on its part while it is visible, with delay and lead", () => {
  const { faults, detected, medianDelayS } = judged([bearing], [said(30, "CNC-1", "spindle")]);
  expect(faults[0]).toMatchObject({ detected: true, rule: "spindle/high", delayS: 600, leadS: 4200, rightFirst: true });
  expect([detected, medianDelayS]).toEqual([1, 600]);
});

it("[E3] an alert counts if it is active when the fault becomes visible, not if it ended before or began later", () => {
  expect(judged([bearing], [said(15, "CNC-1", "spindle")]).faults[0]).toMatchObject({ detected: true, delayS: 0 });
  expect(judged([bearing], [said(15, "CNC-1", "spindle", { clearedAt: 18 * MIN })]).detected).toBe(0);
  expect(judged([bearing], [said(5, "CNC-1", "spindle")]).detected).toBe(0);
  expect(judged([bearing], [said(121, "CNC-1", "spindle")]).detected).toBe(0);
});

it("[E3] a suppressed alert, or an event, finds nothing and is not false", () => {
  const { detected, falseAlerts, alerts } = judged(
    [bearing],
    [said(30, "CNC-1", "spindle", { isSuppressed: true }), said(31, "CNC-1", "spindle", { annunciation: "event" })],
  );
  expect([detected, falseAlerts.length, alerts]).toEqual([0, 0, 0]);
});

it("[E4] a consequence is justified and does not find the fault", () => {
  const pores: TrueFault = { ...bearing, kind: "porous-castings", asset: "plant", component: "" };
  expect(judged([pores], [said(30, "LKT-1", "test")]).detected).toBe(1);
  const wear: TrueFault = { ...bearing, kind: "tool-wear", component: "tool" };
  const { detected, falseAlerts } = judged([wear], [said(30, "CNC-1", "spindle")]);
  expect([detected, falseAlerts.length]).toEqual([0, 0]);
});

it("[E5] another part named first is reported", () => {
  const { faults, rightFirst } = judged([bearing], [said(25, "CNC-1", "coolant"), said(30, "CNC-1", "spindle")]);
  expect(faults[0]).toMatchObject({ detected: true, rightFirst: false });
  expect(rightFirst).toBe(0);
  expect(judged([bearing], [said(25, "CNC-2", "coolant"), said(30, "CNC-1", "spindle")]).rightFirst).toBe(1);
});

it("[E6] an alert without a fault in the last ten minutes is false; the rate is per 100 assets and week", () => {
  const {
    falseAlerts,
    falsePer100AssetsWeek,
    said: figures,
  } = judged(
    [bearing],
    [
      said(129, "CNC-1", "spindle"),
      said(131, "CNC-1", "spindle"),
      said(30, "CNC-2", "spindle", { annunciation: "advisory" }),
    ],
  );
  expect(falseAlerts.map(({ asset, at }) => [asset, at / MIN])).toEqual([
    ["CNC-2", 30],
    ["CNC-1", 131],
  ]);
  // Two in 6 h on 4 assets.
  expect(falsePer100AssetsWeek).toBeCloseTo((2 * 100 * 168) / (4 * 6), 9);
  expect(figures.alarm.falsePer100AssetsWeek).toBeCloseTo((1 * 100 * 168) / (4 * 6), 9);
});

it("[E17] an alert of a source whose clock is up to 2 s behind still finds its fault", () => {
  const sag: TrueFault = {
    ...bearing,
    kind: "power-sag",
    asset: "plant",
    component: "",
    beginsAt: 10 * MIN,
    observableAt: 10 * MIN,
    repairedAt: 10 * MIN + 4e5,
  };
  const voltage = (secondsBefore: number) =>
    said(10 - secondsBefore / 60, "CMP-1", "phase-1", { signal: "voltage", clearedAt: 10 * MIN - 1e6 });
  const { faults, falseAlerts } = judged([sag], [voltage(2)]);
  expect([faults[0]?.detected, faults[0]?.delayS, falseAlerts.length]).toEqual([true, 0, 0]);
  const early = judged([sag], [voltage(3)]);
  expect([early.detected, early.falseAlerts.length]).toEqual([0, 1]);
});

it("[E7] a false alert states the asset's activity", () => {
  const { falseAlerts, falseDuring } = judged(
    [],
    [said(30, "CNC-2", "spindle"), said(60, "CNC-2", "spindle")],
    [],
    (_label, at) => (at < 40 * MIN ? "tool-change" : undefined),
  );
  expect(falseAlerts.map(({ during }) => during)).toEqual(["tool-change", "operation"]);
  expect(falseDuring).toEqual({ "tool-change": 1, operation: 1 });
});

it("[E37] an alert that only states what a nuisance made true is not false, and is counted apart", () => {
  const of = (rule: string, label: string) => said(30, label, "spindle", { rule });
  const nuisances: Readonly<Record<string, ReturnType<Truth["nuisanceAt"]>>> = {
    "CNC-1": "silent-source",
    "CNC-2": "leaning",
  };
  const { falseAlerts, confirmed } = judged(
    [],
    [
      of("link-stale/utilities", "CNC-1"),
      of("spindle/high", "CNC-1"),
      of("protective-stop/safety", "CNC-2"),
      of("source-lost/line", "CNC-2"),
      of("link-stale/utilities", "MTR-1"),
    ],
    [],
    (label) => nuisances[label],
  );
  expect(confirmed).toBe(2);
  expect(falseAlerts.map(({ rule, asset }) => `${rule} ${asset}`)).toEqual([
    "spindle/high CNC-1",
    "source-lost/line CNC-2",
    "link-stale/utilities MTR-1",
  ]);
});

it("[E8] [E9] predictions that came true are not false; error and coverage are computed from those", () => {
  const forecast = (saidMin: number, outcome: JudgedForecast["outcome"], crossedMin?: number): JudgedForecast => ({
    rule: "spindle/high",
    assetUid: "urn:CNC-2",
    saidAt: saidMin * MIN,
    crossing: (saidMin + 10) * MIN,
    from: (saidMin + 8) * MIN,
    to: (saidMin + 12) * MIN,
    outcome,
    ...(crossedMin === undefined ? {} : { crossedAt: crossedMin * MIN }),
  });
  const { falseAlerts, predictions } = judged(
    [],
    [said(30, "CNC-2", "spindle"), said(60, "CNC-2", "spindle"), said(90, "CNC-2", "spindle")],
    [forecast(30, "crossed", 38), forecast(60, "missed"), forecast(90, "crossed", 110)],
  );
  expect(falseAlerts.map(({ at }) => at / MIN)).toEqual([60]);
  expect(predictions).toMatchObject({ said: 3, crossed: 2, missed: 1, coverage: 0.5 });
  // |40 - 38| of 8 min, |100 - 110| of 20 min.
  expect(predictions.medianRelativeError).toBeCloseTo((0.25 + 0.5) / 2, 9);
});

it("[E10] CPU per sample is that of the judging thread over all samples, and a number without samples too", () => {
  const nothing = { faults: [], nuisanceAt: () => undefined, toolChanges: [] };
  expect(judge(watched({ cpuUs: 500, samples: 1000 }), nothing).cpuUsPerSample).toBe(0.5);
  expect(judge(watched({ cpuUs: 0, samples: 0 }), nothing).cpuUsPerSample).toBe(0);
});

it("[E11] faults that files cannot show, and those that never became visible, are counted and not judged", () => {
  const { faults, notJudged } = judged(
    [
      { ...bearing, observableAt: undefined },
      { ...bearing, kind: "late-messages", asset: "meters" },
    ],
    [],
  );
  expect(faults).toEqual([]);
  expect(notJudged).toEqual({ "bearing-wear": 1, "late-messages": 1 });
});

it("prints a report that names each fault, its rule and the false alerts", () => {
  const text = reportText(
    { name: "try", scenario: "Trial", seed: 7 },
    judged([bearing], [said(30, "CNC-1", "spindle"), said(30, "CNC-2", "coolant"), said(50, "CNC-2", "coolant")]),
  );
  expect(text).toMatch(/^try \(Trial\), seed 7$/m);
  expect(text).toMatch(/^run +6 h of simulated time, 4 assets with samples, 1000 samples/m);
  expect(text).toMatch(/^ +alarms +3, 2 of them false: 1400\.0 per 100 assets and week$/m);
  expect(text).toMatch(/^ +advisories +0, 0 of them false: 0\.0 per/m);
  expect(text).toMatch(/^not run +events: .*\n +states: .*\n +waveforms: .*\n +wires: .*$/m);
  expect(text).toContain("1 of 1 detected, the right part first in 1");
  expect(text).toMatch(/^b +bearing-wear +CNC-1 +spindle +yes +10\.0 min +70\.0 min +right +spindle\/high$/m);
  expect(text).toMatch(/^CNC-2 +alarm +2 +operation +coolant\/high$/m);
});

it("[E14] lists parts that were not run: missing data, tags without a sample, samples without a tag", () => {
  const assets = [
    { assetUid: "urn:p", label: "P", kind: "person", tags: [1, 2] },
    { assetUid: "urn:c", label: "C", kind: "lathe", tags: [3, 4, 5] },
  ] as unknown as readonly Asset[];
  const plant = { assets } as unknown as Watched["plant"];
  const judgement = judge(watched({ plant, hasSample: (tag) => tag >= 4, unknownSamples: 12 }), {
    faults: [],
    nuisanceAt: () => undefined,
    toolChanges: [],
  });
  expect(judgement.assets).toBe(1);
  expect(judgement.notRun).toMatchObject({ tags: 5, tagsWithoutSample: { person: 2, lathe: 1 }, unknownSamples: 12 });
  expect(judgement.notRun.parts.map((part) => part.split(":")[0])).toEqual(["events", "states", "waveforms", "wires"]);
  const text = reportText({ name: "try", scenario: "Trial", seed: 7 }, judgement);
  expect(text).toContain("3 of 5 tags, which had no sample (person 2, lathe 1)");
  expect(text).toContain("12 samples of tags that the config does not have");
});

it("[E15] counts alarms, advisories and predictions apart, as a count by hand does", () => {
  const prediction = { kind: "prediction", annunciation: "advisory" } as const;
  const advisory = { kind: "anomaly", annunciation: "advisory" } as const;
  const occurrences = [
    said(30, "CNC-1", "spindle"), // an alarm that the bearing explains
    said(40, "CNC-2", "spindle"), // false: CNC-2 has nothing
    said(50, "CNC-2", "coolant"), // false
    said(60, "CNC-1", "spindle", advisory),
    said(70, "CMP-1", "net", advisory), // false
    said(80, "CNC-1", "spindle", prediction),
    said(90, "CNC-2", "tool", prediction), // false: nobody held it against its tag
    said(95, "CNC-2", "tool", { ...prediction, isSuppressed: true }), // counts nowhere
    said(99, "CNC-2", "tool", { annunciation: "event" }), // counts nowhere
    said(200, "CNC-1", "spindle", prediction), // false: 80 minutes after the repair
  ];
  const {
    alerts,
    said: figures,
    falseAlerts,
  } = judge(watched({ occurrences }), { faults: [bearing], nuisanceAt: () => undefined, toolChanges: [] });
  // One in 6 h on 4 assets is 1 × 100 / 4 × 168 / 6 = 700 per 100 assets and week.
  expect(figures).toEqual({
    alarm: { raised: 3, false: 2, falsePer100AssetsWeek: expect.closeTo(1400, 6) },
    advisory: { raised: 2, false: 1, falsePer100AssetsWeek: expect.closeTo(700, 6) },
    prediction: { raised: 3, false: 2, falsePer100AssetsWeek: expect.closeTo(1400, 6) },
  });
  expect([alerts, falseAlerts.length]).toEqual([8, 5]);
});
