/** `npm run bench -- genealogy`: how long it takes to trace one of a million pieces, and the pieces of one lot. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { Genealogy } from "../edge/production/material/genealogy.ts";
import { MaterialStore } from "../edge/production/material/material-store.ts";
import { MaterialTwin } from "../edge/production/material/material-twin.ts";
import { newPiece, type Piece } from "../edge/production/material/records.ts";
import { NO_PLACES } from "../test/unit/production/material/life.ts";
import { type Figures, figure } from "./report.ts";

const PIECES = 1_000_000;
const BATCH = 2_000;
const OPERATIONS = 13;
const LOT = 192;
const ORDER = 96;
const PALLETS = 120;
const ASKED = 200;
const T0 = Date.UTC(2026, 0, 1) * 1000;
/** Time between two finished pieces. */
const TAKT_US = 32e6;

const log = pino({ level: "silent" });

export async function benchGenealogy({ rounds }: { rounds: number }): Promise<Figures> {
  return withRecord((path) => traceFigures(rounds, path));
}

/** A record of a million pieces on disk, deleted after use. */
export async function withRecord<T>(use: (path: string) => T | Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-genealogy-"));
  try {
    const path = join(dir, "material.db");
    fill(path);
    return await use(path);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Each round queries other pieces, from a file that was just opened, so that they are on disk and not in memory. */
export function traceFigures(rounds: number, path: string): Figures {
  const [trace, family]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const store = new MaterialStore(path, log);
    const genealogy = new Genealogy({
      twin: new MaterialTwin(NO_PLACES, store),
      store,
      config: NO_PLACES,
      inspects: () => false,
    });
    trace.push(
      slowest(
        ASKED,
        (i) => genealogy.life(idOf(spread(round * ASKED + i)), "both")?.backward?.operations.length === OPERATIONS,
      ),
    );
    family.push(
      slowest(
        20,
        (i) =>
          genealogy.family({ by: "lot", name: lotOf(spread(round * ASKED + i)), direction: "both", limit: 500 })?.pieces
            .length === LOT,
      ),
    );
    store.close();
  }
  return [
    figure(
      "traceMs",
      `genealogy of one of ${PIECES.toLocaleString("en")} pieces, the slowest of ${ASKED}`,
      "ms",
      trace,
    ),
    figure(
      "familyMs",
      `the ${LOT} pieces of one lot with their orders, pallets and shipments, the slowest of 20`,
      "ms",
      family,
    ),
  ];
}

function slowest(times: number, ask: (i: number) => boolean): number {
  let most = 0;
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    if (!ask(i)) throw new Error("the record lacks a piece that was written");
    most = Math.max(most, performance.now() - started);
  }
  return most;
}

function fill(path: string): void {
  const store = new MaterialStore(path, log);
  for (let from = 0; from < PIECES; from += BATCH) {
    const pieces = Array.from({ length: Math.min(BATCH, PIECES - from) }, (_, i) => pieceOf(from + i));
    const lots = pieces.flatMap(({ lot }, i) => ((from + i) % LOT === 0 ? [lot] : []));
    store.write({
      pieces,
      carriers: [],
      orders: [],
      orderChanges: [],
      lots: lots.map((lot) => ({
        lot,
        time: T0,
        supplier: "S-02",
        heat: "H-7",
        variant: "PH-50A",
        quantity: LOT,
        carriers: [],
        accepted: true,
        inspection: [],
      })),
      shipments: [],
      state: {},
    });
  }
  store.close();
}

/** A piece that went through all operations, was measured at two of them, was on three pallets and left. */
function pieceOf(number: number): Piece {
  const start = T0 + number * TAKT_US;
  const piece = newPiece(idOf(number), start);
  Object.assign(piece, {
    variant: "PH-50A",
    order: `ORD-${Math.floor(number / ORDER)}`,
    lot: lotOf(number),
    shipment: `SH-${Math.floor(number / 480)}`,
    state: "shipped",
  });
  for (let step = 0; step < OPERATIONS; step++) {
    const at = start + step * 300e6;
    const station = `STN-${step}${number % 4}`;
    const carrier = step % 5 === 0 ? { carrier: `PAL-${(number + step) % PALLETS}` } : {};
    piece.stays.push(
      { place: `BUF-${step}`, ...carrier, tIn: at, tOut: at + 100e6, seenAt: at, inferred: false },
      { place: station, tIn: at + 105e6, tOut: at + 200e6, seenAt: at + 105e6, inferred: false },
    );
    piece.operations.push({
      station,
      operation: `OP${10 * (step + 1)}`,
      program: `PH-50A-OP${step}`,
      tools: ["1", "4", "7"],
      start: at + 106e6,
      end: at + 195e6,
      verdict: "good",
    });
    if (step === 5 || step === 6)
      piece.measurements.push({
        station,
        time: at + 195e6,
        ok: true,
        features: Array.from({ length: 8 }, (_, i) => ({
          name: `feature-${i}`,
          value: 50 + Math.sin(number + i),
          lower: 48,
          upper: 52,
          unit: "mm",
          ok: true,
        })),
      });
  }
  piece.lastAt = start + OPERATIONS * 300e6;
  return piece;
}

const idOf = (number: number): string => `OLD-${String(number).padStart(7, "0")}`;
const lotOf = (number: number): string => `LOT-${Math.floor(number / LOT)}`;
/** Numbers from the whole record, except its unfinished last lot. */
const spread = (i: number): number => (i * 7919 * 97) % (PIECES - LOT);
