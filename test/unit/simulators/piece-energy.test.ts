import { expect, it } from "vitest";
import type { TruthEvent } from "../../../simulators/kernel/events.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { SEED } from "../../run/seed.ts";

const START_MS = Date.UTC(2026, 2, 2, 0);
type PieceEnergy = TruthEvent & { readonly type: "piece-energy" };

it("[PM30] the truth of a piece's energy is what its station's supply counted, shared among the pieces in work", () => {
  const plant = createPlant({ seed: SEED, scenario: "healthy", startMs: START_MS, warmUpS: 2400 });
  const truths: PieceEnergy[] = [];
  /** Counts of the supply when the pieces began that are in work. */
  const begun = new Map<string, number>();
  const started = new Set<string>();
  plant.onTruth((event) => {
    if (event.type === "piece-energy") truths.push(event);
  });
  plant.onEvent((event) => {
    if (event.type === "operation-started") started.add(event.station);
  });
  const countOf = (station: string): number =>
    (plant.machines.get(station) as unknown as { readonly supply: { readonly energyWh: number } }).supply.energyWh;
  const most = { "PRS-01": 0, "WSH-01": 0 };
  for (let step = 0; step < 6000; step++) {
    plant.step();
    const done = truths.splice(0);
    for (const station of ["PRS-01", "WSH-01"] as const) {
      const together = done.filter((one) => one.station === station);
      const before = begun.get(station);
      if (before !== undefined && together.length > 0) {
        const whole = together.reduce((sum, { electricityWh }) => sum + electricityWh, 0);
        expect(whole).toBeCloseTo(countOf(station) - before, 6);
        most[station] = Math.max(most[station], together.length);
      }
      if (started.has(station)) begun.set(station, countOf(station));
    }
    started.clear();
  }
  expect(most["PRS-01"]).toBe(1);
  expect(most["WSH-01"]).toBeGreaterThan(1);
});

it("[PM31] machines that work on pieces have a trace of their power each 100 ms, beside their active power", () => {
  const plant = createPlant({ seed: SEED, scenario: "healthy", startMs: START_MS, warmUpS: 60 });
  const traced = [...plant.instruments.byStation].flatMap(([station, signals]) => {
    const trace = signals.find(({ id }) => id === "power/trace");
    const active = signals.find(({ id }) => id === "power/active");
    return trace === undefined ? [] : [{ station, everyMs: trace.everyMs, isSame: trace.read() === active?.read() }];
  });
  expect(traced).toHaveLength(13);
  expect(traced.filter(({ everyMs, isSame }) => everyMs !== 100 || !isSame)).toEqual([]);
});
