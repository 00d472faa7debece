import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { JudgedForecast } from "../../../edge/evaluation/forecasts.ts";
import { judge } from "../../../edge/evaluation/judge.ts";
import type { Occurrence, Watched } from "../../../edge/evaluation/occurrences.ts";
import { readTruth } from "../../../edge/evaluation/truth.ts";

/** Tool wear, compared with small truth files: begin and end of a fault, and tool changes. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-tool-lives-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MIN = 60e6;
const MACHINE = { assetUid: "urn:CNC-1", label: "CNC-1", kind: "lathe", tags: [1] } as unknown as Asset;
type Line = Readonly<Record<string, unknown>>;

const wear = (minute: number, phase: string): Line => ({
  type: "fault",
  timeMs: minute * 60_000,
  fault: "w",
  kind: "tool-wear",
  asset: "CNC-1",
  component: "tool",
  phase,
});
const WEARS = [wear(0, "begins"), wear(10, "observable")];
const changed = (minute: number, reason: "planned" | "worn" | "broken"): Line => ({
  type: "tool-changed",
  timeMs: minute * 60_000,
  station: "CNC-1",
  tool: "3",
  reason,
  lifeUsed: reason === "planned" ? 0.87 : 1,
});

/** An alert raised at `minute` about the time since `since`. */
const said = (minute: number, since: number, more: Partial<Occurrence> = {}): Occurrence => ({
  rule: "trend/tool-life",
  assetUid: "urn:CNC-1",
  label: "CNC-1",
  kind: "process",
  annunciation: "advisory",
  component: "tool",
  kinds: [],
  laterKinds: [],
  lives: [],
  signal: "life-used",
  since: since * MIN,
  raisedAt: minute * MIN,
  clearedAt: undefined,
  message: "",
  isSuppressed: false,
  ...more,
});
/** A forecast, made at `minute`, of a crossing in 10 minutes, 12 at the latest: 24 minutes later it has failed. */
const forecast = (minute: number, outcome: JudgedForecast["outcome"], crossedMin?: number): JudgedForecast => ({
  rule: "trend/tool-life",
  assetUid: "urn:CNC-1",
  saidAt: minute * MIN,
  crossing: (minute + 10) * MIN,
  from: (minute + 8) * MIN,
  to: (minute + 12) * MIN,
  outcome,
  ...(crossedMin === undefined ? {} : { crossedAt: crossedMin * MIN }),
});
const PREDICTION = { kind: "prediction" } as const;

async function judged(
  lines: readonly Line[],
  occurrences: readonly Occurrence[],
  forecasts: readonly JudgedForecast[] = [],
) {
  const path = join(folder, "truth.jsonl");
  const run = { type: "run", timeMs: 0, title: { zh: "测试", en: "Test" }, seed: 1, hours: 3 };
  writeFileSync(path, [run, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""));
  const plant = { assets: [MACHINE] } as unknown as Watched["plant"];
  const figures = {
    from: 0,
    to: 180 * MIN,
    samples: 1,
    hasSample: () => true,
    unknownSamples: 0,
    isWhole: false,
    cpuUs: 1,
  };
  return judge({ occurrences, forecasts, plant, ...figures }, await readTruth(path));
}

it("[E18] a finding of wear is right for the tool in use, and false after that tool was replaced", async () => {
  const right = await judged([...WEARS, changed(40, "worn")], [said(30, 25)]);
  expect([right.detected, right.falseAlerts.length]).toEqual([1, 0]);
  const late = await judged([...WEARS, changed(40, "worn")], [said(41, 35)]);
  expect([late.detected, late.falseAlerts.map(({ at }) => at / MIN)]).toEqual([0, [41]]);
  const ofTheNext = await judged([...WEARS, changed(40, "worn")], [said(50, 45)]);
  expect([ofTheNext.detected, ofTheNext.falseAlerts.length]).toEqual([1, 0]);
});

it("[E18] a finding that names a wrong offset first concerns the machine, whichever tool is in use", async () => {
  const shift = WEARS.map((line) => ({ ...line, kind: "quality-shift" }));
  const offset = said(41, 35, { kinds: ["quality-shift", "tool-wear"] });
  const found = await judged([...shift, changed(40, "planned")], [offset]);
  expect([found.detected, found.falseAlerts.length]).toEqual([1, 0]);
  const wearFirst = await judged([...shift, changed(40, "planned")], [{ ...offset, kinds: ["tool-wear"] }]);
  expect([wearFirst.detected, wearFirst.falseAlerts.length]).toEqual([0, 1]);
});

it("[E18] an alert about a tool before the fault was visible finds nothing once that tool is replaced", async () => {
  const stands = [said(5, 4)];
  expect((await judged(WEARS, stands)).detected).toBe(1);
  expect((await judged([...WEARS, changed(8, "planned"), changed(90, "worn")], stands)).detected).toBe(0);
});

it("[E18] tools that were replaced as planned, before their end, are not missed faults; worn ones are", async () => {
  const inTime = await judged([...WEARS, changed(30, "planned"), changed(60, "planned"), wear(70, "repaired")], []);
  expect([inTime.detected, inTime.replaced, inTime.faults[0]?.replaced]).toEqual([0, 1, true]);
  const worn = await judged([...WEARS, changed(30, "planned"), changed(60, "worn"), wear(70, "repaired")], []);
  expect([worn.detected, worn.replaced, worn.faults[0]?.replaced]).toEqual([0, 0, undefined]);
  const afterwards = await judged([...WEARS, wear(70, "repaired"), changed(80, "planned")], []);
  expect(afterwards.replaced).toBe(0);
  const found = await judged([...WEARS, changed(30, "planned")], [said(20, 15)]);
  expect([found.detected, found.replaced]).toEqual([1, 0]);
});

it("[E18] without a fault, a worn out tool justifies its alerts; one replaced as planned does not", async () => {
  const falseOf = async (lines: readonly Line[], alert = said(30, 29)) =>
    (await judged(lines, [alert])).falseAlerts.length;
  expect(await falseOf([changed(35, "worn")])).toBe(0);
  expect(await falseOf([changed(35, "broken")])).toBe(0);
  expect(await falseOf([changed(35, "planned")])).toBe(1);
  expect(await falseOf([changed(35, "worn")], said(36, 29))).toBe(1);
  expect(await falseOf([changed(35, "worn")], said(30, 29, { component: "coolant" }))).toBe(1);
});

it("[E8] [E18] a prediction is overtaken when its tool is replaced, even by one nearly as worn", async () => {
  const prediction = said(30, 25, PREDICTION);
  const overtaken = await judged([changed(38, "planned")], [prediction], [forecast(30, "missed")]);
  expect([overtaken.predictions.replaced, overtaken.predictions.missed, overtaken.falseAlerts.length]).toEqual([
    1, 0, 0,
  ]);
  const failed = await judged([changed(60, "planned")], [prediction], [forecast(30, "missed")]);
  expect([failed.predictions.replaced, failed.predictions.missed, failed.falseAlerts.length]).toEqual([0, 1, 1]);
});

it("[E8] [E18] only its own tool makes a prediction true, and one about a replaced tool is false", async () => {
  const prediction = said(30, 25, PREDICTION);
  const own = await judged([changed(40.5, "worn")], [prediction], [forecast(30, "crossed", 40)]);
  expect(own.predictions.crossed).toBe(1);
  const ofTheNext = await judged([changed(38, "planned")], [prediction], [forecast(30, "crossed", 41)]);
  expect([ofTheNext.predictions.crossed, ofTheNext.predictions.replaced]).toEqual([0, 1]);
  // Its line goes through the old tool: it is false if nothing comes of it, and right if it comes true anyway.
  const old = [changed(29, "planned"), changed(45, "worn")];
  expect((await judged(old, [prediction], [forecast(30, "missed")])).falseAlerts.length).toBe(1);
  expect((await judged(old, [prediction], [forecast(30, "crossed", 41)])).falseAlerts.length).toBe(0);
});
