import { expect, it } from "vitest";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { readMaterialEvent } from "../../../edge/contracts/production/material-reader.ts";
import { Controllers } from "../../../edge/evaluation/input/controllers.ts";
import type { RunReport } from "../../../edge/evaluation/input/plant-run.ts";

const controllers = (): Controllers => new Controllers((label) => `urn:${label}` as AssetUid);
const OPERATION = {
  type: "operation-completed",
  timeMs: 60_000,
  station: "CNC-201",
  piece: "P-1",
  variant: "V",
  order: "O",
  job: "O/OP10",
  operation: "OP10",
  program: "P10",
  startMs: 10_000,
  tools: ["3", "7"],
  verdict: "good",
  features: [],
};
const read = (report: RunReport) => {
  const [event] = controllers().events(report, 62e6);
  return event === undefined ? undefined : readMaterialEvent(event);
};

it("[E21] pieces enter the path as their controllers report them, some with fewer details", () => {
  expect(read({ event: OPERATION, server: "milling" })).toMatchObject({
    kind: "piece.completed",
    piece: "P-1",
    place: "CNC-201",
    job: "O/OP10",
    variant: "V",
    verdict: "good",
    time: 60e6,
    startTime: 10e6,
    receivedAt: 62e6,
  });
  const lathe = read({ event: { ...OPERATION, station: "CNC-101" }, server: "turning" });
  expect(lathe).toMatchObject({ kind: "piece.completed", tools: ["7"] });
  expect(lathe).not.toHaveProperty("variant");
  const carried = { type: "pallet-arrived", timeMs: 1000, pallet: "PAL-1", pieces: ["P-1"] };
  const vehicle = { ...carried, place: { kind: "vehicle", id: "AGV-01" } };
  expect(read({ event: vehicle, node: "N7" })).toMatchObject({ kind: "pallet.arrived", place: "AGV-01", node: "N7" });
  const store = { ...carried, place: { kind: "store", id: "RCK-01", slot: 4 } };
  expect(read({ event: store })).toMatchObject({ place: "RCK-01", slot: 4, pieces: ["P-1"] });
  // No controller reports pieces outside of the plant.
  expect(read({ event: { ...carried, place: { kind: "outside", id: "SUPPLIER" } } })).toBeUndefined();
  expect(read({ event: { ...OPERATION, type: "machine-state" }, server: "milling" })).toBeUndefined();
});

it("[E21] features of pieces come from the server that reports results, beside the end of the operation", () => {
  const features = [{ feature: "bore-diameter", unit: "mm", lower: 61.975, upper: 62.025, value: 62.01, ok: true }];
  const measured = { ...OPERATION, station: "CMM-01", verdict: "scrap", features };
  const events = controllers().events({ event: measured, server: "process" }, 62e6);
  expect(events.map((event) => readMaterialEvent(event))).toMatchObject([
    { kind: "piece.completed", place: "CMM-01", piece: "P-1" },
    {
      kind: "piece.measured",
      place: "CMM-01",
      piece: "P-1",
      ok: false,
      features: [{ name: "bore-diameter", value: 62.01, lower: 61.975, upper: 62.025, unit: "mm" }],
    },
  ]);
  expect(controllers().events({ event: { ...measured, station: "PRS-01" }, server: "assembly" }, 62e6)).toHaveLength(1);
});

it("[E21] messages of controls are conditions where their server reports them", () => {
  const event = {
    type: "machine-message",
    timeMs: 5000,
    station: "CNC-201",
    code: "TOOL-BROKEN",
    severity: 700,
    active: true,
    text: { zh: "刀具断裂", en: "Tool broken" },
  };
  expect(controllers().condition({ event, server: "milling" })).toMatchObject({
    rule: "TOOL-BROKEN",
    assetUid: "urn:CNC-201",
    active: true,
    at: 5e6,
  });
  expect(controllers().condition({ event: { ...event, active: false }, server: "milling" })).toMatchObject({
    active: false,
    retain: false,
  });
  expect(controllers().condition({ event, server: "turning" })).toBeUndefined();
});
