/** What a piece went through, by station, as the index of recalls keeps it. Pure functions. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Operation, Piece } from "./records.ts";
import { spansOf } from "./timeline.ts";

/** Longer than any piece is in a plant: work that is under way has no end yet. */
export const OPEN_LENGTH_S = 2 ** 31;

/** What a station was set up with for one operation. */
export interface Setup {
  readonly program: string;
  readonly fixture: string;
  readonly tools: readonly string[];
}

/** Work of one station on a piece. Times in whole seconds, rounded outward, so that a recall misses no piece. */
export interface StationWork {
  readonly station: string;
  readonly sinceS: number;
  readonly lengthS: number;
  /** Operations at this station; only with one do time and set-up belong together. */
  readonly visits: number;
  /** Of all visits, the first first. */
  readonly setups: readonly Setup[];
}

const NO_SETUP: Setup = { program: "", fixture: "", tools: [] };

/**
 * One row per station. A piece that stayed at a station of which no operation is reported was there all the same:
 * `isStation` tells stations from other places.
 */
export function workOf(piece: Piece, isStation: (place: string) => boolean): StationWork[] {
  const found = new Map<string, { since: Micros; until: Micros; visits: number; setups: Setup[] }>();
  const add = (station: string, { since, until, setup }: { since: Micros; until: Micros; setup: Setup }): void => {
    const known = found.get(station);
    if (known === undefined) found.set(station, { since, until, visits: 1, setups: [setup] });
    else {
      known.since = Math.min(known.since, since);
      known.until = Math.max(known.until, until);
      known.visits++;
      known.setups.push(setup);
    }
  };
  for (const operation of piece.operations) add(operation.station, { ...timesOf(piece, operation), setup: operation });
  const worked = new Set(found.keys());
  for (const { place, from, to } of spansOf(piece.stays)) {
    if (worked.has(place) || !isStation(place)) continue;
    add(place, { since: Math.max(from, piece.firstAt), until: endOf(piece, to), setup: NO_SETUP });
  }
  return [...found].map(([station, { since, until, visits, setups }]) => {
    const sinceS = Math.floor(since / 1e6);
    const lengthS = Number.isFinite(until) ? Math.max(0, Math.ceil(until / 1e6) - sinceS) : OPEN_LENGTH_S;
    const only = setups.map(({ program, fixture, tools }) => ({ program, fixture, tools }));
    return { station, sinceS, lengthS, visits, setups: only };
  });
}

/** Start and end of an operation; where one was not reported, the widest that is possible. */
export function timesOf(piece: Piece, { start, end }: Operation): { readonly since: Micros; readonly until: Micros } {
  return { since: Number.isNaN(start) ? piece.firstAt : start, until: endOf(piece, end) };
}

function endOf({ state, lastAt }: Piece, end: Micros): Micros {
  if (Number.isFinite(end)) return end;
  return state === "inside" ? Number.POSITIVE_INFINITY : lastAt;
}
