/** Tables for people who open them in a spreadsheet (RFC 4180). */
import type { Micros } from "./path/sample-batch.ts";

/** Excel needs it to recognize UTF-8. */
export const BYTE_ORDER_MARK = "\uFEFF";

/**
 * First characters that make a spreadsheet take a cell for a formula, including the full-width forms of Chinese input
 * methods.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line. Numbers stay numbers. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => (typeof cell === "number" ? `"${cell}"` : textCell(String(cell)))).join(",")}\r\n`;
}

/** Lines of one piece of a table. */
const PIECE_LINES = 64;

/** A table piece by piece, as fast as it is read: one of many thousand lines is never one text. */
export function* csvPieces<Row>(
  head: string,
  rows: Iterable<Row>,
  lineOf: (row: Row) => string,
): Generator<string, void> {
  let piece = head;
  let lines = 0;
  for (const row of rows) {
    piece += lineOf(row);
    if (++lines % PIECE_LINES !== 0) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** A text as a cell, always quoted. One that a spreadsheet would run as a formula gets an apostrophe before it. */
export function textCell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}

/** Names of the two columns of a time. */
export function timeColumns(name: string): readonly [string, string] {
  return [name, `${name}.local`];
}

/** A time in UTC (RFC 3339), and as `localTime` writes it for spreadsheets. Both are empty without one. */
export function timeCells(at: Micros | undefined, localTime: (at: Micros) => string): readonly [string, string] {
  return at === undefined ? ["", ""] : [new Date(at / 1000).toISOString(), localTime(at)];
}
