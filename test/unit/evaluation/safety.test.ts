import { expect, it } from "vitest";
import type { RunScene } from "../../../edge/evaluation/input/plant-run.ts";
import { ActTruth } from "../../../edge/evaluation/safety/act-truth.ts";
import { Encounters } from "../../../edge/evaluation/safety/encounters.ts";
import { SafetyWatch } from "../../../edge/evaluation/safety/safety-figures.ts";
import { safetyReportText } from "../../../edge/evaluation/safety/safety-report.ts";
import { TrueScene } from "../../../edge/evaluation/safety/true-scene.ts";
import type { Truth } from "../../../edge/evaluation/truth.ts";

/** A vehicle that drives east at 1 m/s, and a person who walks north across its way or stands beside it. */
function drive(
  personAt: (t: number) => readonly [x: number, y: number, vx: number, vy: number],
  standsAt: (t: number) => boolean,
  { second = [100, 100, 0, 0] }: { second?: readonly [number, number, number, number] } = {},
): Encounters {
  const scene = new TrueScene({ vehicles: ["AGV-01", "AGV-02"], people: 1 });
  const encounters = new Encounters(scene);
  let stood = false;
  for (let step = 0; step < 300; step++) {
    const t = step / 10;
    scene.take(Float32Array.of(...personAt(t), t - 15, 0, 0, 1, ...second));
    const stands = standsAt(t);
    if (stands && !stood) encounters.begin("conflict-person", 0);
    stood = stands;
    encounters.step((kind, vehicle) => kind === "conflict-person" && vehicle === 0 && stands);
  }
  return encounters;
}

it("[E72] a near miss is foretold where the indication stood two seconds before, and not where it came later", () => {
  const crossing = (t: number) => [0, t - 15, 0, 1] as const;
  const early = drive(crossing, (t) => t > 10);
  expect(early.nearMisses).toEqual([expect.objectContaining({ with: "person", vehicle: "AGV-01", foretold: true })]);
  expect(early.nearMisses[0]?.leastM).toBeLessThan(0);
  expect(early.verdicts("conflict-person")).toEqual({
    alerts: 1,
    of: { "near-miss": 1, close: 0, averted: 0, false: 0 },
  });
  expect(drive(crossing, (t) => t > 13.5).nearMisses[0]?.foretold).toBe(false);
});

it("[E72] an indication without anybody near is false, unless the person was on course and gave way", () => {
  const far = drive(
    () => [0, 5, 0, 0],
    (t) => t > 10 && t < 11,
  );
  expect(far.nearMisses).toEqual([]);
  expect(far.verdicts("conflict-person").of).toMatchObject({ false: 1, averted: 0 });
  const stopped = drive(
    (t) => (t < 12 ? [0, t - 15, 0, 1] : [0, -3, 0, 0]),
    (t) => t > 11 && t < 12,
  );
  expect(stopped.verdicts("conflict-person").of).toMatchObject({ false: 0, averted: 1 });
  // A position is half a second old: the person had just given way.
  const late = drive(
    (t) => (t < 12 ? [0, t - 15, 0, 1] : [0, -3, 0, 0]),
    (t) => t > 12.5 && t < 13,
  );
  expect(late.verdicts("conflict-person").of).toMatchObject({ false: 0, averted: 1 });
});

it("[E72] two vehicles miss each other by their outlines, once for each meeting", () => {
  const beside = drive(
    () => [0, 50, 0, 0],
    () => false,
    { second: [0, 1.2, 0, 0] },
  );
  expect(beside.nearMisses).toHaveLength(1);
  expect(beside.nearMisses[0]).toMatchObject({ with: "vehicle", foretold: false });
  expect(beside.nearMisses[0]?.leastM).toBeCloseTo(0.2, 5);
  const apart = drive(
    () => [0, 50, 0, 0],
    () => false,
    { second: [0, 1.4, 0, 0] },
  );
  expect(apart.nearMisses).toEqual([]);
});

it("[E73] an act counts once, a second alert about it is one again, and one without an act is false", () => {
  const heard = new ActTruth();
  for (const [kind, at] of [
    ["no-helmet", 20e6],
    ["no-helmet", 30e6],
    ["phone", 40e6],
    ["person-down", 50e6],
  ] as const)
    heard.hear(kind, at);
  const act = { id: "a", kind: "unsafe-act", asset: "positioning", component: "", parameters: { act: "no-helmet" } };
  const times = { beginsAt: 10e6, observableAt: 15e6, failureAt: undefined, repairedAt: 60e6 };
  const { explained, ...figures } = heard.figures({ faults: [{ ...act, ...times }] } as unknown as Truth);
  const states = [{ kind: "person-down", happened: 0, found: 0, again: 0, falseOnes: 1, medianDelayS: null }];
  const counted = { acts: 1, inView: 0, foundInView: 0, found: 1, again: 1, falseOnes: 1, medianDelayS: 5 };
  expect(figures).toEqual({ ...counted, states });
  expect(explained["no-helmet"]).toBe(2);
});

it("[E73] [E75] acts that no camera sees count apart, and people who lie by their own kind", () => {
  const heard = new ActTruth();
  heard.hear("phone", 21e6);
  heard.hear("person-down", 150e6);
  for (let look = 0; look < 4; look++) heard.see({ act: "phone", person: "P-05", atMs: 20_000 + 500 * look });
  heard.see({ act: "smoking", person: "P-07", atMs: 20_000 });
  const fault = (kind: string, parameters: object) => {
    const times = { beginsAt: 10e6, observableAt: 20e6, failureAt: undefined, repairedAt: 200e6 };
    return { id: kind, kind, asset: "positioning", component: "", parameters, ...times };
  };
  const faults = [
    fault("unsafe-act", { act: "phone", person: "P-05" }),
    fault("unsafe-act", { act: "smoking", person: "P-07" }),
    fault("person-down", { person: "P-04" }),
    fault("lone-worker", { person: "P-06" }),
  ];
  const { acts, inView, foundInView, states } = heard.figures({ faults } as unknown as Truth);
  expect({ acts, inView, foundInView }).toEqual({ acts: 2, inView: 1, foundInView: 1 });
  expect(states).toEqual([
    { kind: "lone-worker", happened: 1, found: 0, again: 0, falseOnes: 0, medianDelayS: null },
    { kind: "person-down", happened: 1, found: 1, again: 0, falseOnes: 0, medianDelayS: 130 },
  ]);
});

it("[E71] the report says nuisances a day, and which kinds the config has on", () => {
  const text = safetyReportText({
    ...{ title: "Healthy", seed: 7, hours: 48, vehicles: 6, drivingShare: 0.5, nuisancesPerDay: 0.5 },
    kinds: [
      {
        ...{ kind: "conflict-person", isOn: true, alerts: 2, perDay: 1, nuisances: 1 },
        of: { "near-miss": 1, close: 0, averted: 0, false: 1 },
      },
    ],
    misses: [{ with: "person", nearMisses: 2, foretold: 1, falsePer8h: 0.03 }],
    ...{ leastM: [0.12, 1e-7, -0.05, 0.2], faults: [], falseAlerts: [] },
    vision: {
      ...{ acts: 0, inView: 0, foundInView: 0, found: 0, again: 0, falseOnes: 0, medianDelayS: null },
      ...{ explained: {}, states: [] },
    },
    gas: {
      ...{ leaks: 2, times: 2, alarmed: 1, falseAlarms: 0 },
      crossed: [{ id: "oven", asset: "OVN-01", crossedAfterS: 200, delayS: 12, detectors: ["GD-01", "GD-02"] }],
    },
  });
  expect(text).toContain("nuisances    0.50 a day");
  expect(text).toContain("least gaps   -0.05, 0.00, 0.12, 0.20 m");
  expect(text).toContain("1 of 1 leaks above the first level found (2 leaks), 1 of 2 times at a detector, 0 false");
  expect(text).toContain("oven OVN-01: first level after 200 s, alarm after 12 s more, at GD-01, GD-02");
  expect(text).toContain("1 of 2 near misses foretold 2 s ahead (50.0 %)");
  expect(text).toMatch(/conflict-person +yes +2 +1\.0 +1 +0 +0 +1 +1/);
});

it("[E71] a message that arrives behind the last tick of a block is taken with the next block", () => {
  const ticks: number[][] = [];
  const tick = (messages: readonly { readonly arrivesMs: number }[]) => {
    ticks.push(messages.map(({ arrivesMs }) => arrivesMs));
    return [];
  };
  const watch = new SafetyWatch({ samples: () => undefined, tick } as never, new Map());
  const scene = (...arrivals: readonly number[]): RunScene => ({
    ...{ vehicles: ["AGV-01"], people: 0, views: [], truth: new Float32Array(4 * 10) },
    messages: arrivals.map((ms) => ({ kind: "vision", atMs: ms, arrivesMs: ms, body: {} })),
  });
  for (const [second, block] of [scene(50, 950), scene(1_500, 2_100), scene()].entries()) {
    watch.begin(block);
    watch.second(block, 0, second * 1e6);
  }
  expect(ticks.map((one) => one.join())).toEqual([
    "50",
    "",
    "",
    "",
    "",
    "950",
    "",
    "1500",
    "",
    "",
    "2100",
    "",
    "",
    "",
    "",
  ]);
});
