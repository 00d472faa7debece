/** Which steps of its route a piece has come through (rule DI32). */
import type { PastOperation } from "../forecast/history.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { RouteStep } from "./work-plan.ts";

/** A step of a route, as the record of pieces can tell it. */
export interface RouteStop {
  readonly step: string;
  readonly machines: ReadonlySet<string>;
  /** Operation of these machines by the config. */
  readonly operation: string;
}

/** @param operationOf the operation of a station by the config; undefined: its step's name */
export function stopsOf(
  route: readonly RouteStep[],
  operationOf: (machine: string) => string | undefined,
): readonly RouteStop[] {
  return route.map(({ id: step, machines }) => ({
    step,
    machines: new Set(machines.map(({ machine }) => machine)),
    operation: operationOf(machines[0]?.machine ?? "") ?? step,
  }));
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
  for (const [step, { end }] of visitsOf(route, operations)) if (end >= since) made.add(step);
  return made;
}

/** Each operation of a piece that is one of the steps, in the order of their ends; what has not ended is the last. */
export function* visitsOf(
  route: readonly RouteStop[],
  operations: readonly PastOperation[],
): Generator<readonly [step: string, operation: PastOperation]> {
  let at = -1;
  for (const operation of operations.toSorted((a, b) => endOf(a) - endOf(b) || a.start - b.start)) {
    const place = placeAfter(at, placesOf(route, operation));
    const stop = place === undefined ? undefined : route[place];
    if (place === undefined || stop === undefined) continue;
    at = place;
    yield [stop.step, operation];
  }
}

/** A large number instead of infinity, of which two would have no difference. */
function endOf({ end }: PastOperation): Micros {
  return Number.isNaN(end) ? Number.MAX_SAFE_INTEGER : end;
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
