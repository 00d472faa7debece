/** The record of pieces and orders as the history from which forecasts learn. */
import type { OrderStep, PastOrder, PastPiece, PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { readTables } from "../../store/read-tables.ts";
import { fromText } from "../../store/record-text.ts";
import type { Row, TableFile } from "../../store/table-file.ts";
import { FORGOTTEN_BEFORE } from "./material-tables.ts";
import { decodePiece } from "./piece-codec.ts";
import type { OrderRecord } from "./records.ts";
import { Words } from "./words.ts";

/** Some weeks of a large plant; beyond that the newest are read, and the history begins later. */
const MOST_PIECES = 200_000;

export interface PastSpan {
  /** Pieces that were there in so many seconds before `at`, or later. */
  readonly forS: number;
  /** The newest report by default. */
  readonly at?: Micros | undefined;
  /** What was first reported later is left out; `at` by default. */
  readonly until?: Micros | undefined;
  readonly most?: number;
}

/**
 * Reads the material twin's file, which an edge may write to: pieces and orders of a span. The history ends at the
 * newest report, and begins where it is complete. Undefined where the file has no piece.
 */
export function readPastPieces(
  path: string,
  { forS, at, until = at, most = MOST_PIECES }: PastSpan,
): PlantHistory | undefined {
  return readTables(path, (tables) => {
    const to = Number(tables.get("SELECT max(last_at) AS newest FROM piece")?.["newest"] ?? Number.NaN);
    if (Number.isNaN(to)) return undefined;
    const asked = Math.max((at ?? to) - forS * 1e6, completeFrom(tables, to));
    const words = new Words(tables);
    // Those in the plant first: where the limit bites, what left long ago is missing.
    const rows = tables.all(
      `SELECT name, data, state, last_at FROM piece WHERE (last_at >= ? OR state = 0) AND first_at <= ?
       ORDER BY state = 0 DESC, last_at DESC LIMIT ?`,
      asked,
      until ?? Number.MAX_VALUE,
      most,
    );
    const oldest = rows.at(-1);
    const cut = oldest?.["state"] === 0 ? to : Number(oldest?.["last_at"]);
    const from = rows.length < most ? asked : Math.max(asked, cut);
    return { from, to, pieces: rows.map((row) => pieceOf(row, words)), orders: ordersIn(tables, from) };
  });
}

/**
 * From when on nothing has been deleted. A piece that stays in the plant keeps its first report, however old, so that
 * the oldest report says nothing; files of an edge that did not keep the limit have only that until the next hour.
 */
function completeFrom(tables: TableFile, newest: Micros): Micros {
  const row = tables.get("SELECT value FROM state WHERE name = ?", FORGOTTEN_BEFORE);
  const limit = row === undefined ? Number.NEGATIVE_INFINITY : Number(row["value"]);
  return Math.max(limit, Number(tables.get("SELECT min(first_at) AS oldest FROM piece")?.["oldest"] ?? newest));
}

function pieceOf(row: Row, words: Words): PastPiece {
  const { id, variant, order, stays, operations } = decodePiece(String(row["name"]), row["data"] as Uint8Array, words);
  return {
    piece: id,
    variant,
    order,
    stays: stays.map(({ place, tIn, tOut }) => ({ place, from: tIn, to: tOut })),
    operations: operations.map(({ program: _program, fixture: _fixture, tools: _tools, ...operation }) => operation),
  };
}

function ordersIn(tables: TableFile, from: Micros): readonly PastOrder[] {
  const steps = new Map<string, OrderStep[]>();
  for (const row of tables.all("SELECT * FROM order_change ORDER BY time")) {
    const name = String(row["name"]);
    const step = {
      time: Number(row["time"]),
      state: String(row["state"]),
      started: Number(row["started"]),
      good: Number(row["good"]),
      scrapped: Number(row["scrapped"]),
    };
    const known = steps.get(name);
    if (known === undefined) steps.set(name, [step]);
    else known.push(step);
  }
  return tables.all("SELECT name, record FROM production_order").flatMap((row): readonly PastOrder[] => {
    const record = fromText(row["record"] as string) as OrderRecord;
    const { order, variant, quantity, priority, due, state, started, good, scrapped, firstAt, endedAt } = record;
    if (endedAt < from) return [];
    const known = steps.get(order) ?? [{ time: firstAt, state, started, good, scrapped }];
    return [{ order, variant, quantity, priority, due, steps: known }];
  });
}
