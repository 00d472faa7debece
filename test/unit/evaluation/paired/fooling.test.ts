import { expect, it } from "vitest";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { Occurrence, Watched } from "../../../../edge/evaluation/occurrences.ts";
import { judgePair, type PairJudgement } from "../../../../edge/evaluation/paired/judge-pair.ts";
import type { TrueFault } from "../../../../edge/evaluation/truth.ts";

const MIN = 60e6;
const LABELS = ["CNC-1", "CNC-2", "CNC-3"];
const ASSETS = LABELS.map(
  (label) => ({ assetUid: `urn:${label}`, label, kind: "lathe", tags: [1] }) as unknown as Asset,
);

/** Begins at minute 10, shows at minute 20, is repaired at minute 120. */
const BEARING: TrueFault = {
  id: "b",
  kind: "bearing-wear",
  asset: "CNC-1",
  component: "spindle",
  parameters: {},
  beginsAt: 10 * MIN,
  observableAt: undefined,
  failureAt: undefined,
  repairedAt: 120 * MIN,
};

const finding = (minute: number, kinds: readonly string[], more: Partial<Occurrence> = {}): Occurrence => ({
  rule: "health/spindle",
  assetUid: `urn:${more.label ?? "CNC-1"}` as Occurrence["assetUid"],
  label: "CNC-1",
  kind: "anomaly",
  annunciation: "advisory",
  component: "spindle",
  kinds,
  laterKinds: [],
  lives: [],
  signal: "",
  since: minute * MIN,
  raisedAt: minute * MIN,
  clearedAt: undefined,
  message: "",
  isSuppressed: false,
  ...more,
});

function judged(
  faulty: readonly Occurrence[],
  {
    sound = [],
    faults = [BEARING],
    isVisible = true,
    without = new Map(),
  }: {
    readonly sound?: readonly Occurrence[];
    readonly faults?: readonly TrueFault[];
    readonly isVisible?: boolean;
    readonly without?: ReadonlyMap<string, readonly Occurrence[]>;
  } = {},
): PairJudgement {
  const run: Omit<Watched, "occurrences"> = {
    plant: { assets: ASSETS } as unknown as Watched["plant"],
    forecasts: [],
    from: 0,
    to: 600 * MIN,
    samples: 1,
    hasSample: () => true,
    unknownSamples: 0,
    isWhole: true,
    cpuUs: 1,
  };
  const truth = {
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
      visibilityOf: () => (isVisible ? { at: 20 * MIN, taken: 0 } : { taken: 0 }),
      crewPlant: { placesOf: () => [], sparesOf: () => [] },
    },
    without,
  );
}

const scored = (judgement: PairJudgement) => {
  const [fault] = judgement.faults;
  return [fault?.namesComponent, fault?.inTop3, fault?.isHit, judgement.falseAlerts.length];
};
const KINDS = ["imbalance", "tool-wear", "backlash", "bearing-wear"];

it("[E22] a detector that always alarms finds nothing, and each alarm is false", () => {
  const always = LABELS.map((label) => finding(0, ["bearing-wear"], { label }));
  expect(scored(judged(always, { sound: always }))).toEqual([false, false, false, 3]);
  // The same is true of one that clears and returns all the time.
  const fluttering = Array.from({ length: 100 }, (_, at) =>
    finding(5 * at, ["bearing-wear"], { clearedAt: (5 * at + 3) * MIN }),
  );
  expect(scored(judged(fluttering, { sound: fluttering }))).toEqual([false, false, false, 100]);
});

it("[E24] a detector that alarms on every asset when a fault begins is false on all others", () => {
  const everywhere = LABELS.map((label) => finding(30, ["bearing-wear"], { label }));
  expect(scored(judged(everywhere))).toEqual([true, true, true, 2]);
});

it("[E23] a finding for each kind scores no more than the first one", () => {
  const each = (kinds: readonly string[]) =>
    kinds.map((kind, at) => finding(30 + at, [kind], { rule: `health/${kind}` }));
  expect(scored(judged(each(KINDS)))).toEqual([true, false, false, 0]);
  expect(scored(judged(each(KINDS.slice(1))))).toEqual([true, true, false, 0]);
  expect(scored(judged(each([...KINDS].reverse())))).toEqual([true, true, true, 0]);
});

it("[E23] a finding that names each kind in turn scores no more than its first one while the fault shows", () => {
  const turning = (from: number) =>
    finding(from, KINDS.slice(0, 1), {
      laterKinds: KINDS.slice(1).map((kind, at) => ({ at: (from + 1 + at) * MIN, kinds: [kind] })),
    });
  expect(scored(judged([turning(30)]))).toEqual([true, false, false, 0]);
  // It named the right kind when the fault showed at minute 20.
  const early = judged([turning(12)]);
  expect(scored(early)).toEqual([true, true, true, 0]);
  expect(early.faults[0]).toMatchObject({ isHit: true, hitDelayS: 0 });
  const late = finding(30, [], { laterKinds: [{ at: 50 * MIN, kinds: ["bearing-wear"] }] });
  expect(judged([late]).faults[0]).toMatchObject({ isHit: true, delayS: 600, hitDelayS: 1800 });
  // After the repair, and after the finding is over, nothing that it names counts.
  const tooLate = finding(30, [], { laterKinds: [{ at: 121 * MIN, kinds: ["bearing-wear"] }] });
  expect(scored(judged([tooLate]))).toEqual([true, false, false, 0]);
});

it("[E23] two faults of one component are both hit where both kinds are named", () => {
  const faults = [BEARING, { ...BEARING, id: "i", kind: "imbalance" }];
  const both = judged([finding(30, ["imbalance", "bearing-wear"])], { faults });
  expect(both.faults.map(({ isHit }) => isHit)).toEqual([true, true]);
  // Naming the kind of a fault that is over is wrong.
  const over = { ...BEARING, id: "i", kind: "imbalance", beginsAt: 0, repairedAt: 1 * MIN };
  expect(judged([finding(30, ["imbalance", "bearing-wear"])], { faults: [BEARING, over] }).faults[0]?.isHit).toBe(
    false,
  );
});

it("[E3] a right finding before the fault, over before it shows, or about one that never shows, is not a hit", () => {
  const kinds = ["bearing-wear"];
  expect(scored(judged([finding(5, kinds)]))).toEqual([false, false, false, 1]);
  expect(scored(judged([finding(12, kinds, { clearedAt: 15 * MIN })]))).toEqual([false, false, false, 0]);
  expect(scored(judged([finding(12, kinds)]))).toEqual([true, true, true, 0]);
  expect(scored(judged([finding(30, kinds)], { isVisible: false }))).toEqual([false, false, false, 0]);
  expect(scored(judged([finding(30, kinds, { isSuppressed: true })]))).toEqual([false, false, false, 0]);
});

it("[E24] a finding that comes without each fault that would explain it shows none as found", () => {
  const sag = { ...BEARING, id: "sag", kind: "power-sag", asset: "plant", component: "" };
  const far = finding(30, [], { label: "CNC-3", component: "coolant" });
  const of = (without: ReadonlyMap<string, readonly Occurrence[]>) =>
    judged([far], { faults: [BEARING, sag], without }).faults.find(({ id }) => id === "sag")?.isFound;
  expect([of(new Map()), of(new Map([["sag", []]])), of(new Map([["sag", [far]]]))]).toEqual([true, true, false]);
});
