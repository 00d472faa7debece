import { EdgeError } from "../../contracts/errors.ts";
import type { LabelledRows } from "../../health/prognosis/labelled/classifier.ts";
import { type Table, timeOf } from "../data-sets/table.ts";

interface TablePlan {
  readonly time: string;
  readonly label: string;
  /** Columns that are neither signals nor needed. */
  readonly ignore: readonly string[];
}

const TRUE = ["true", "1", "yes"];
const FALSE = ["false", "0", "no"];

/**
 * Rows of a table in the form that a classifier takes. `signals` are the columns to learn from, by default all that are
 * neither time nor label nor ignored. Throws EdgeError `bad-request` that names the row, the column and the remedy.
 */
export function labelledRows(
  table: Table,
  { time, label, ignore }: TablePlan,
  signals: readonly string[] = table.columns.filter((column) => ![time, label, ...ignore].includes(column)),
): LabelledRows {
  for (const column of [time, label, ...ignore, ...signals]) table.at(column);
  if (signals.length === 0)
    throw new EdgeError("bad-request", `${table.path} has no column to learn from besides ${table.columns.join(", ")}`);
  return {
    timesS: timesOf(table, time),
    signals,
    columns: signals.map((signal) => numbersOf(table, signal)),
    label: labelsOf(table, label),
  };
}

/** Line of the file, with its head as line 1. */
const lineOf = (row: number): number => row + 2;

function timesOf(table: Table, column: string): Float64Array {
  const times = Float64Array.from(table.texts(column), (text, row) => {
    const seconds = text.trim() === "" ? Number.NaN : Number.isNaN(Number(text)) ? secondsOf(text) : Number(text);
    if (Number.isNaN(seconds))
      throw refusal(table, row, column, `"${text}" is no time; write 2024-02-01T10:05:00Z or seconds as a number`);
    return seconds;
  });
  for (const [row, seconds] of times.entries())
    if (row > 0 && seconds < (times[row - 1] as number))
      throw refusal(table, row, column, "is earlier than the row before; sort the rows by time");
  return times;
}

function secondsOf(text: string): number {
  try {
    return timeOf(text) / 1e6;
  } catch {
    return Number.NaN;
  }
}

function numbersOf(table: Table, column: string): Float64Array {
  return Float64Array.from(table.texts(column), (text, row) => {
    if (text.trim() === "") return Number.NaN;
    const value = Number(text);
    if (Number.isNaN(value))
      throw refusal(table, row, column, `"${text}" is no number; correct it, or ignore the column: --ignore ${column}`);
    return value;
  });
}

function labelsOf(table: Table, column: string): Float64Array {
  return Float64Array.from(table.texts(column), (text, row) => {
    const word = text.trim().toLowerCase();
    if (word === "") return Number.NaN;
    if (TRUE.includes(word)) return 1;
    if (FALSE.includes(word)) return 0;
    throw refusal(
      table,
      row,
      column,
      `"${text}" is no label; write true or false, 1 or 0, or nothing where it is unknown`,
    );
  });
}

function refusal({ path }: Table, row: number, column: string, trouble: string): EdgeError {
  return new EdgeError("bad-request", `${path}, line ${lineOf(row)}, column ${column}: ${trouble}`);
}
