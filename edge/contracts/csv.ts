/** Tables for people who open them in a spreadsheet (RFC 4180). */

/**
 * First characters that make a spreadsheet take a cell for a formula, including the full-width forms of Chinese input
 * methods.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line. Numbers stay numbers. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => (typeof cell === "number" ? `"${cell}"` : textCell(String(cell)))).join(",")}\r\n`;
}

/** A text as a cell, always quoted. One that a spreadsheet would run as a formula gets an apostrophe before it. */
export function textCell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
