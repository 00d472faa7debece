/** Rows of cells and CSV text (RFC 4180), with the separators of spreadsheets in different countries. */
import { EdgeError } from "./errors.ts";

const SEPARATORS = [",", ";", "\t"] as const;
const MAX_ROWS = 200_000;
/** Cells that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows that have any text, each with the line it begins in. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Throws EdgeError `bad-request` naming the line of an open quote or of a row too many. */
export function parseCsv(text: string): string[][] {
  return csvRows(text).map(({ cells }) => [...cells]);
}

/** Throws as `parseCsv` does. */
export function csvRows(text: string): CsvRow[] {
  const body = text.replace(/^\ufeff/, "");
  const firstLine = body.slice(0, body.search(/\r?\n|$/));
  const separator = SEPARATORS.toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0] as string;
  const rows: CsvRow[] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  let line = 1;
  let begin = 1;
  let openedAt = 1;
  const endRow = (): void => {
    row.push(cell);
    if (row.some((one) => one !== "")) rows.push({ line: begin, cells: row });
    if (rows.length > MAX_ROWS)
      throw new EdgeError("bad-request", `line ${line}: a table has at most ${MAX_ROWS} rows`);
    begin = line;
    row = [];
    cell = "";
  };
  for (let i = 0; i < body.length; i++) {
    const char = body[i] as string;
    if (char === "\n") line++;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (body[i + 1] === '"') cell += body[++i];
      else isQuoted = false;
    } else if (char === '"' && cell === "") {
      isQuoted = true;
      openedAt = line;
    } else if (char === separator) {
      row.push(cell);
      cell = "";
    } else if (char === "\n") endRow();
    else if (char !== "\r") cell += char;
  }
  if (isQuoted) throw new EdgeError("bad-request", `line ${openedAt}: a quote is opened and never closed`);
  endRow();
  return rows;
}

export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

function cellText(cell: string): string {
  const safe = FORMULA.test(cell) && !/^[-+]?[\d.]+$/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
