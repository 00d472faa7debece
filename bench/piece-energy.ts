/**
 * `npm run bench -- piece-energy`: 24 feeders at 10 ms through the energy book as its thread feeds it, with writes: the
 * cost of a reading and of a piece, and the error of the energy of each piece against the truth.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AssetUid, TagRef } from "../edge/contracts/plant/tag.ts";
import { EnergyBook } from "../edge/energy/energy-book.ts";
import { type FeederMessage, type FeederRun, runFeeders } from "../simulators/feeders/feeders.ts";
import { energyConfig } from "../test/fakes/energy/energy-config.ts";
import { BenchPlant, batchOf, log } from "../test/unit/detect/bench-plant.ts";
import { type Figures, figure } from "./report.ts";

const FEEDERS = 24;
const SECONDS = 600;
const WRITE_EVERY_US = 5e6;
const START = Date.UTC(2026, 2, 2) * 1000;
/** The clocks are aligned after some pieces. */
const FIRST_PIECE = 15;

const labelOf = (feeder: number): string => `PRS-${feeder}`;

export async function benchPieceEnergy({ rounds }: { rounds: number }): Promise<Figures> {
  const found = Array.from({ length: rounds }, (_, round) => measured(round + 1));
  const of = (key: keyof Measured, what: string, unit: string) =>
    figure(
      key,
      what,
      unit,
      found.map((one) => one[key]),
    );
  return [
    of("usPerReading", "processor time of a reading of power, with everything after it and writes", "µs"),
    of("usPerPiece", "the same for each piece", "µs"),
    of("usPerClose", "sharing out and writing a closed piece, without its readings", "µs"),
    of("errorMedianPercent", "error of a piece's energy, median", "%"),
    of("errorP95Percent", "error of a piece's energy, 95th percentile", "%"),
    of("errorMostPercent", "error of a piece's energy, largest", "%"),
    figure("rssMb", "memory of the process", "MiB", [process.memoryUsage.rss() / 2 ** 20]),
  ];
}

interface Measured {
  readonly usPerReading: number;
  readonly usPerPiece: number;
  readonly usPerClose: number;
  readonly errorMedianPercent: number;
  readonly errorP95Percent: number;
  readonly errorMostPercent: number;
}

function measured(seed: number): Measured {
  const run = runFeeders({ seed, feeders: FEEDERS, seconds: SECONDS, start: START });
  const folder = mkdtempSync(join(tmpdir(), "gemba-bench-piece-energy-"));
  const bench = new BenchPlant(
    Array.from({ length: FEEDERS }, (_, feeder) => ({
      label: labelOf(feeder),
      tags: [
        { component: "power", signal: "trace", role: "power-trace", unit: "kW" },
        { component: "energy", signal: "import", role: "energy-import", unit: "W.h" },
      ],
    })),
  );
  const { plant, tags } = bench;
  const config = energyConfig({ pieces: { settleMinutes: 1 } });
  const book = new EnergyBook({
    config,
    plant,
    tags,
    path: join(folder, "energy.db"),
    log,
    edgeUid: "edge" as AssetUid,
  });
  const readings = run.messages.reduce((sum, one) => sum + (one.type === "power" ? one.times.length : 0), 0);
  let closeUs = 0;
  let next = START;
  const before = process.cpuUsage();
  for (const message of run.messages) {
    give(book, bench, message);
    if (message.receivedAt < next) continue;
    next += WRITE_EVERY_US;
    const begun = process.cpuUsage();
    book.tick(message.receivedAt);
    book.write({ position: 1, time: message.receivedAt });
    const { user, system } = process.cpuUsage(begun);
    closeUs += user + system;
  }
  const { user, system } = process.cpuUsage(before);
  const { steps } = book.answers.steps({ from: 0, to: Number.MAX_SAFE_INTEGER });
  const closed = steps.reduce((sum, { n }) => sum + n, 0);
  const errors = errorsOf(book, run);
  book.close();
  rmSync(folder, { recursive: true });
  const at = (share: number): number => 100 * (errors[Math.floor(share * (errors.length - 1))] as number);
  return {
    usPerReading: (user + system) / readings,
    usPerPiece: (user + system) / run.pieces.size,
    usPerClose: closeUs / closed,
    errorMedianPercent: at(0.5),
    errorP95Percent: at(0.95),
    errorMostPercent: at(1),
  };
}

function give(book: EnergyBook, bench: BenchPlant, message: FeederMessage): void {
  const { feeder, receivedAt, type } = message;
  const label = labelOf(feeder);
  if (type === "power") {
    const ref: TagRef = bench.ref(label, "trace");
    const readings = message.times.map((time, at) => ({ ref, at: time, value: message.kW[at] as number }));
    book.observe(batchOf(readings, receivedAt));
  } else if (type === "counter") {
    book.observe(batchOf([{ ref: bench.ref(label, "import"), at: message.time, value: message.wh }], receivedAt));
  } else {
    const { piece, time } = message;
    const about = { eventUid: `${type} ${piece}`, pieceId: piece, time, receivedAt, schema: "material/1" };
    book.take({ ...about, type: `piece.${type}`, payload: { source: "line-plc", place: label, operation: "OP10" } });
  }
}

/** Of closed pieces, in ascending order, as shares. */
function errorsOf(book: EnergyBook, { pieces }: FeederRun): readonly number[] {
  const errors: number[] = [];
  for (const [piece, wh] of pieces) {
    const { steps, kWh } = book.answers.piece(piece);
    if (Number(piece.split("-")[1]) < FIRST_PIECE || steps[0]?.isFinal !== true) continue;
    errors.push(Math.abs(1000 * kWh - wh) / wh);
  }
  return errors.sort((a, b) => a - b);
}
