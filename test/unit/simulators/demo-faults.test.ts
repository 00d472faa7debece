import { expect, it } from "vitest";
import { observe } from "../../../simulators/kernel/signal.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { run } from "./demo-types.ts";

it("shows every fault of the demo in its physics within ten minutes", () => {
  const plant = createPlant({ seed: 1, scenario: "demo", startMs: Date.UTC(2026, 2, 2, 1) });
  const read = (station: string, id: string): unknown => {
    const signal = plant.signals(station).find((other) => other.id === id);
    return signal === undefined ? undefined : observe(signal, plant.nowMs);
  };
  const firstS = new Map<string, number>();
  let blockedS = 0;
  let insideAndMovingS = 0;
  let seconds = 0;
  const wearAtStart = read("CNC-103", "tool/life-used") as number;
  run(plant, 600, () => {
    seconds += 0.1;
    const note = (what: string, seen: boolean): void => {
      if (seen && !firstS.has(what)) firstS.set(what, seconds);
    };
    note("bearing", (read("CNC-206", "spindle/bearing-temperature") as number) > 75);
    note("tool", (read("CNC-103", "tool/life-used") as number) >= 100);
    note("oven", (read("OVN-01", "zone-3/deviation") as number) < -6);
    note(
      "near",
      (read("COB-02", "cell/human-distance") as number) < 0.9 && (read("COB-02", "tcp/speed") as number) > 50,
    );
    note("stop", read("PRS-01", "safety/emergency-stop") === true && read("COB-01", "safety/emergency-stop") === true);
    blockedS += plant.vehicles.find((vehicle) => vehicle.id === "AGV-02")?.fieldViolation === true ? 0.1 : 0;
    insideAndMovingS +=
      read("ROB-02", "cell/presence") === true &&
      read("ROB-02", "cell/gate-open") === false &&
      (read("ROB-02", "tcp/speed") as number) > 50
        ? 0.1
        : 0;
  });
  expect(wearAtStart).toBeLessThan(70);
  expect([...firstS.keys()].sort()).toEqual(["bearing", "near", "oven", "stop", "tool"]);
  // Something to see at once, and something to see coming.
  expect(firstS.get("near")).toBeLessThan(60);
  expect(firstS.get("bearing")).toBeGreaterThan(120);
  expect(blockedS).toBeGreaterThan(40);
  expect(insideAndMovingS).toBeGreaterThan(3);
  expect(plant.flows.assemblyAirM3h).toBeGreaterThan(45);
});

it("keeps those signals quiet while healthy", () => {
  const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.UTC(2026, 2, 2, 1) });
  let nearestM = Number.POSITIVE_INFINITY;
  run(plant, 900, () => {
    for (const id of ["COB-01", "COB-02"]) {
      const signal = plant.signals(id).find((other) => other.id === "cell/human-distance");
      nearestM = Math.min(nearestM, signal === undefined ? 0 : (observe(signal, plant.nowMs) as number));
    }
    expect(plant.vehicles.some((vehicle) => vehicle.fieldViolation)).toBe(false);
  });
  expect(nearestM).toBeGreaterThan(2.3);
});
