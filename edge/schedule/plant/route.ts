import type { RouteStep } from "../../contracts/schedule/work-plan.ts";

/** The steps that each step of a route follows, as places in the route. Unknown names are left out. */
export function stepsBefore(route: readonly RouteStep[]): number[][] {
  const places = new Map(route.map(({ id }, at) => [id, at]));
  return route.map(({ after }, at) => {
    if (after === undefined) return at === 0 ? [] : [at - 1];
    return after.flatMap((name) => places.get(name) ?? []);
  });
}

/** Places of a route's steps, each behind those it follows; those that wait for each other are left out. */
export function inTurn(route: readonly RouteStep[]): number[] {
  const before = stepsBefore(route);
  const turn: number[] = [];
  const done = new Set<number>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const [at, others] of before.entries()) {
      if (done.has(at) || !others.every((other) => done.has(other))) continue;
      done.add(at);
      turn.push(at);
      grown = true;
    }
  }
  return turn;
}
