/** Feeds the book of meters as its thread does, with meters that have the errors of their class. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../edge/contracts/alerts/detector.ts";
import type { Medium } from "../../edge/contracts/plant/media.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { EnergyBook } from "../../edge/energy/energy-book.ts";
import { energyConfig } from "../../test/fakes/energy/energy-config.ts";
import { between, type Random } from "../../test/reliability/random.ts";
import { BenchPlant, batchOf, log, S } from "../../test/unit/detect/bench-plant.ts";

/** Writes to disk, minutes between them. */
const WRITE_EVERY = 60;
/** A healthy meter's fixed error lies within this share of its limit, as in the simulated plant. */
const SPECIMEN = 0.6;
const CLOCK_S = 2;

export interface MeterShape {
  readonly label: string;
  readonly medium: Medium;
  readonly classPercent: number;
  /** Seconds between readings. */
  readonly periodS: number;
  /** Step of the counter, kWh or m3. */
  readonly resolution: number;
  /** The true count at a time, seconds after the start. */
  readonly count: (second: number) => number;
}

/** A meter with an error of its own. */
interface Meter extends MeterShape {
  readonly ref: TagRef;
  readonly gain: number;
  readonly clockS: number;
  readonly phaseS: number;
}

interface Fault {
  readonly label: string;
  /** Second from which it is wrong, and by how much, as a share of the reading. */
  readonly from: number;
  readonly gain: number;
}

export interface MeteredRun {
  readonly shapes: readonly MeterShape[];
  readonly config: object;
  readonly startUs: number;
  readonly minutes: number;
  readonly random: Random;
  readonly fault?: Fault;
  /** Whether a piece is finished in this minute. */
  readonly produces: (minute: number) => boolean;
}

export interface MeteredResult {
  readonly findings: readonly Finding[];
  /** Answers of the book at the end. */
  readonly book: EnergyBook;
  close(): void;
}

/** Reads every meter once a minute, which is what the book keeps. */
export function runMetered({ shapes, config, startUs, minutes, random, fault, produces }: MeteredRun): MeteredResult {
  const isPower = (medium: Medium): boolean => medium === "electricity";
  const bench = new BenchPlant(
    shapes.map(({ label, medium }) => ({
      label,
      kind: "meter",
      medium,
      tags: [
        isPower(medium) ? { signal: "import", role: "energy-import", unit: "kW.h" } : { signal: "volume", unit: "m3" },
      ],
    })),
  );
  const meters = shapes.map(
    (shape): Meter => ({
      ...shape,
      ref: bench.ref(shape.label, isPower(shape.medium) ? "import" : "volume"),
      gain: 1 + (between(random, -SPECIMEN, SPECIMEN) * shape.classPercent) / 100,
      clockS: between(random, -CLOCK_S, CLOCK_S),
      phaseS: between(random, 0, shape.periodS),
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), "gemba-bench-energy-"));
  const { plant, tags } = bench;
  const path = join(folder, "energy.db");
  const book = new EnergyBook({
    config: energyConfig(config),
    plant,
    tags,
    path,
    log,
    edgeUid: bench.uid(shapes[0]?.label ?? ""),
  });
  const findings: Finding[] = [];
  const faulty = meters.find(({ label }) => label === fault?.label);
  const before = faulty === undefined || fault === undefined ? 0 : faulty.count(fault.from);
  for (let minute = 0; minute < minutes; minute++) {
    const now = startUs + minute * 60 * S;
    const said = book.tick(now);
    findings.push(...(said?.findings ?? []));
    if (produces(minute)) book.take({ type: "piece.completed", payload: {} } as never);
    book.observe(
      batchOf(
        meters.map((meter) => {
          // The display shows the count at the time of the meter's own clock.
          const second = minute * 60 + meter.phaseS;
          const truth = meter.count(Math.max(0, second + meter.clockS));
          const isWrong = meter === faulty && fault !== undefined && second > fault.from;
          const shown = meter.gain * truth + (isWrong ? fault.gain * (truth - before) : 0);
          const value = Math.floor(shown / meter.resolution) * meter.resolution;
          return { ref: meter.ref, value, at: startUs + second * S };
        }),
      ),
    );
    if (minute % WRITE_EVERY === WRITE_EVERY - 1) book.write({ position: minute, time: now });
  }
  return {
    findings,
    book,
    close: () => {
      book.close();
      rmSync(folder, { recursive: true });
    },
  };
}
