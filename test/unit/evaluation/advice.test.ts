import { expect, it } from "vitest";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { NewAdvice } from "../../../edge/contracts/records/advice-book.ts";
import { change, energyAdviceText } from "../../../edge/evaluation/advice/advice-report.ts";
import { commandOf, EnergyCrew } from "../../../edge/evaluation/advice/energy-advice.ts";
import type { LeanMoment } from "../../../edge/evaluation/advice/lean-run.ts";
import { meanSearchH, placesBefore, QualityCrew } from "../../../edge/evaluation/advice/quality-advice.ts";
import type { PlantCommand } from "../../../edge/evaluation/input/plant-run.ts";
import type { TrueFault } from "../../../edge/evaluation/truth.ts";
import type { PlantConfig } from "../../../edge/plugins.ts";

const HOUR = 3600e6;
const ASSETS = [
  { assetUid: "cnc", label: "CNC-101", kind: "lathe" },
  { assetUid: "meter", label: "MTR-E-CNC-101", kind: "meter", meters: "cnc" },
  { assetUid: "oven", label: "OVN-01", kind: "oven" },
  { assetUid: "tester-1", label: "LKT-01", kind: "leak-tester" },
  { assetUid: "tester-2", label: "LKT-02", kind: "leak-tester" },
] as unknown as readonly Asset[];

const advice = (rule: string, assetUid: string, en: string) =>
  ({ rule, about: { assetUid }, what: { zh: en, en } }) as unknown as NewAdvice;

it("[E69] the crew does what the words say, and leaves what it cannot do", () => {
  const answer = (rule: string, uid: string, en: string) => commandOf(advice(rule, uid, en), ASSETS, 5);
  expect(answer("energy/pressure-band", "cnc", "Lower the pressure band of CMP-01 by 0.4 bar")).toEqual({
    ...{ kind: "air-band", byBar: -0.4, atMs: 5 },
  });
  expect(answer("energy/set-point", "cnc", "Raise the set-point of CHL-01 by 1.5 K")).toEqual({
    ...{ kind: "chilled-water", byK: 1.5, atMs: 5 },
  });
  const standby = { kind: "standby", station: "CNC-101", atMs: 5 };
  expect(answer("energy/idle", "cnc", "Switch it off")).toEqual(standby);
  expect(answer("energy/idle", "meter", "Switch it off")).toEqual(standby);
  expect(answer("energy/idle", "oven", "Switch it off")).toMatch(/heated up/);
  expect(answer("energy/unloaded", "cnc", "Let it run unloaded less")).toMatch(/another drive/);
});

it("[E69] each recommendation is carried out once, an hour later, and compared from the next whole hour", async () => {
  const commands: PlantCommand[] = [];
  const idle = [{ assetUid: "cnc", label: "CNC-101", hours: 20, kWh: 400, meanKw: 2, cost: null, power: null }];
  const crew = new EnergyCrew();
  for (const hour of [0, 47, 48.2, 49, 50]) {
    const load = { since: () => 0, idle: () => idle, utilities: () => [] };
    await crew.second({
      second: { at: hour * HOUR },
      built: { plant: { assets: ASSETS } },
      answersOf: () => load,
      command: (command: PlantCommand) => commands.push(command),
    } as unknown as LeanMoment);
  }
  expect(commands).toEqual([{ kind: "standby", station: "CNC-101", atMs: 49.2 * 3600e3 }]);
  expect(crew.advice).toMatchObject([{ rule: "energy/idle", whyNot: "" }]);
  expect(crew.comparedFrom).toBe(50 * HOUR);
  expect(new EnergyCrew().comparedFrom).toBeNaN();
});

const MATERIAL = {
  operations: [
    { stations: ["CNC-10*"], id: "OP10" },
    { stations: ["LKT-0*"], id: "OP70" },
    { stations: ["OVN-01"], id: "OP90" },
  ],
} as unknown as PlantConfig["material"];
const FAULT = {
  ...{ id: "seal", kind: "leaky-seal", asset: "LKT-02", component: "", parameters: {}, beginsAt: HOUR },
  ...{ observableAt: undefined, failureAt: undefined, repairedAt: undefined },
  cause: {
    circumstances: [{ kind: "machine", operation: "OP70", name: "", level: "LKT-02" }],
    defect: { operation: "OP70", feature: "leak-rate", side: "high" },
  },
} as TrueFault;

/** Hours from the fault to the command that repairs it, with what is named. */
function repairedAfter(follows: boolean, named: readonly string[]): number {
  const commands: PlantCommand[] = [];
  const crew = new QualityCrew({ material: MATERIAL }, follows);
  for (let minute = 60; minute < 240; minute++) {
    const causes = named.map((level) => ({
      ...{ candidate: { kind: "machine", operation: "OP70", name: "" }, level, side: "is", sentence: { en: level } },
    }));
    // A bad piece every three minutes.
    const views = [{ key: "OP70 leak-rate high", bad: Math.floor((minute - 60) / 3), ranking: { causes } }];
    crew.second({
      second: { at: minute * 60e6, events: [] },
      truth: { faults: [FAULT] },
      built: { plant: { assets: ASSETS } },
      answersOf: () => ({ defects: () => views }),
      command: (command: PlantCommand) => commands.push(command),
    } as unknown as LeanMoment);
  }
  expect(commands).toHaveLength(1);
  expect(crew.result).toMatchObject({ unknown: 0, located: [{ id: "seal", knownH: 0.5 }] });
  return (commands[0]?.atMs as number) / 3600e3 - 1;
}

it("[E70] without a ranking the crew searches all places, with it the named ones first, right or wrong", () => {
  // CNC-101, two testers, castings and programs; the oven comes later.
  expect(placesBefore(FAULT, { material: MATERIAL }, { assets: ASSETS })).toBe(5);
  // Four others, half of them ruled out, half of the rest before the right one.
  expect(meanSearchH(5)).toBeCloseTo(0.4 * 2, 9);
  // Half an hour to the tenth bad piece, half an hour of way, the search, a quarter of an hour to correct it.
  expect(repairedAfter(false, ["LKT-02"])).toBeCloseTo(0.5 + 0.5 + 0.8 + 0.25, 9);
  expect(repairedAfter(true, ["LKT-02"])).toBeCloseTo(0.5 + 0.5 + 0.4 + 0.25, 9);
  expect(repairedAfter(true, ["LKT-01", "LKT-02"])).toBeCloseTo(0.5 + 0.5 + 0.8 + 0.25, 9);
  expect(repairedAfter(true, ["LKT-01"])).toBeCloseTo(0.5 + 0.5 + 0.4 + 0.8 + 0.25, 9);
});

it("[E68] the report has both runs, their change and the assumptions, or says that nothing can be compared", () => {
  expect([change(200, 190), change(100, 103), change(0, 5)]).toEqual(["−5.0 %", "+3.0 %", "-"]);
  const title = { scenario: "two-shifts", seed: 4, hours: 60 };
  expect(energyAdviceText(title, undefined)).toContain("nothing was recommended");
  const text = energyAdviceText(title, {
    advice: [
      { rule: "energy/unloaded", what: "Let CMP-01 run unloaded less", at: 0, whyNot: "it needs another drive" },
    ],
    hours: 8,
    without: { kWh: 1000, steps: 4000, value: 20_000 },
    with: { kWh: 960, steps: 4000, value: 20_000 },
  });
  expect(text).toContain("not followed  Let CMP-01 run unloaded less (it needs another drive)");
  expect(text).toMatch(/energy per operation, kWh +0\.2500 +0\.2400 +−4\.0 %/);
  expect(text).toMatch(/energy per 1,000 of value added, kWh +50\.0 +48\.0 +−4\.0 %/);
  expect(text).toContain("assumed: 1 h");
});
