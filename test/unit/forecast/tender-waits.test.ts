import { describe, expect, it } from "vitest";
import { EMPTY_START, type StartState } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { bufferOf, lasting, line, stationOf } from "../../fakes/forecast-plans.ts";

const PLENTY: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };

describe("tenders before machines that are out", () => {
  it("[FK16] a tender on its way to a machine that goes out waits there, and its other machines wait for it", () => {
    const tender = { label: "ROB", stations: [2, 3], fetch: lasting(10), empty: lasting(8), put: lasting(5) };
    const made = (outages: readonly (readonly [number, number])[]): number => {
      const cells = [stationOf("A", lasting(90), { tender: 0, outages }), stationOf("B", lasting(90), { tender: 0 })];
      return new PlantRun(line([[bufferOf("IN", 8)], cells], { tenders: [tender] }), PLENTY, 1).run(10_000).good;
    };
    // The first fetch is for A; it takes from 0 to 10.
    const [never, caught, before] = [[], [[5, 5005] as const], [[0, 5000] as const]].map(made) as [
      number,
      number,
      number,
    ];
    expect(caught).toBeLessThan(0.52 * never);
    expect(before).toBeGreaterThan(0.7 * never);
  });
});
