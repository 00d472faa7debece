/**
 * `npm run bench -- genealogy`: how long it takes to trace one of a million pieces, the pieces of one lot, and to find
 * the pieces of a recall.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { RecallQuestion } from "../edge/contracts/production/recall.ts";
import { Genealogy } from "../edge/production/material/genealogy.ts";
import { MaterialStore } from "../edge/production/material/material-store.ts";
import { MaterialTwin } from "../edge/production/material/material-twin.ts";
import { recallOf } from "../edge/production/material/recall.ts";
import { newOrder, newPiece, type Piece } from "../edge/production/material/records.ts";
import { NO_PLACES } from "../test/unit/production/material/life.ts";
import { type Figures, figure } from "./report.ts";

const PIECES = 1_000_000;
const BATCH = 2_000;
const OPERATIONS = 13;
const LOT = 192;
const ORDER = 96;
const PALLETS = 120;
const SUPPLIERS = 30;
const ASKED = 200;
const T0 = Date.UTC(2026, 0, 1) * 1000;
/** Time between two finished pieces. */
const TAKT_US = 32e6;

const log = pino({ level: "silent" });

export async function benchGenealogy({ rounds }: { rounds: number }): Promise<Figures> {
  return withRecord((path) => [...traceFigures(rounds, path), ...recallFigures(rounds, path)]);
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

/** Each recall with the number of its pieces, which follows from how the record was made. */
function recalls(round: number): readonly (readonly [question: RecallQuestion, pieces: number])[] {
  const number = spread(round * ASKED + 17);
  const lot = Math.floor(number / LOT);
  // Every fourth piece of the lot went through the machine.
  const through = LOT / 4;
  const day = 86_400e6;
  return [
    [{ lot: lotOf(number), machine: "STN-20", from: T0, to: T0 + 400 * day }, through],
    [
      { lot: lotOf(number), machine: "STN-20", program: "PH-50A-OP2", tool: "4", from: T0, to: T0 + 400 * day },
      through,
    ],
    [{ supplier: supplierOf(lot), machine: "STN-31" }, piecesOf(supplierOf(lot)) / 4],
    [{ machine: "STN-02" }, PIECES / 4],
    [{ machine: "STN-02", tool: "7", from: T0 + 100 * day, to: T0 + 200 * day }, Number.NaN],
    [{ fixture: "FX-51", from: T0 + 100 * day, to: T0 + 130 * day }, Number.NaN],
  ];
}

export function recallFigures(rounds: number, path: string): Figures {
  const narrow: number[] = [];
  const wide: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const store = new MaterialStore(path, log);
    const twin = new MaterialTwin(NO_PLACES, store);
    const asked = recalls(round).map(([question, pieces]) => {
      const started = performance.now();
      const { total, hasMore } = recallOf({ twin, store }, question, 500);
      const ms = performance.now() - started;
      if (total === 0 || (!Number.isNaN(pieces) && total !== pieces) || hasMore !== total > 500)
        throw new Error(`a recall of ${JSON.stringify(question)} found ${total} pieces instead of ${pieces}`);
      process.stdout.write(`${JSON.stringify(question)}: ${total} pieces in ${ms.toFixed(0)} ms\n`);
      return ms;
    });
    narrow.push(Math.max(...asked.slice(0, 2)));
    wide.push(Math.max(...asked.slice(2)));
    store.close();
  }
  const of = PIECES.toLocaleString("en");
  return [
    figure("recallMs", `pieces, orders and shipments of a lot through a machine, of ${of} pieces`, "ms", narrow),
    figure(
      "recallWideMs",
      `the same by supplier, machine, tool or fixture, up to ${PIECES / 4} pieces found`,
      "ms",
      wide,
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
    const orders = pieces.flatMap(({ order }, i) => ((from + i) % ORDER === 0 ? [order] : []));
    const lots = pieces.flatMap(({ lot }, i) => ((from + i) % LOT === 0 ? [lot] : []));
    store.write({
      pieces,
      carriers: [],
      orders: orders.map((order) => ({
        ...newOrder(order, T0),
        endedAt: T0,
        customer: `C-${Number(order.slice(4)) % 40}`,
      })),
      orderChanges: [],
      lots: lots.map((lot) => ({
        lot,
        time: T0,
        supplier: supplierOf(Number(lot.slice(4))),
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
      fixture: `FX-${step}${number % 3}`,
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
/** One of thirty suppliers. */
const supplierOf = (lot: number): string => `S-${lot % SUPPLIERS}`;
const piecesOf = (supplier: string): number => {
  let pieces = 0;
  for (let lot = Number(supplier.slice(2)); lot * LOT < PIECES; lot += SUPPLIERS)
    pieces += Math.min(LOT, PIECES - lot * LOT);
  return pieces;
};
const lotOf = (number: number): string => `LOT-${Math.floor(number / LOT)}`;
/** Numbers from the whole record, except its unfinished last lot. */
const spread = (i: number): number => (i * 7919 * 97) % (PIECES - LOT);
