import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** What stations have made, by the record of pieces. */
export interface MadePieces {
  /** Newest report. */
  readonly to: Micros;
  /** Pieces with an ended operation, each once for an operation: where it was made last. */
  readonly done: readonly {
    readonly order: string;
    readonly station: string;
    /** Empty: not reported. */
    readonly operation: string;
    readonly pieces: number;
  }[];
  /** By station, what it began or ended last. */
  readonly newest: readonly {
    readonly station: string;
    readonly variant: string;
    readonly order: string;
    readonly time: Micros;
    readonly isUnderWay: boolean;
  }[];
}

/** Counts the operations of a history that ended at `since` or later; pure. */
export function madePieces({ to, pieces }: PlantHistory, since: Micros): MadePieces {
  const done = new Map<string, MadePieces["done"][number]>();
  const newest = new Map<string, MadePieces["newest"][number]>();
  for (const { order, variant, operations } of pieces) {
    const last = new Map<string, { readonly station: string; readonly operation: string }>();
    for (const { station, operation = "", start, end } of operations) {
      const isUnderWay = Number.isNaN(end);
      const time = isUnderWay ? start : end;
      const before = newest.get(station)?.time ?? Number.NEGATIVE_INFINITY;
      // One piece often begins in the moment in which another ends.
      if (time > before || (time === before && isUnderWay))
        newest.set(station, { station, variant, order, time, isUnderWay });
      if (end >= since) last.set(operation === "" ? `at ${station}` : operation, { station, operation });
    }
    if (order === "") continue;
    for (const { station, operation } of last.values()) {
      const key = JSON.stringify([order, station, operation]);
      done.set(key, { order, station, operation, pieces: (done.get(key)?.pieces ?? 0) + 1 });
    }
  }
  return { to, done: [...done.values()], newest: [...newest.values()] };
}
