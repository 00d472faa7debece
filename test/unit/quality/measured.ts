/** Events of measured pieces, and a book of measurements in a folder of its own, for tests. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { ChartModel } from "../../../edge/contracts/quality/chart.ts";
import type { PlanConfig, PlansConfig } from "../../../edge/quality/config.ts";
import { limitsEvent } from "../../../edge/quality/limits-event.ts";
import { QualityBook } from "../../../edge/quality/quality-book.ts";
import { BenchPlant, batchOf } from "../detect/bench-plant.ts";

const T0 = Date.UTC(2026, 2, 2) * 1000;

/** µs of a second of the story. */
export const at = (second: number): number => T0 + second * 1e6;

const EDGE = "edge" as AssetUid;

export const BENCH = new BenchPlant([
  {
    label: "CNC-201",
    kind: "machining-centre",
    tags: [{ component: "counter", signal: "tool-changes", unit: "1" }],
  },
  { label: "CNC-202", kind: "machining-centre", tags: [] },
  { label: "PRS-01", kind: "press", tags: [{ component: "result", signal: "peak-force", unit: "N" }] },
  { label: "CMM-01", kind: "cmm", tags: [{ component: "result", signal: "flatness" }] },
]);

export const PLAN: PlanConfig = {
  id: "flatness",
  name: { zh: "平面度", en: "Flatness" },
  feature: "flange-flatness",
  gauges: ["CMM-*"],
  variants: ["*"],
  unit: "mm",
  characteristic: "significant",
  isDeviation: false,
  madeBy: ["CNC-20*"],
  signal: "result/flatness",
  reads: "report",
  chart: { kind: "i-mr", size: 1, every: 1, rules: "nelson" },
  distribution: "auto",
};

export function folderForBook(): string {
  return join(mkdtempSync(join(tmpdir(), "gemba-quality-")), "quality.db");
}

export function bookOf(features: readonly PlanConfig[], path = folderForBook()): QualityBook {
  const operations = [
    { stations: ["CNC-2*"], id: "OP21" },
    { stations: ["CMM-*"], id: "OP55" },
  ];
  const config: PlansConfig = { features: [...features], keepDays: 3650, operations };
  const { plant, tags } = BENCH;
  return new QualityBook({ config, plant, tags, path, log: pino({ level: "silent" }), edgeUid: EDGE });
}

let uids = 0;

function eventOf(type: string, piece: string, second: number, payload: Readonly<Record<string, unknown>>): EdgeEvent {
  const time = { time: at(second), receivedAt: at(second) };
  return { eventUid: `event-${uids++}`, type, pieceId: piece, ...time, schema: "material/1", payload };
}

export function completed(piece: string, second: number, payload: Readonly<Record<string, unknown>> = {}): EdgeEvent {
  const usual = { place: "CNC-201", operation: "OP20", program: "P1", variant: "PH-50A", order: "ORD-1" };
  return eventOf("piece.completed", piece, second, { ...usual, ...payload });
}

export function measured(
  piece: string,
  second: number,
  value: number,
  feature: Readonly<Record<string, unknown>> = {},
): EdgeEvent {
  const one = { Name: "flange-flatness", Actual: value, Lower: 0, Upper: 0.05, Unit: "mm", Passed: true, ...feature };
  return eventOf("piece.measured", piece, second, { place: "CMM-01", evaluation: "ok", features: [one] });
}

/** A piece is made by a machine and measured later. */
export function made(book: QualityBook, piece: string, second: number, value: number, machine = "CNC-201"): void {
  book.take(completed(piece, second, { place: machine }));
  book.take(measured(piece, second + 30, value));
}

/** A value of a signal, as it arrives. */
export function shown(
  book: QualityBook,
  [label, signal]: readonly [string, string],
  second: number,
  value: number,
): void {
  book.observe(batchOf([{ ref: BENCH.ref(label, signal), value, at: at(second) }], at(second)));
}

/** The chart of most tests. */
export const SERIES = { plan: "flatness", machine: "CNC-201" };

export const seriesIn = (book: QualityBook, machine = "CNC-201") =>
  book.answers.features()[0]?.series.find((one) => one.machine === machine);

export const findingsOf = (book: QualityBook, second: number): readonly Finding[] =>
  book.tick(at(second))?.findings ?? [];

export function frozen(model: ChartModel, second: number, of = SERIES): EdgeEvent {
  const limits = { ...of, by: "wang", comment: null, at: at(second), from: 0, to: 24, excluded: [], model };
  return limitsEvent(limits, at(second));
}
