import { expect, it } from "vitest";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { Occurrence, Watched } from "../../../../edge/evaluation/occurrences.ts";
import { faultsToLeaveOut, judgePair, type PairJudgement } from "../../../../edge/evaluation/paired/judge-pair.ts";
import { upperBound } from "../../../../edge/evaluation/paired/poisson.ts";
import { setFigures } from "../../../../edge/evaluation/paired/set-figures.ts";
import { setReportText } from "../../../../edge/evaluation/paired/set-report.ts";
import type { TrueFault, Truth } from "../../../../edge/evaluation/truth.ts";

const MIN = 60e6;
const HOURS = 168;
const asset = (label: string, kind: Asset["kind"]): Asset =>
  ({ assetUid: `urn:${label}`, label, kind, tags: [1] }) as unknown as Asset;
const ASSETS = [
  asset("CNC-1", "lathe"),
  asset("CNC-2", "lathe"),
  asset("CNC-3", "lathe"),
  asset("CMP-1", "compressor"),
];

/** Visible from minute 20 of the pair, whatever the constant of the truth. */
const BEARING: TrueFault = {
  id: "b",
  kind: "bearing-wear",
  asset: "CNC-1",
  component: "spindle",
  parameters: {},
  beginsAt: 10 * MIN,
  observableAt: 15 * MIN,
  failureAt: 100 * MIN,
  repairedAt: 120 * MIN,
};
const finding = (minute: number, label: string, component: string, more: Partial<Occurrence> = {}): Occurrence => ({
  rule: `${component}/high`,
  assetUid: `urn:${label}` as Occurrence["assetUid"],
  label,
  kind: "anomaly",
  annunciation: "advisory",
  component,
  kinds: [],
  laterKinds: [],
  lives: [],
  signal: "temperature",
  since: minute * MIN,
  raisedAt: minute * MIN,
  clearedAt: (minute + 5) * MIN,
  message: "",
  isSuppressed: false,
  ...more,
});

function judged(
  faulty: readonly Occurrence[],
  sound: readonly Occurrence[],
  { faults = [BEARING], without = new Map() }: { faults?: TrueFault[]; without?: Map<string, Occurrence[]> } = {},
): PairJudgement {
  const run = {
    plant: { assets: ASSETS } as unknown as Watched["plant"],
    from: 0,
    to: HOURS * 60 * MIN,
    samples: 10,
    hasSample: () => true,
    unknownSamples: 0,
    isWhole: true,
    cpuUs: 1,
    forecasts: [],
  };
  const truth: Truth = {
    title: "Test",
    seed: 1,
    start: run.from,
    end: run.to,
    faults,
    toolChanges: [],
    pieceSteps: [],
    nuisanceAt: () => undefined,
    pausesOf: () => [],
  };
  return judgePair(
    {
      faulty: { ...run, occurrences: faulty },
      sound: { ...run, occurrences: sound },
      truth,
      soundTruth: { ...truth, faults: [] },
      visibilityOf: () => ({ at: 20 * MIN, first: "urn:CNC-1#spindle/x", taken: 0 }),
      crewPlant: { placesOf: () => [], sparesOf: () => [] },
    },
    without,
  );
}

it("[E22] a finding of both runs finds nothing and is false, once; so is one that only the sound run has", () => {
  const standing = finding(5, "CNC-1", "spindle", { clearedAt: undefined, kinds: ["bearing-wear"] });
  const { faults, falseAlerts, findings } = judged([standing], [{ ...standing, raisedAt: 7 * MIN }]);
  expect(faults[0]).toMatchObject({ isFound: false, namesAsset: false, namesComponent: false, isHit: false });
  expect(falseAlerts.map(({ run, asset: label }) => [run, label])).toEqual([["sound", "CNC-1"]]);
  expect(findings).toEqual({ faulty: 1, both: 1, sound: 1 });
  const alone = judged([], [finding(30, "CNC-1", "spindle")]);
  expect(alone.falseAlerts.map(({ run }) => run)).toEqual(["sound"]);
  // The same rule at another time is another finding.
  const later = judged([finding(30, "CNC-1", "spindle")], [finding(300, "CNC-1", "spindle")]);
  expect([later.faults[0]?.namesComponent, later.falseAlerts.length]).toEqual([true, 1]);
});

it("[E3] [E23] a hit names asset, component and kind; the delay counts from when the pair shows the fault", () => {
  const kinds = ["imbalance", "bearing-wear"];
  const [first] = judged([finding(30, "CNC-1", "spindle/front-bearing", { kinds: ["bearing-wear"] })], []).faults;
  expect(first).toMatchObject({ namesAsset: true, namesComponent: true, inTop3: true, isHit: true });
  expect(first).toMatchObject({ visibleAfterS: 600, delayS: 600, hitDelayS: 600, leadS: 4200 });
  const of = (...findings: Occurrence[]) => {
    const { isFound, namesAsset, namesComponent, inTop3, isHit } = judged(findings, []).faults[0] as (typeof named)[0];
    return [isFound, namesAsset, namesComponent, inTop3, isHit];
  };
  const named = judged([], []).faults;
  expect(of(finding(30, "CNC-1", "spindle", { kinds }))).toEqual([true, true, true, true, false]);
  // A kind that is not named is not right.
  expect(of(finding(30, "CNC-1", "spindle"))).toEqual([true, true, true, false, false]);
  expect(of(finding(30, "CNC-1", "coolant", { kinds: ["bearing-wear"] }))).toEqual([true, true, false, false, false]);
  expect(of(finding(30, "CNC-2", "spindle", { kinds: ["bearing-wear"] }))).toEqual([false, false, false, false, false]);
  expect(of()).toEqual([false, false, false, false, false]);
});

it("[E6] [E24] a finding of the faulty run alone that names neither the fault nor an effect of it is false", () => {
  const { falseAlerts } = judged([finding(30, "CNC-2", "spindle"), finding(40, "CNC-1", "spindle")], []);
  expect(falseAlerts.map(({ run, asset: label }) => [run, label])).toEqual([["faulty", "CNC-2"]]);
});

it("[E24] a disputed finding is settled by runs without one of the faults that would explain it", () => {
  const sag: TrueFault = { ...BEARING, id: "sag", kind: "power-sag", asset: "plant", component: "" };
  const faults = [BEARING, sag];
  const far = finding(30, "CNC-3", "coolant");
  const open = judged([far], [], { faults });
  expect(open.disputed).toEqual([{ rule: "coolant/high", asset: "CNC-3", at: 30 * MIN, faults: ["sag"] }]);
  expect(open.falseAlerts).toEqual([]);
  expect(faultsToLeaveOut(open, 4)).toEqual(["sag"]);
  expect(faultsToLeaveOut(open, 0)).toEqual([]);
  const gone = judged([far], [], { faults, without: new Map([["sag", []]]) });
  expect([gone.disputed, gone.falseAlerts]).toEqual([[], []]);
  const stays = judged([far], [], { faults, without: new Map([["sag", [far]]]) });
  expect(stays.disputed).toEqual([]);
  expect(stays.falseAlerts.map(({ run, asset: label }) => [run, label])).toEqual([["faulty", "CNC-3"]]);
  // The only fault of the run is the only difference between the twins.
  expect(judged([far], [], { faults: [sag] }).disputed).toEqual([]);
});

it("[E26] chance is the score of the same findings at other times and on other assets", () => {
  const always = { clearedAt: undefined, kinds: ["bearing-wear"] };
  // A finding that is active on every spindle from the start names the fault wherever it is moved.
  const everywhere = ["CNC-1", "CNC-2", "CNC-3"].map((label) => finding(11, label, "spindle", always));
  expect(judged(everywhere, []).chance.byAsset).toEqual({ component: 1, hits: 1 });
  const exact = judged([finding(30, "CNC-1", "spindle", { kinds: ["bearing-wear"] })], []).chance;
  expect(exact).toEqual({ byTime: { component: 0, hits: 0 }, byAsset: { component: 0, hits: 0 } });
});

it("[E28] false findings are given per 100 asset-weeks with the one-sided 95 % bound of their count", () => {
  // Tables of the Poisson distribution: 0 → 2.996, 1 → 4.744, 5 → 10.513, 100 → 118.08.
  expect([0, 1, 5, 100].map((count) => Math.round(1000 * upperBound(count)) / 1000)).toEqual([
    2.996, 4.744, 10.513, 118.079,
  ]);
  // Exactly 434.4968 and 20234.190; the bound is not below.
  expect(upperBound(400)).toBeCloseTo(434.4968, 3);
  expect(upperBound(20_000) - 20_234.19).toBeGreaterThan(0);
  expect(upperBound(20_000) - 20_234.19).toBeLessThan(1);
  const figures = setFigures([judged([], []), judged([finding(30, "CNC-2", "spindle")], [])]);
  // Four assets over two weeks.
  expect(figures.assetWeeks).toBe(8);
  expect(figures.false.sound).toMatchObject({ count: 0, per100AssetWeeks: 0 });
  expect(figures.false.sound.upperBound95).toBeCloseTo(299.6 / 8, 1);
  expect(figures.false.all).toMatchObject({ count: 1, per100AssetWeeks: 12.5 });
});

it("[E27] the report has a row per kind of fault, the rates, chance, and the time that it took", () => {
  const judgement = judged([finding(30, "CNC-1", "spindle", { kinds: ["bearing-wear"] })], []);
  const run = { scenario: "test", seed: 1, hours: HOURS, leaveOut: 0 };
  const figures = setFigures([judgement]);
  const text = setReportText({ title: "Title", runs: [{ run, judgement }], kept: [], figures, wallS: 90 });
  expect(text).toMatch(/^bearing-wear +1 +1 +1 +1 +1 +1 +1 +10\.0 min +70\.0 min$/m);
  expect(text).toMatch(/^false +0: 0\.0 per 100 asset-weeks, at most 74\.9 \(95 %, one-sided\)$/m);
  expect(text).toMatch(/^took +90 s$/m);
  expect(text).toMatch(/^by chance +moved in time 0\.0 components, 0\.0 hits;/m);
});

it("[E29] forecasts on the right component are compared with the functional failure, fault by fault", () => {
  const life = (minute: number, end: number, half: number) => ({
    at: minute * MIN,
    end: end * MIN,
    from: (end - half) * MIN,
    to: (end + half) * MIN,
  });
  const lives = [life(40, 100, 10), life(60, 120, 10), life(80, 110, 30), life(101, 150, 10)];
  const right = finding(30, "CNC-1", "spindle", { kinds: ["bearing-wear"], clearedAt: 110 * MIN, lives });
  const elsewhere = finding(30, "CNC-1", "coolant", { lives: [life(40, 400, 1)] });
  const pair = judged([right, elsewhere], []);
  expect(pair.faults[0]?.lives).toEqual([
    { leftS: 3600, error: 0, covered: true },
    { leftS: 2400, error: 0.5, covered: false },
    { leftS: 1200, error: 0.5, covered: true },
  ]);
  const figures = setFigures([pair]);
  expect(figures.all.remainingLife).toEqual({ faults: 1, said: 3, coverage: 2 / 3, medianRelativeError: 0.5 });
  expect(figures.kinds["bearing-wear"]?.remainingLife).toEqual(figures.all.remainingLife);
  expect(setReportText({ title: "T", runs: [], kept: [], figures, wallS: 1 })).toContain("remaining life");
  const repaired = judged([right], [], { faults: [{ ...BEARING, failureAt: undefined }] });
  expect(setFigures([repaired]).all.remainingLife).toMatchObject({ faults: 0, said: 0, coverage: null });
});

it("[E30] forecasts about a fault that never fails are compared with the limit that the finding reached", () => {
  const leak = { ...BEARING, kind: "imbalance", failureAt: undefined, repairedAt: 200 * MIN };
  const lives = [{ at: 40 * MIN, end: 110 * MIN, from: 60 * MIN, to: 160 * MIN }];
  const spent = finding(30, "CNC-1", "spindle", { kinds: ["imbalance"], lives, spentAt: 100 * MIN });
  expect(judged([spent], [], { faults: [leak] }).faults[0]?.lives).toEqual([
    { leftS: 3600, error: 1 / 6, covered: true },
  ]);
  const late = finding(30, "CNC-1", "spindle", { kinds: ["imbalance"], lives, spentAt: 201 * MIN });
  expect(judged([late], [], { faults: [leak] }).faults[0]?.lives).toEqual([]);
  expect(judged([spent], [], { faults: [{ ...leak, kind: "bearing-wear" }] }).faults[0]?.lives).toEqual([]);
});
