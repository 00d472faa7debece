/** Values of an answer as texts and numbers. */
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

/** Numbers that are wider than a double are rounded to one. */
export function numberOf(value: DuckDBValue): number {
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  return Number(value);
}

/** Times as RFC 3339 to the microsecond, the others as DuckDB writes them. */
export function textOf(value: DuckDBValue): string {
  if (typeof value === "string") return value;
  if (value instanceof DuckDBTimestampTZValue) return timeText(value.micros, "Z");
  if (value instanceof DuckDBTimestampValue) return timeText(value.micros, "");
  if (value instanceof DuckDBDateValue) return value.toString();
  return String(value);
}

/** A value of JSON: numbers that JSON has none of are null, and whole numbers beyond 2^53 are texts. */
export function jsonOf(value: DuckDBValue): string | number | boolean | null {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  return textOf(value);
}

function timeText(micros: bigint, zone: string): string {
  const ms = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = String(micros - ms * 1000n).padStart(3, "0");
  const date = new Date(Number(ms));
  // Beyond the years of JavaScript.
  if (Number.isNaN(date.getTime())) return `${micros} us`;
  return `${date.toISOString().slice(0, -1)}${rest}${zone}`;
}
