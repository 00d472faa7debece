import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** µs UTC, [from, to). */
export interface Range {
  readonly from: Micros;
  readonly to: Micros;
}

/** A whole number from 1 to `most`, or `byDefault` where none is given. Throws EdgeError `bad-request` by its name. */
export function bounded(
  name: string,
  value: number | undefined,
  { byDefault, most }: { readonly byDefault: number; readonly most: number },
): number {
  const number = value ?? byDefault;
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new EdgeError("bad-request", `${name} must be 1 to ${most}`);
  return number;
}
