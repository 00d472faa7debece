import { expect, it } from "vitest";
import { Conditions } from "../../../simulators/kernel/faults/condition.ts";
import { GrowthPath } from "../../../simulators/kernel/faults/growth.ts";
import { Circumstance } from "../../../simulators/kernel/nuisances/circumstance.ts";
import { Random } from "../../../simulators/kernel/random.ts";
import { FaultSchedule } from "../../../simulators/plants/machining/faults/schedule.ts";
import { CncFluids } from "../../../simulators/plants/machining/machines/cnc-fluids.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

const LAWS = {
  linear: (u: number) => u,
  exponential: (u: number) => Math.expm1(4 * u) / Math.expm1(4),
  accelerating: (u: number) => u * u,
};

it.each(Object.entries(LAWS))(
  "[PM10] paths of %s growth only rise to their end, and their mean is the law",
  (_name, law) => {
    const random = new Random(SEED);
    const paths = Array.from({ length: 400 }, (_, specimen) => new GrowthPath(law, random.at(specimen)));
    for (const path of paths) {
      expect(path.at(0)).toBe(0);
      expect(path.at(1)).toBe(1);
      const steps = Array.from({ length: 200 }, (_, step) => path.at((step + 1) / 200) - path.at(step / 200));
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    }
    for (const share of [0.25, 0.5, 0.75]) {
      const at = paths.map((path) => path.at(share));
      const mean = at.reduce((sum, damage) => sum + damage, 0) / at.length;
      expect(Math.abs(mean - law(share))).toBeLessThan(0.02);
      expect(Math.sqrt(at.reduce((sum, damage) => sum + (damage - mean) ** 2, 0) / at.length)).toBeGreaterThan(0.01);
    }
  },
);

/** Damage of the bearing of CNC-101 each hour, with other faults beside it or not. */
function damages(seed: number, others = ""): readonly number[] {
  const text = `scenario: 1
title: { zh: 测试, en: Test }
faults:
${others}  - { kind: bearing-wear, asset: CNC-101, at: 0 s, growth: { law: linear, over: 20 h } }
`;
  const conditions = new Conditions();
  const plans = parseScenario(text, "test.yaml").faults;
  const schedule = new FaultSchedule(plans, { conditions, random: new Random(seed), truth: () => {} });
  return Array.from({ length: 21 }, (_, hour) => {
    schedule.step(3600 * hour, 3_600_000 * hour);
    return conditions.of("CNC-101").outerRace;
  });
}

it("[PM10] a part's path and its level of failure do not depend on other faults", () => {
  const alone = damages(SEED);
  const other = "  - { kind: gear-wear, asset: ROB-01, at: 1 h, growth: { law: linear, over: 3 h } }\n";
  expect(damages(SEED, other)).toEqual(alone);
  const levels = [1, 2, 3, 4, 5].map((seed) => damages(seed).at(-1) as number);
  expect(new Set(levels).size).toBe(5);
  for (const level of levels) {
    expect(level).toBeGreaterThanOrEqual(0.8);
    expect(level).toBeLessThanOrEqual(1);
  }
});

it("[PM1] a part that fails early is observable by its own damage, not by its share of the growth", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const conditions = new Conditions();
    const text = `scenario: 1
title: { zh: 测试, en: Test }
faults: [{ kind: cooling-loss, asset: CHL-01, at: 0 s, growth: { law: linear, over: 10000 s } }]
`;
    const seen: number[] = [];
    const schedule = new FaultSchedule(parseScenario(text, "test.yaml").faults, {
      conditions,
      random: new Random(seed),
      truth: (event) => {
        if (event.type === "fault" && event.phase === "observable") seen.push(event.timeMs);
      },
    });
    schedule.listen();
    let before = 0;
    for (let second = 0; seen.length === 0 && second < 10_000; second++) {
      before = conditions.of("CHL-01").coolingLoss;
      schedule.step(second, 1000 * second);
    }
    expect(seen).toHaveLength(1);
    expect(before).toBeLessThan(0.1);
    expect(conditions.of("CHL-01").coolingLoss).toBeGreaterThanOrEqual(0.1);
  }
});

it("[PM11] pumps of machine tools differ by seed and machine", () => {
  const conditions = new Conditions();
  const flows = [1, 2, 3].map((seed) => {
    const context = { random: new Random(seed) };
    return new CncFluids({ condition: conditions.of("CNC-101"), circumstance: new Circumstance(), context }, 80)
      .coolantLMin;
  });
  expect(new Set(flows).size).toBe(3);
  for (const flow of flows) expect(Math.abs(flow / 31 - 1)).toBeLessThanOrEqual(0.06);
});
