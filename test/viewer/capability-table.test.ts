import { expect, it } from "vitest";
import { capabilityVerdict } from "../../edge/contracts/quality/capability-row.ts";
import type { CapabilityRowAnswer } from "../../twin-viewer/src/data/quality-api.ts";
import {
  type CapabilityColumn,
  fittingRows,
  SHOWN_COLUMNS,
  sortedRows,
} from "../../twin-viewer/src/screens/quality/capability-rows.ts";
import { percentText } from "../../twin-viewer/src/screens/quality/quality-words.ts";

const index = (value: number) => ({ value, low: value - 0.2, high: value + 0.2 });

function row(machine: string, cpk: number | null, more: Partial<CapabilityRowAnswer> = {}): CapabilityRowAnswer {
  const indices = { cp: null, cpk: cpk === null ? null : index(cpk), pp: null, ppk: null };
  const figures = { mean: 1, sigmaWithin: 1, sigmaOverall: 1, normality: 0.5, quantiles: null, confidence: 0.95 };
  return {
    ...{ plan: "bore", feature: "bore-diameter", name: { zh: "内孔直径", en: "Bore diameter" }, unit: "mm" },
    ...{ characteristic: "critical", isDeviation: false, requiredCpk: null, machine, operation: "OP20" },
    ...{ phase: "frozen", isOutOfControl: false, limitsVersion: 1, limitsAt: "2026-11-01T00:00:00Z", newestAt: null },
    ...{ lower: 0, upper: 2, isCut: false },
    capability: { count: 120, distribution: "normal", beyond: 3, expectedBeyond: 0.01, ...figures, ...indices },
    ...more,
  };
}

const ROWS = [
  row("CNC-101", 1.5),
  row("CNC-102", 0.9, { phase: "trial", limitsAt: null, limitsVersion: null }),
  row("CNC-103", null, { capability: null }),
  row("CNC-104", 1.6, {
    ...{ requiredCpk: 2, isOutOfControl: true, operation: "OP30" },
    operationName: { zh: "去毛刺", en: "Deburring" },
  }),
];
const machines = (rows: readonly CapabilityRowAnswer[]) => rows.map(({ machine }) => machine.slice(-1)).join("");

it("[QY44] compares Cpk, else Ppk, with what the plan demands, else with 1.33", () => {
  const of = (cpk: number | null, ppk: number | null, required: number | null) =>
    capabilityVerdict(
      { cpk: cpk === null ? null : index(cpk), ppk: ppk === null ? null : { value: ppk, low: null, high: null } },
      required,
    );
  expect([of(1.32, null, null), of(1.4, null, null), of(1.6, null, null)]).toEqual(["below", "open", "met"]);
  expect([of(1.6, null, 1.67), of(2, 0.5, 1.67)]).toEqual(["below", "met"]);
  // A fitted distribution has no interval, so that nothing is shown by it.
  expect([of(null, 5, null), of(null, 1, null), of(null, null, null)]).toEqual(["open", "below", null]);
  expect(capabilityVerdict(null, 1)).toBeNull();
});

it("[QY45] sorts by each column, lines without a value last in both directions", () => {
  const sorted = (column: CapabilityColumn, isDown = false) => machines(sortedRows(ROWS, { column, isDown }, "en"));
  expect([sorted("cpk"), sorted("cpk", true)]).toEqual(["2143", "4123"]);
  expect([sorted("state"), sorted("required", true), sorted("n")]).toEqual(["4213", "4123", "3124"]);
  expect([sorted("frozen"), sorted("operation", true), sorted("machine", true)]).toEqual(["1342", "4123", "4321"]);
  for (const column of SHOWN_COLUMNS)
    for (const isDown of [false, true])
      expect(new Set(sortedRows(ROWS, { column, isDown }, "zh"))).toEqual(new Set(ROWS));
});

it("[QY45] filters by words and by what is below the requirement", () => {
  const fitting = (words: string, isBelowOnly = false) => machines(fittingRows(ROWS, { words, isBelowOnly }));
  expect([fitting(""), fitting("", true), fitting("deburring bore"), fitting("内孔 cnc-102")]).toEqual([
    "1234",
    "24",
    "4",
    "2",
  ]);
});

it("[QY45] gives shares with two digits that count", () => {
  expect([0, 0.5, 0.0123, 0.000_027, 1e-9].map(percentText)).toEqual([
    "0 %",
    "50 %",
    "1.2 %",
    "0.0027 %",
    "< 0.0001 %",
  ]);
});
