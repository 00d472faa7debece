import type { PastPiece, PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type RouteStop, stepsMade } from "../../contracts/schedule/steps-made.ts";

/** A piece may be between two places for so long. */
const MOVING_US = 300e6;

/** Routes by production order. */
export type Routes = ReadonlyMap<string, readonly RouteStop[]>;

/** What stations have made, by the record of pieces. */
export interface MadePieces {
  /** Newest report. */
  readonly to: Micros;
  /** Pieces that came through a step of their production order. */
  readonly done: readonly { readonly order: string; readonly step: string; readonly pieces: number }[];
  /** Pieces of a production order that some station has begun. */
  readonly begun: ReadonlyMap<string, number>;
  /** Pieces that no station has begun. */
  readonly raw: readonly RawPieces[];
  /** By station, what it began or ended last. */
  readonly newest: readonly {
    readonly station: string;
    readonly variant: string;
    readonly order: string;
    readonly time: Micros;
    readonly isUnderWay: boolean;
  }[];
}

export interface RawPieces {
  /** Empty: for any order. */
  readonly order: string;
  /** Empty: for any variant. */
  readonly variant: string;
  readonly place: string;
  readonly pieces: number;
}

/** Counts what ended or began at `since` or later, and what nobody has begun; pure. */
export function madePieces({ to, pieces }: PlantHistory, since: Micros, routes: Routes): MadePieces {
  const done = new Map<string, MadePieces["done"][number]>();
  const begun = new Map<string, number>();
  const raw = new Map<string, RawPieces>();
  for (const piece of pieces) {
    const { order, variant, operations } = piece;
    if (operations.length === 0) {
      const place = placeOf(piece, to);
      if (place === undefined) continue;
      const key = JSON.stringify([order, variant, place]);
      raw.set(key, { order, variant, place, pieces: (raw.get(key)?.pieces ?? 0) + 1 });
      continue;
    }
    const route = routes.get(order);
    if (route === undefined) continue;
    if (operations.some(({ start, end }) => start >= since || end >= since))
      begun.set(order, (begun.get(order) ?? 0) + 1);
    for (const step of stepsMade(route, operations, since)) {
      const key = JSON.stringify([order, step]);
      done.set(key, { order, step, pieces: (done.get(key)?.pieces ?? 0) + 1 });
    }
  }
  return { to, done: [...done.values()], begun, raw: [...raw.values()], newest: newestIn(pieces) };
}

function newestIn(pieces: PlantHistory["pieces"]): MadePieces["newest"] {
  const newest = new Map<string, MadePieces["newest"][number]>();
  for (const { order, variant, operations } of pieces)
    for (const { station, start, end } of operations) {
      const isUnderWay = Number.isNaN(end);
      const time = isUnderWay ? start : end;
      const before = newest.get(station)?.time ?? Number.NEGATIVE_INFINITY;
      // One piece often begins in the moment in which another ends.
      if (time > before || (time === before && isUnderWay))
        newest.set(station, { station, variant, order, time, isUnderWay });
    }
  return [...newest.values()];
}

/** Where it is, or was until just now; undefined: not in the plant, or not known. */
function placeOf({ stays }: PastPiece, now: Micros): string | undefined {
  const last = stays.at(-1);
  if (last === undefined) return undefined;
  return Number.isNaN(last.to) || last.to > now - MOVING_US ? last.place : undefined;
}
