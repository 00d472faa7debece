import { expect, it } from "vitest";
import { Random } from "../../../simulators/kernel/random.ts";
import { observe } from "../../../simulators/kernel/signal.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

/** A plant with one fault beside its sound twin of the same seed: every difference is an effect of the fault. */

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2, 0);
const plantOf = (fault: string): Plant =>
  createPlant({ seed: SEED, scenario: parseScenario(`${HEAD}${fault}`, "test.yaml"), startMs: START_MS, warmUpS: 120 });

const WARM = "CNC-202 spindle/bearing-temperature";

/** Runs both second by second, and calls `look` after each, until it returns true. */
function twins(
  fault: string,
  seconds: number,
  look: (faulty: Plant, sound: Plant, second: number) => boolean | undefined,
): void {
  const faulty = plantOf(`faults: [{ ${fault} }]\n`);
  const sound = plantOf("");
  for (let second = 1; second <= seconds; second++) {
    for (const plant of [faulty, sound]) plant.advanceTo(START_MS + 1000 * second);
    if (look(faulty, sound, second) === true) return;
  }
}

/** Tags with different values in the two, as `STATION component/signal`. */
function differing(faulty: Plant, sound: Plant): string[] {
  const { byStation } = sound.instruments;
  return [...faulty.instruments.byStation].flatMap(([station, signals]) =>
    signals.flatMap((signal, at) => {
      const other = byStation.get(station)?.[at];
      if (other === undefined) return [`${station} ${signal.id}`];
      return observe(signal, faulty.nowMs) === observe(other, sound.nowMs) ? [] : [`${station} ${signal.id}`];
    }),
  );
}

it("[E19] draws for a piece or a moment are the same whatever was drawn before, and differ by key", () => {
  const random = new Random(SEED);
  const before = [random.at("PC-0000001").next(), random.at(1000).next()];
  for (let drawn = 0; drawn < 7; drawn++) random.next();
  expect([random.at("PC-0000001").next(), random.at(1000).next()]).toEqual(before);
  const many = new Set(Array.from({ length: 1000 }, (_, at) => random.at(1_772_000_000_000 + 100 * at).next()));
  expect(many.size).toBe(1000);
  const mean = [...many].reduce((sum, draw) => sum + draw, 0) / many.size;
  expect(mean).toBeGreaterThan(0.45);
  expect(mean).toBeLessThan(0.55);
});

it("[E19] a person who leans into a cobot's reach does not change the paths of other people", () => {
  twins("kind: person-near-cobot, asset: COB-02, at: 5 s, lasts: 120 s", 180, (faulty, sound, second) => {
    for (const [at, { id, x, y }] of faulty.safety.people.entries()) {
      if (id === "A-COB-02") continue;
      const other = sound.safety.people[at];
      expect([id, second, x, y]).toEqual([other?.id, second, other?.x, other?.y]);
    }
    return undefined;
  });
});

it("[E19] until a fault begins, and beyond its physical effects, every tag is the same to the bit", () => {
  const seen = new Set<string>();
  const look = (faulty: Plant, sound: Plant): undefined => {
    for (const tag of differing(faulty, sound)) seen.add(tag);
  };
  twins(
    "kind: sensor-drift, asset: CMP-01, at: 20 s, growth: { law: linear, over: 20 s }, " +
      "with: { signal: oil/temperature, share: 0.2 }",
    60,
    look,
  );
  expect([...seen]).toEqual(["CMP-01 oil/temperature"]);
});

it("[E19] a bearing's friction affects others by heat and electricity only", () => {
  const seen = new Set<string>();
  twins(
    "kind: bearing-wear, asset: CNC-202, at: 10 s, severity: 0.3, growth: { law: linear, over: 20 s }",
    1_800,
    (faulty, sound, second) => {
      for (const tag of differing(faulty, sound)) seen.add(tag);
      // A spindle that waits for pieces has no friction.
      return second >= 90 && seen.has(WARM);
    },
  );
  expect(seen).toContain(WARM);
  const electric = /(power|current|voltage|supply|loss|winding|oil|bus|feeder|frequency|energy)/;
  const elsewhere = [...seen].filter((tag) => !/^(CNC-202|MTR-E-|TRF-|SWB-|CHL-)/.test(tag) && !electric.test(tag));
  expect(elsewhere).toEqual([]);
});
