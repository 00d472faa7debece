/** One line of a table for a spreadsheet (RFC 4180), without its end. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(safe).join(",");
}

/** Whole table; its lines end as RFC 4180 has it. */
export function csvTable(lines: readonly (readonly string[])[]): string {
  return `${lines.map(csvLine).join("\r\n")}\r\n`;
}

/** Spreadsheets take a cell with such a beginning for a formula. */
function safe(text: string): string {
  return quote(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
