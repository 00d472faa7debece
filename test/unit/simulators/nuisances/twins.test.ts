import { expect, it } from "vitest";
import type { TruthEvent } from "../../../../simulators/kernel/events.ts";
import { observe } from "../../../../simulators/kernel/signal.ts";
import { createPlant, type Plant } from "../../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../../simulators/scenario/read.ts";
import { SEED } from "../../../run/seed.ts";

const START_MS = Date.UTC(2026, 2, 2, 1);
const NUISANCES = `nuisances:
  level: harsh
  kinds:
    outlier: { perWeek: 3000 }
    motor-start: { perWeek: 600 }
    leaning: { perWeek: 600 }
    feed-override: { perWeek: 600 }
    recalibration: { perWeek: 600 }
`;

function plantOf(fault: string): { readonly plant: Plant; readonly truth: TruthEvent[] } {
  const text = `scenario: 1\ntitle: { zh: 测试, en: Test }\n${NUISANCES}${fault}`;
  const scenario = parseScenario(text, "test.yaml");
  const plant = createPlant({ seed: SEED, scenario, startMs: START_MS, warmUpS: 60 });
  const truth: TruthEvent[] = [];
  plant.onTruth((event) => {
    if (event.type === "nuisance") truth.push(event);
  });
  return { plant, truth };
}

it("[SP3] [E19] with many nuisances a drifting instrument changes its own tag only, and no nuisance", () => {
  const drift = "kind: sensor-drift, asset: CMP-01, at: 20 s, growth: { law: linear, over: 20 s }";
  const faulty = plantOf(`faults: [{ ${drift}, with: { signal: oil/temperature, share: 0.2 } }]\n`);
  const sound = plantOf("");
  const differing = new Set<string>();
  for (let second = 1; second <= 60; second++) {
    for (const { plant } of [faulty, sound]) plant.advanceTo(START_MS + 1000 * second);
    for (const [station, signals] of sound.plant.instruments.byStation)
      for (const [at, signal] of signals.entries()) {
        const other = faulty.plant.instruments.byStation.get(station)?.[at];
        if (other !== undefined && observe(signal, sound.plant.nowMs) !== observe(other, faulty.plant.nowMs))
          differing.add(`${station} ${signal.id}`);
      }
  }
  expect([...differing]).toEqual(["CMP-01 oil/temperature"]);
  expect(sound.truth.length).toBeGreaterThan(20);
  expect(faulty.truth).toEqual(sound.truth);
});
