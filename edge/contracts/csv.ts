/** Tables for people who open them in a spreadsheet (RFC 4180). */

/** One line. A cell that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(cell: unknown): string {
  const plain = String(cell).replace(/^[=+\-@\t\r]/, "'$&");
  return `"${plain.replaceAll('"', '""')}"`;
}
