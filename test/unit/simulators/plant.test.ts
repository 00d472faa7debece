import { expect, it, vi } from "vitest";
import { observe, type SignalValue } from "../../../simulators/kernel/signal.ts";
import { AREAS } from "../../../simulators/plants/machining/media/areas.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { OPC_UA_STATIONS, run, signalId, tagsOf } from "./demo-types.ts";

// Hours of a plant in one test: seconds on an idle machine, more on a busy one.
vi.setConfig({ testTimeout: 180_000 });

const START_MS = Date.UTC(2026, 2, 2, 1);

function plantOf(scenario: "demo" | "healthy", seed = 7): Plant {
  return createPlant({ seed, scenario, startMs: START_MS });
}

function read(plant: Plant, station: string, signal: string): SignalValue {
  const found = plant.signals(station).find((other) => other.id === signal);
  if (found === undefined) throw new Error(`${station} has no ${signal}`);
  return observe(found, plant.nowMs);
}

it("keeps every piece: received = inside + shipped + scrapped at every step of an hour", () => {
  const plant = plantOf("demo");
  let shippedOrScrapped = 0;
  run(plant, 3600, () => {
    const { received, shipped, scrapped } = plant.book;
    if (received !== plant.insideCount + shipped + scrapped)
      throw new Error(`${received} received, ${plant.insideCount} inside, ${shipped} shipped, ${scrapped} scrapped`);
    shippedOrScrapped = shipped + scrapped;
  });
  expect(shippedOrScrapped).toBeGreaterThan(0);
  expect(read(plant, "PCK-01", "counter/parts-produced")).toBeGreaterThan(150);
});

it("is the same plant for the same seed, and a different one for another seed", () => {
  const snapshot = (seed: number): string => {
    const plant = plantOf("demo", seed);
    run(plant, 60);
    const values = OPC_UA_STATIONS.map((station) =>
      plant.signals(station.id).map((signal) => observe(signal, plant.nowMs)),
    );
    return JSON.stringify([values, plant.vehicles.map((vehicle) => vehicle.pose), plant.meter("MTR-E-PLANT")]);
  };
  expect(snapshot(7)).toBe(snapshot(7));
  expect(snapshot(8)).not.toBe(snapshot(7));
});

it("total power is the sum of the machines' power, and energy is its integral", () => {
  const plant = plantOf("demo");
  const before = plant.meter("MTR-E-PLANT").energyWh;
  let integralWh = 0;
  run(plant, 120, () => {
    const sum = (id: string): number => plant.meter(id).activePowerW.reduce((a, b) => a + b, 0);
    const areas = AREAS.reduce((total, area) => total + sum(`MTR-E-${area.toUpperCase()}`), 0);
    const grid = sum("MTR-E-PLANT");
    expect(grid).toBeCloseTo(areas + plant.powerTree.lossW, 3);
    integralWh += grid / 36_000;
  });
  expect(plant.meter("MTR-E-PLANT").energyWh - before).toBeCloseTo(integralWh, 3);
  const machines = OPC_UA_STATIONS.filter((station) => station.place.startsWith("machining")).reduce(
    (total, station) => total + (plant.machines.get(station.id)?.powerW ?? 0),
    0,
  );
  expect(plant.powerTree.feeder("machining").activeW).toBeCloseTo(
    machines + (plant.powerTree.cableLossW.get("machining") ?? 0),
    3,
  );
});

it("moves robot joints at the speed they report, within their limits", () => {
  const plant = plantOf("healthy");
  const joints = ["ROB-01", "COB-02"].flatMap((id) =>
    [1, 2, 3, 4, 5, 6].map((joint) => ({ id, joint, last: read(plant, id, `joint-${joint}/position`) as number })),
  );
  let top = 0;
  run(plant, 120, () => {
    for (const entry of joints) {
      const position = read(plant, entry.id, `joint-${entry.joint}/position`) as number;
      const speed = read(plant, entry.id, `joint-${entry.joint}/speed`) as number;
      expect(Math.abs((position - entry.last) / 0.1 - speed)).toBeLessThan(0.03);
      entry.last = position;
      top = Math.max(top, Math.abs(speed));
    }
  });
  expect(top).toBeGreaterThan(20);
  expect(top).toBeLessThan(260);
});

it("starts in the middle of the shift and stays busy", () => {
  const plant = plantOf("healthy");
  let executing = 0;
  let steps = 0;
  const cncs = OPC_UA_STATIONS.filter((station) => station.id.startsWith("CNC-")).map((station) => station.id);
  expect(cncs.filter((id) => plant.machines.get(id)?.pieceCount === 1).length).toBeGreaterThanOrEqual(8);
  run(plant, 1200, () => {
    steps += cncs.length;
    executing += cncs.filter((id) => plant.machines.get(id)?.itemState === 3).length;
  });
  expect(executing / steps).toBeGreaterThan(0.7);
  expect(executing / steps).toBeLessThan(0.95);
});

it("changes at least 55 % of the tags of the demo config within any 15 s", () => {
  const plant = plantOf("demo");
  const signals = OPC_UA_STATIONS.flatMap((station) => {
    const ids = new Set(tagsOf(station.kind).map(signalId));
    return plant.signals(station.id).filter((signal) => ids.has(signal.id));
  });
  expect(signals.length).toBeGreaterThanOrEqual(1600);
  for (let window = 0; window < 6; window++) {
    const shown = signals.map((signal) => observe(signal, plant.nowMs));
    const changed = signals.map(() => false);
    run(plant, 15, () => {
      for (const [at, signal] of signals.entries())
        if (!changed[at]) changed[at] = observe(signal, plant.nowMs) !== shown[at];
    });
    expect(changed.filter(Boolean).length / signals.length).toBeGreaterThanOrEqual(0.55);
  }
});

it("crosses no limit of the demo config while healthy, and never leaves a range", () => {
  const plant = plantOf("healthy");
  const watched = OPC_UA_STATIONS.flatMap((station) => {
    const tags = tagsOf(station.kind).filter((tag) => tag.range !== undefined || tag.limits !== undefined);
    return tags.map((tag) => ({
      tag,
      station,
      signal: plant.signals(station.id).find((signal) => signal.id === signalId(tag)),
    }));
  });
  const crossed = new Set<string>();
  let step = 0;
  run(plant, 2400, () => {
    if (step++ % 10 !== 0) return;
    for (const { tag, station, signal } of watched) {
      const value = signal === undefined ? Number.NaN : (observe(signal, plant.nowMs) as number);
      const low = tag.limits?.low ?? tag.limits?.lowLow ?? Number.NEGATIVE_INFINITY;
      const high = tag.limits?.high ?? tag.limits?.highHigh ?? Number.POSITIVE_INFINITY;
      const [bottom, top] = tag.range ?? [low, high];
      if (!(value > low && value < high && value >= bottom && value <= top))
        crossed.add(`${station.id} ${signalId(tag)} ${value}`);
    }
  });
  expect([...crossed]).toEqual([]);
});
