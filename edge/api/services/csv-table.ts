import { BYTE_ORDER_MARK, csvLine } from "../../contracts/csv.ts";
import type { Cell } from "../../tables/xlsx.ts";

/** A table of a workbook as CSV, with the mark by which Excel knows UTF-8. An unknown value is an empty cell. */
export function csvTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return BYTE_ORDER_MARK + [head, ...rows].map((row) => csvLine(row.map(plain))).join("");
}

function plain(cell: Cell): string | number {
  if (cell === null) return "";
  // Ten digits: the last binary digits of a count or a sum say nothing.
  if (typeof cell === "number") return Number(cell.toPrecision(10));
  if (typeof cell === "string") return cell;
  return new Date(cell.ms).toISOString().slice(0, 19).replace("T", " ");
}
