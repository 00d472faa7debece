/** Whether a clock of an edge can have shown a time, µs UTC: the hub shows it as a date. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

export function isArrival(time: unknown): time is Micros {
  return typeof time === "number" && time >= 0 && time <= Number.MAX_SAFE_INTEGER;
}
