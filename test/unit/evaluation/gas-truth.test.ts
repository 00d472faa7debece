import { expect, it } from "vitest";
import { GasTruth } from "../../../edge/evaluation/safety/gas-truth.ts";

const S = 1e6;
const leak = (id: string, beginsAt: number, repairedAt: number) => ({
  ...{ id, kind: "gas-leak", asset: "OVN-01", beginsAt: beginsAt * S, repairedAt: repairedAt * S },
});
const alarm = (label: string, at: number, rule = "gas-concentration/high") => ({ rule, label, raisedAt: at * S });

it("[E74] a leak is found by the first alarm after its first crossing; alarms without a crossing are false", () => {
  const gas = new GasTruth();
  gas.take({ timeMs: 300_000, detector: "GD-01", level: 1 });
  gas.take({ timeMs: 400_000, detector: "GD-01", level: 2 });
  gas.take({ timeMs: 700_000, detector: "GD-02", level: 1 });
  gas.take({ timeMs: 900_000, detector: "GD-01", level: 0 });
  gas.take({ timeMs: 950_000, detector: "GD-02", level: 0 });
  gas.take({ timeMs: 2_000_000, detector: "GD-03", level: 1 });
  const leaks = [leak("a", 100, 800), leak("small", 1_000, 1_200), leak("b", 1_800, 2_100)];
  const heard = [
    ...[alarm("GD-01", 312), alarm("GD-02", 730), alarm("GD-03", 1_100)],
    ...[alarm("GD-01", 1_500), alarm("GD-01", 310, "bearing-temperature/high")],
  ];
  expect(gas.figures([...leaks, { ...leak("other", 0, 9_000), kind: "air-leak" }], heard)).toEqual({
    leaks: 3,
    crossed: [
      { id: "a", asset: "OVN-01", detectors: ["GD-01", "GD-02"], crossedAfterS: 200, delayS: 12 },
      { id: "b", asset: "OVN-01", detectors: ["GD-03"], crossedAfterS: 200, delayS: null },
    ],
    ...{ times: 3, alarmed: 2, falseAlarms: 2 },
  });
});
