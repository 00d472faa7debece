/** The record of pieces and orders as the history from which forecasts learn. */
import type { OrderStep, PastOrder, PastPiece, PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { readTables } from "../../store/read-tables.ts";
import { fromText } from "../../store/record-text.ts";
import type { TableFile } from "../../store/table-file.ts";
import { decodePiece } from "./piece-codec.ts";
import type { OrderRecord } from "./records.ts";
import { Words } from "./words.ts";

/** Some weeks of a large plant; beyond that the newest are read. */
const MOST_PIECES = 200_000;

/**
 * Reads a copy of the material twin's file: pieces that were there in the last `forS` seconds before `at`, or later,
 * and the orders; `at` is the newest report by default. The history ends at the newest report. Undefined where the file
 * has no piece.
 */
export function readPastPieces(path: string, forS: number, at?: Micros): PlantHistory | undefined {
  const tables = readTables(path);
  try {
    const to = Number(tables.get("SELECT max(last_at) AS newest FROM piece")?.["newest"] ?? Number.NaN);
    if (Number.isNaN(to)) return undefined;
    const from = Math.max(
      (at ?? to) - forS * 1e6,
      Number(tables.get("SELECT min(first_at) AS oldest FROM piece")?.["oldest"] ?? to),
    );
    const words = new Words(tables);
    const pieces = tables
      .all(
        "SELECT name, data FROM piece WHERE last_at >= ? OR state = 0 ORDER BY last_at DESC LIMIT ?",
        from,
        MOST_PIECES,
      )
      .map((row): PastPiece => {
        const { id, variant, order, stays, operations } = decodePiece(
          String(row["name"]),
          row["data"] as Uint8Array,
          words,
        );
        return {
          piece: id,
          variant,
          order,
          stays: stays.map(({ place, tIn, tOut }) => ({ place, from: tIn, to: tOut })),
          operations: operations.map(({ station, start, end, verdict }) => ({ station, start, end, verdict })),
        };
      });
    return { from, to, pieces, orders: ordersIn(tables, from) };
  } finally {
    tables.close();
  }
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
