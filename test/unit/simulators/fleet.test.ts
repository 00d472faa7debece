import { expect, it } from "vitest";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";

it("drives vehicles for two hours without jumps, collisions or a deadlock of the fleet", () => {
  const plant = createPlant({ seed: 3, scenario: "demo", startMs: 0, warmUpS: 0 });
  const last = plant.vehicles.map((vehicle) => ({ ...vehicle.pose, vx: 0 }));
  const stepS = 0.1;
  let stillS = 0;
  let longestStillS = 0;
  let fastestMS = 0;
  let hardestMS2 = 0;
  let nearestM = Number.POSITIVE_INFINITY;
  const carriedWhere = new Set<string>();
  for (let step = 0; step < (2 * 3600) / stepS; step++) {
    plant.step();
    for (const [at, vehicle] of plant.vehicles.entries()) {
      const before = last[at] as { x: number; y: number; theta: number; vx: number };
      const { x, y, theta } = vehicle.pose;
      fastestMS = Math.max(fastestMS, Math.hypot(x - before.x, y - before.y) / stepS);
      hardestMS2 = Math.max(hardestMS2, (vehicle.velocity.vx - before.vx) / stepS);
      last[at] = { x, y, theta, vx: vehicle.velocity.vx };
      if (vehicle.load !== null) carriedWhere.add(vehicle.order?.nodes.at(-1) ?? "");
      for (const other of plant.vehicles.slice(at + 1))
        nearestM = Math.min(nearestM, Math.hypot(x - other.pose.x, y - other.pose.y));
    }
    // At first every place has its two pallets and nothing to deliver.
    if (step * stepS < 900) continue;
    stillS = plant.vehicles.some((vehicle) => vehicle.driving) ? 0 : stillS + stepS;
    longestStillS = Math.max(longestStillS, stillS);
  }
  expect(fastestMS).toBeLessThanOrEqual(1.6);
  expect(hardestMS2).toBeLessThanOrEqual(0.61);
  expect(longestStillS).toBeLessThan(90);
  // Two vehicles, each 1 m wide, side by side.
  expect(nearestM).toBeGreaterThan(0.9);
  expect([...carriedWhere].sort()).toEqual(["N12", "N16", "N18", "N20", "N4", "N9"]);
});

it("[PM46] numbers the stops of an order as VDA 5050 does and releases what is reserved for the vehicle", () => {
  const plant = createPlant({ seed: 3, scenario: "healthy", startMs: 0 });
  let updates = 0;
  for (let step = 0; step < 6000; step++) {
    plant.step();
    for (const vehicle of plant.vehicles) {
      const { order } = vehicle;
      if (order === null) continue;
      const at = vehicle.lastNodeSequenceId / 2;
      expect(order.nodes[at]).toBe(vehicle.lastNodeId);
      expect(order.releasedNodes).toBeGreaterThan(at);
      updates = Math.max(updates, order.orderUpdateId);
    }
  }
  expect(updates).toBeGreaterThan(0);
});
