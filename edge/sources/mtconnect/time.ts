import type { Micros } from "../../contracts/path/sample-batch.ts";

const SHAPE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:[.,](\d{1,12}))?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * µs of an ISO 8601 time, which the standard gives in UTC; a time without a zone is UTC too. NaN where it is none.
 * Digits beyond µs are cut off, so that the same text is always the same time.
 */
export function microsOf(text: string): Micros {
  const [, seconds, fraction = "", zone = "Z"] = SHAPE.exec(text) ?? [];
  if (seconds === undefined) return Number.NaN;
  return Date.parse(seconds + zone) * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}
