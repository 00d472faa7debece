/** Encodes and writes Parquet files in a thread of its own, so that the simulation continues meanwhile. */
import { parentPort } from "node:worker_threads";
import { type ColumnData, type ColumnSpec, ParquetWriter } from "./writer.ts";

export type FileOrder =
  | { readonly kind: "open"; readonly path: string; readonly columns: readonly ColumnSpec[] }
  | { readonly kind: "write"; readonly path: string; readonly rows: number; readonly data: readonly ColumnData[] }
  | { readonly kind: "close"; readonly path: string };

const files = new Map<string, ParquetWriter>();

function carryOut(order: FileOrder): void {
  if (order.kind === "open") files.set(order.path, new ParquetWriter(order.path, order.columns));
  else if (order.kind === "write") files.get(order.path)?.write(order.rows, order.data);
  else {
    files.get(order.path)?.close();
    files.delete(order.path);
  }
}

// An error ends the thread, and the run with it.
parentPort?.on("message", (order: FileOrder) => {
  carryOut(order);
  parentPort?.postMessage(null);
});
