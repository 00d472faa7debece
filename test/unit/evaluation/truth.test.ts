import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readTruth } from "../../../edge/evaluation/truth.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-truth-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MIN = 60_000;
const RUN = { type: "run", timeMs: 0, title: { zh: "测试", en: "Test" }, seed: 7, hours: 1 };
const fault = (minute: number, phase: string) => ({
  type: "fault",
  timeMs: minute * MIN,
  fault: "f",
  kind: "imbalance",
  asset: "CNC-1",
  component: "spindle",
  parameters: { a: 1 },
  phase,
  damage: 0,
});
const state = (minute: number, cause: string) => ({
  type: "machine-state",
  timeMs: minute * MIN,
  station: "CNC-1",
  state: 1,
  mode: 1,
  cause,
});

function written(...lines: readonly object[]): string {
  const path = join(folder, "truth.jsonl");
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

it("[E3] reads each occurrence of a fault with its phases", async () => {
  const { title, seed, start, end, faults } = await readTruth(
    written(
      RUN,
      { type: "people", timeMs: 1, at: {} },
      fault(1, "begins"),
      fault(2, "observable"),
      fault(3, "repaired"),
      fault(9, "begins"),
    ),
  );
  expect([title, seed, start, end]).toEqual(["Test", 7, 0, 3600e6]);
  expect(faults).toMatchObject([
    { id: "f", parameters: { a: 1 }, beginsAt: 60e6, observableAt: 120e6, failureAt: undefined, repairedAt: 180e6 },
    { beginsAt: 540e6, observableAt: undefined, repairedAt: undefined },
  ]);
});

it("[E18] reads when tools were replaced, and why", async () => {
  const change = (minute: number, reason: string) => ({
    type: "tool-changed",
    timeMs: minute * MIN,
    station: "CNC-1",
    tool: "4",
    reason,
    lifeUsed: 0.87,
  });
  const { toolChanges } = await readTruth(
    written(RUN, change(10, "planned"), state(11, "working"), change(30, "worn")),
  );
  expect(toolChanges).toEqual([
    { asset: "CNC-1", at: 600e6, reason: "planned" },
    { asset: "CNC-1", at: 1800e6, reason: "worn" },
  ]);
});

it("[E7] knows a machine's activity, and how long it needs to recover", async () => {
  const truth = await readTruth(
    written(RUN, state(10, "setup"), state(12, "working"), state(30, "break"), state(40, "working")),
  );
  expect([9, 11, 16, 18, 35, 59, 61].map((minute) => truth.nuisanceAt("CNC-1", minute * 60e6))).toEqual([
    undefined,
    "variant-change",
    "variant-change",
    undefined,
    "shift-start",
    "shift-start",
    undefined,
  ]);
  expect(truth.nuisanceAt("CNC-2", 11 * 60e6)).toBeUndefined();
});

it("[E34] reads when a part will fail, and the pauses of a machine up to the end of the run", async () => {
  const { faults, pausesOf } = await readTruth(
    written(
      RUN,
      { ...fault(1, "begins"), failsAtMs: 90 * MIN },
      state(30, "break"),
      state(40, "working"),
      state(41, "setup"),
      state(50, "off-shift"),
    ),
  );
  expect(faults).toMatchObject([{ failsAt: 5400e6, failureAt: undefined }]);
  expect(pausesOf("CNC-1")).toEqual([
    { from: 1800e6, to: 2400e6 },
    { from: 3000e6, to: 3600e6 },
  ]);
  expect(pausesOf("CNC-2")).toEqual([]);
});

it("[E7] a named nuisance comes before the machine's state, one of the whole plant after it", async () => {
  const nuisance = (minute: number, name: string, assets: readonly string[], phase: string) => ({
    type: "nuisance",
    timeMs: minute * MIN,
    nuisance: name,
    assets,
    signal: "",
    amount: 1,
    phase,
  });
  const truth = await readTruth(
    written(
      RUN,
      nuisance(5, "warm-water", ["plant"], "begins"),
      state(10, "setup"),
      state(12, "working"),
      nuisance(20, "silent-source", ["CNC-1", "CNC-2"], "begins"),
      nuisance(22, "silent-source", ["CNC-1", "CNC-2"], "ends"),
      nuisance(40, "warm-water", ["plant"], "ends"),
    ),
  );
  expect([4, 6, 11, 18, 21, 26, 28, 46].map((minute) => truth.nuisanceAt("CNC-1", minute * 60e6))).toEqual([
    undefined,
    "warm-water",
    "variant-change",
    "warm-water",
    "silent-source",
    "silent-source",
    "warm-water",
    undefined,
  ]);
  expect(truth.nuisanceAt("CNC-2", 21 * 60e6)).toBe("silent-source");
});

it("refuses a file that is not ground truth", async () => {
  await expect(readTruth(written(fault(1, "begins")))).rejects.toThrow(/no ground truth/);
});
