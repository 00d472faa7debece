import type { PastPiece, PlantHistory } from "../../contracts/forecast/history.ts";
import { orderOf } from "../../contracts/schedule/plant-names.ts";
import { keyOf, type PlannedOperation, type Schedule } from "../../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";

/** An operation of the schedule, and what became of it. */
interface Watched {
  readonly planned: PlannedOperation;
  readonly machines: ReadonlySet<string>;
  first: number;
}

/**
 * When the first piece of each operation began after the plan's start, ms since 1970, and how many pieces were made on
 * the machine of the plan. A piece's operations are taken for the steps of its route in their order, because a machine
 * may make several of them. What was kept had begun, and is not judged. Orders that come in at a later step are taken
 * together with their whole order: the earliest start of a step counts.
 */
export function firstStarts(
  { plan, schedule }: { readonly plan: WorkPlan; readonly schedule: Schedule },
  history: PlantHistory,
  upTo: number,
): {
  readonly starts: readonly { readonly planned: number; readonly happened: number | undefined }[];
  readonly seen: number;
  readonly onMachine: number;
} {
  const known = new Map(history.orders.map((order) => [order.order, order]));
  const routes = watchedRoutes({ plan, schedule }, known);
  const startMs = Date.parse(plan.start);
  let [seen, onMachine] = [0, 0];
  for (const piece of history.pieces)
    for (const [one, start, station] of worked(piece, routes.get(piece.order) ?? [])) {
      if (start < startMs || start > upTo) continue;
      seen++;
      if (station === one.planned.machine) onMachine++;
      one.first = Math.min(one.first, start);
    }
  const starts = [...routes.values()].flat().map(({ planned, first }) => ({
    planned: planned.start,
    happened: first === Number.POSITIVE_INFINITY ? undefined : first,
  }));
  return { starts, seen, onMachine };
}

/** Each operation of a piece that is one of the steps, in their order, with its start in ms and its machine. */
function* worked({ operations }: PastPiece, route: readonly Watched[]): Generator<readonly [Watched, number, string]> {
  let step = 0;
  for (const { station, start } of operations) {
    const found = route.findIndex(({ machines }, at) => at >= step && machines.has(station));
    if (found < 0) continue;
    step = found + 1;
    yield [route[found] as Watched, start / 1_000, station];
  }
}

/** By order, its steps in the order of the route, each as planned for the part that is to begin it first. */
function watchedRoutes(
  { plan, schedule }: { readonly plan: WorkPlan; readonly schedule: Schedule },
  known: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, readonly Watched[]> {
  const operations = new Map(schedule.operations.map((one) => [keyOf(one), one]));
  const routes = new Map(plan.variants.map(({ id, route }) => [id, route]));
  const parts = Map.groupBy(plan.orders, ({ id }) => orderOf(id, known) ?? "");
  parts.delete("");
  return new Map(
    [...parts].map(([order, own]) => {
      // A part comes in at a later step of the same route.
      const ways = own.map(({ variant }) => routes.get(variant) ?? []);
      const route = ways.reduce((longest, way) => (way.length > longest.length ? way : longest), []);
      const watched = route.flatMap(({ id: step, machines }): readonly Watched[] => {
        const planned = own
          .flatMap(({ id }) => operations.get(keyOf({ order: id, step })) ?? [])
          .filter(({ isKept }) => !isKept)
          .reduce<PlannedOperation | undefined>(
            (first, one) => (first && first.start <= one.start ? first : one),
            undefined,
          );
        const can = new Set(machines.map(({ machine }) => machine));
        return planned === undefined ? [] : [{ planned, machines: can, first: Number.POSITIVE_INFINITY }];
      });
      return [order, watched] as const;
    }),
  );
}
