/** Work on the newest pieces of a class, so that the curves of that work can be found. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { DefectClass } from "../../contracts/quality/causes.ts";
import type { CurvePieces, CurvePiecesQuestion, PieceWork } from "../../contracts/quality/curves.ts";
import { classRows } from "./class-columns.ts";
import { timeOf } from "./group-pieces.ts";
import type { PieceTable } from "./piece-table.ts";

/** Nothing of pieces that nobody judged. The work of the operation that judges is among that of a piece. */
export function classWorks(
  table: PieceTable,
  of: DefectClass,
  { from, to, most }: Omit<CurvePiecesQuestion, "key">,
): CurvePieces {
  const rows = classRows(table, of, { from, to, most: table.capacity });
  const slots = (isBad: boolean): readonly number[] =>
    [...(rows?.slots ?? [])]
      .filter((_, row) => (rows?.isBad[row] === 1) === isBad)
      .slice(-most)
      .reverse();
  const done = table.columns.filter(({ name }) => name.role === "worked" && name.operation !== "");
  const worksOf = (slot: number): readonly PieceWork[] =>
    done.flatMap(({ name: { operation }, values }): PieceWork[] => {
      const seconds = values[slot] as number;
      const station = wordAt(table, operation, slot);
      if (Number.isNaN(seconds) || station === "") return [];
      const duration = table.column({ role: "circumstance", kind: "duration", operation, name: "" })?.values[slot];
      const doneAt: Micros = timeOf(seconds);
      const durationS = duration === undefined || Number.isNaN(duration) ? null : duration;
      return [{ piece: table.pieces[slot] as string, operation, station, doneAt, durationS }];
    });
  return { good: slots(false).flatMap(worksOf), bad: slots(true).flatMap(worksOf) };
}

function wordAt(table: PieceTable, operation: string, slot: number): string {
  const column = table.column({ role: "circumstance", kind: "machine", operation, name: "" });
  return column?.levels[column.values[slot] as number] ?? "";
}
