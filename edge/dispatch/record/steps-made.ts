/** Which steps of its route a piece has come through (rule DI32). */
import type { PastOperation } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** A step of a route, as the record of pieces can tell it. */
export interface RouteStop {
  readonly step: string;
  readonly machines: ReadonlySet<string>;
  /** Operation of these machines by the config. */
  readonly operation: string;
}

/**
 * Steps that ended at `since` or later. A route that comes to one machine several times has a step for each visit: the
 * visits count in the order of the route, and one that is made again counts once.
 */
export function stepsMade(
  route: readonly RouteStop[],
  operations: readonly PastOperation[],
  since: Micros,
): ReadonlySet<string> {
  const made = new Set<string>();
  let at = -1;
  const ended = operations.filter(({ end }) => !Number.isNaN(end)).toSorted((a, b) => a.end - b.end);
  for (const operation of ended) {
    const places = placesOf(route, operation);
    const place = placeAfter(at, places);
    const stop = place === undefined ? undefined : route[place];
    if (place === undefined || stop === undefined) continue;
    at = place;
    if (operation.end >= since) made.add(stop.step);
  }
  return made;
}

/** Where in the route an operation may belong. */
function placesOf(route: readonly RouteStop[], { station, operation = "" }: PastOperation): readonly number[] {
  const here = [...route.keys()].filter((place) => route[place]?.machines.has(station));
  const of = (name: "operation" | "step") => here.filter((place) => route[place]?.[name] === operation);
  // What the machine calls each of its visits says nothing of which one it was.
  const visits = of("operation");
  if (visits.length > 1) return visits;
  const named = of("step");
  if (named.length > 0) return named;
  // Another operation of a machine that makes several steps is none of these.
  return here.length > 1 && operation !== "" && visits.length === 0 ? [] : here;
}

/** The next one; the same again where others lie between; else a step that is made again. */
function placeAfter(at: number, places: readonly number[]): number | undefined {
  const next = places.find((place) => place > at);
  if (places.includes(at) && next !== at + 1) return at;
  return next ?? places.at(-1);
}
