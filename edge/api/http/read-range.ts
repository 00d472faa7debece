import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { parseTime } from "./times.ts";

/** Reads `from` and `to` of a query. Throws EdgeError `bad-request` that names the field. */
export function readRange(
  query: { from?: string; to?: string },
  nowUs: Micros,
  defaultFrom: string,
): { from: Micros; to: Micros } {
  const from = readTime("from", query.from ?? defaultFrom, nowUs);
  const to = readTime("to", query.to ?? "now", nowUs);
  if (from >= to) throw new EdgeError("bad-request", "from must be before to");
  return { from, to };
}

/** Reads a time of a query. Throws EdgeError `bad-request` that names the field. */
export function readTime(name: "from" | "to" | "at", text: string, nowUs: Micros): Micros {
  const us = parseTime(text, nowUs);
  if (us === undefined)
    throw new EdgeError(
      "bad-request",
      `${name} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m`,
    );
  return us;
}

/** A whole number that the schema has checked to be digits; undefined where none is given. */
export function readNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
