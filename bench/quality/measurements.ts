/** Feeds the book of measurements with pieces that three machines make and a gauge measures, as its thread does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { EdgeEvent } from "../../edge/contracts/path/event-batch.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { PlanConfig } from "../../edge/quality/config.ts";
import { QualityBook } from "../../edge/quality/quality-book.ts";
import { seeded } from "../../test/reliability/random.ts";
import { demoPlant } from "../production/plant-tags.ts";

const PIECES = 50_000;
const FEATURES = ["bore-diameter", "flange-flatness"] as const;
/** Events between two writes: the thread writes every five seconds. */
const WRITE_EVERY = 2000;
const T0 = Date.UTC(2026, 2, 2) * 1000;

export interface BookCost {
  /** Processor time for each measurement, µs, with the work reported before it and the writes. */
  readonly usPerMeasurement: number;
  /** The control chart of the newest 100 subgroups, ms. */
  readonly chartMs: number;
  /** Capability of 100,000 values at most, ms. */
  readonly capabilityMs: number;
}

export async function costOfBook(): Promise<BookCost> {
  const { plant, tags } = await demoPlant();
  const folder = mkdtempSync(join(tmpdir(), "gemba-bench-quality-"));
  const log = pino({ level: "silent" });
  const config = { features: FEATURES.map(planOf), costs: { material: [], steps: [], endsAt: [] }, keepDays: 3650 };
  const path = join(folder, "quality.db");
  const book = new QualityBook({ config, plant, tags, path, log, edgeUid: "edge" as AssetUid });
  const before = process.cpuUsage();
  const random = seeded(7);
  for (let n = 0; n < PIECES; n++) {
    for (const event of eventsOf(n, random)) book.take(event);
    const now = T0 + n * 60e6;
    book.tick(now);
    if (n % WRITE_EVERY === WRITE_EVERY - 1) book.write({ position: n, time: now });
  }
  const { user, system } = process.cpuUsage(before);
  const series = { plan: "bore-diameter", machine: "CNC-101" };
  const chartMs = timed(() => book.answers.chart({ ...series, limit: 100 }));
  const range = { from: 0, to: Number.MAX_SAFE_INTEGER, confidence: 0.95 };
  const capabilityMs = timed(() => book.answers.capability({ ...series, ...range }));
  book.close();
  rmSync(folder, { recursive: true });
  return { usPerMeasurement: (user + system) / (PIECES * FEATURES.length), chartMs, capabilityMs };
}

function planOf(feature: string): PlanConfig {
  return {
    id: feature,
    name: { zh: feature, en: feature },
    feature,
    gauges: ["CMM-01"],
    variants: ["*"],
    unit: "mm",
    characteristic: "critical",
    isDeviation: true,
    madeBy: ["CNC-10*"],
    chart: { kind: "xbar-s", size: 5, every: 1, rules: "western-electric", centre: 0, sigma: 0.003 },
    reads: "report",
    distribution: "auto",
    inspectAfter: { events: ["setup"], downtimeMin: 30, withinPieces: 50 },
  };
}

function* eventsOf(n: number, random: () => number): Generator<EdgeEvent> {
  const piece = `PC-${n}`;
  const time = T0 + n * 60e6;
  const about = { pieceId: piece, time, receivedAt: time, schema: "material/1" };
  const [order, variant] = [`ORD-${Math.floor(n / 96)}`, `PH-${50 + (Math.floor(n / 96) % 8)}A`];
  const work = { place: `CNC-10${1 + (n % 3)}`, operation: "OP10", program: `${variant}-OP10`, tools: ["3", "7"] };
  yield { ...about, eventUid: `c${n}`, type: "piece.completed", payload: { ...work, order, variant } };
  const features = FEATURES.map((Name) => ({
    Name,
    Unit: "mm",
    Lower: 49.98,
    Upper: 50.02,
    Actual: 50 + (random() + random() + random() - 1.5) / 200,
    Passed: true,
  }));
  yield {
    ...about,
    eventUid: `m${n}`,
    type: "piece.measured",
    payload: { place: "CMM-01", evaluation: "ok", features },
  };
}

function timed(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
