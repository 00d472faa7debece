import { expect, it } from "vitest";
import { DemandTruth } from "../../../simulators/plants/machining/media/demand-truth.ts";

it("[PM33] the truth of demand is the mean power of whole quarters of an hour of which the beginning was seen", () => {
  const truth = new DemandTruth();
  const start = Date.UTC(2026, 2, 2, 0, 5);
  const events = Array.from({ length: 3600 }, (_, second) =>
    // 100 kW up to 00:30, 200 kW from then on.
    truth.second(start + 1000 * second, (100_000 * second) / 3600 + Math.max(0, (100_000 * (second - 1500)) / 3600)),
  ).flat();
  expect(events.map(({ timeMs }) => (timeMs - start) / 1000)).toEqual([1500, 2400, 3300]);
  expect(events.map((event) => (event.type === "plant-demand" ? Math.round(event.kW) : null))).toEqual([100, 200, 200]);
});
