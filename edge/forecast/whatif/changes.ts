import { ImpossiblePlant } from "../../contracts/forecast/description.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { ModelPlan, Openings, OrderPlan, PlacePlan, StartState, StationPlan } from "../model/plan.ts";

/** One change of a plant; times in hours from the start. Patterns are labels, `*` for any characters. */
export type Change =
  | { readonly kind: "out"; readonly machines: string; readonly fromH: number; readonly hours: number }
  | { readonly kind: "closed"; readonly machines: string; readonly fromH: number; readonly hours: number }
  | { readonly kind: "open"; readonly machines: string; readonly fromH: number; readonly hours: number }
  | { readonly kind: "vehicles"; readonly add: number }
  | { readonly kind: "load"; readonly pieces: number; readonly from: string }
  | { readonly kind: "capacity"; readonly places: string; readonly pieces: number }
  | { readonly kind: "speed"; readonly machines: string; readonly factor: number }
  | ({ readonly kind: "add-order"; readonly order: string; readonly variant: string; readonly pieces: number } & {
      readonly dueH: number;
      readonly isFirst: boolean;
    })
  | { readonly kind: "remove-order"; readonly order: string };

/** A plan and a start, as a future has them. */
export interface Future {
  readonly plan: ModelPlan;
  readonly start: StartState;
}

/** Applies changes in their order. Throws `ImpossiblePlant` with each change that names nothing or cannot be. */
export function changed(future: Future, changes: readonly Change[], where: string): Future {
  const problems: string[] = [];
  let now = future;
  for (const [at, change] of changes.entries()) {
    const result = apply(now, change);
    if (typeof result === "string") problems.push(`${where}, change ${at + 1} (${change.kind}): ${result}`);
    else now = result;
  }
  if (problems.length > 0) throw new ImpossiblePlant(problems);
  return now;
}

function apply(future: Future, change: Change): Future | string {
  switch (change.kind) {
    case "out":
      return onStations(future, change.machines, (station) => ({
        ...station,
        outages: merged([...(station.outages ?? []), stretchOf(change)]),
      }));
    case "closed":
      return onStations(future, change.machines, (station) => ({
        ...station,
        openings: without(station.openings ?? [[0, Number.MAX_VALUE]], stretchOf(change)),
      }));
    case "open":
      return onStations(future, change.machines, (station) =>
        station.openings === undefined
          ? station
          : { ...station, openings: merged([...station.openings, stretchOf(change)]) },
      );
    case "speed":
      if (!(change.factor > 0)) return `the factor is ${change.factor}; give one above 0`;
      return onStations(future, change.machines, (station) => ({
        ...station,
        work: station.work.map((time) => (share: number) => time(share) / change.factor),
      }));
    case "vehicles":
      return withVehicles(future, change.add);
    case "load":
      return withLoad(future, change.from, change.pieces);
    case "capacity":
      return withCapacity(future, change.places, change.pieces);
    case "add-order":
      return withOrder(future, change);
    case "remove-order":
      return withoutOrder(future, change.order);
  }
}

function stretchOf({ fromH, hours }: { readonly fromH: number; readonly hours: number }): readonly [number, number] {
  return [3600 * fromH, 3600 * (fromH + hours)];
}

function onPlaces<Plan extends PlacePlan>(
  future: Future,
  pattern: string,
  fits: (place: PlacePlan) => place is Plan,
  make: (place: Plan) => PlacePlan,
): Future | string {
  let found = 0;
  const places = future.plan.places.map((place) => {
    if (!fits(place) || !matchesWord(pattern, place.label)) return place;
    found++;
    return make(place);
  });
  return found === 0
    ? `${pattern} is none of the plant's ${fits === isStation ? "machines" : "buffers"}; write its label`
    : { ...future, plan: { ...future.plan, places } };
}

function isStation(place: PlacePlan): place is StationPlan {
  return place.kind === "station";
}

function isLimited(place: PlacePlan): place is Extract<PlacePlan, { kind: "buffer" | "belt" }> {
  return place.kind === "buffer" || place.kind === "belt";
}

function onStations(future: Future, pattern: string, make: (station: StationPlan) => StationPlan): Future | string {
  return onPlaces(future, pattern, isStation, make);
}

function withCapacity(future: Future, pattern: string, pieces: number): Future | string {
  if (!Number.isInteger(pieces) || pieces < 1) return `${pieces} pieces; give a whole number of at least 1`;
  const made = onPlaces(future, pattern, isLimited, (place) => ({ ...place, capacity: pieces }));
  if (typeof made === "string") return made;
  const small = made.plan.lanes.find(({ to, load }) =>
    to.flat().some((place) => {
      const target = made.plan.places[place];
      return target?.kind === "buffer" && target.capacity < load;
    }),
  );
  return small === undefined ? made : `vehicles bring ${small.load} pieces at a time; give room for a load at least`;
}

function withVehicles(future: Future, add: number): Future | string {
  const vehicles = future.plan.vehicles + add;
  if (!Number.isInteger(add) || vehicles < 0)
    return `${add} vehicles more than ${future.plan.vehicles}; give a whole number that leaves none or more`;
  return { ...future, plan: { ...future.plan, vehicles } };
}

function withLoad(future: Future, pattern: string, pieces: number): Future | string {
  const { plan } = future;
  if (!Number.isInteger(pieces) || pieces < 1) return `${pieces} pieces; give a whole number of at least 1`;
  const isMeant = (from: number): boolean => matchesWord(pattern, plan.places[from]?.label ?? "");
  if (!plan.lanes.some(({ from }) => isMeant(from))) return `no vehicle fetches from ${pattern}; write such a place`;
  return {
    ...future,
    plan: { ...plan, lanes: plan.lanes.map((lane) => (isMeant(lane.from) ? { ...lane, load: pieces } : lane)) },
  };
}

function withOrder(future: Future, change: Extract<Change, { kind: "add-order" }>): Future | string {
  const { plan, start } = future;
  const variant = plan.variants.indexOf(change.variant);
  if (variant < 0)
    return `the variant ${change.variant} is unknown; this plant has made ${plan.variants.join(", ") || "none yet"}`;
  if (!Number.isInteger(change.pieces) || change.pieces < 1)
    return `${change.pieces} pieces; give a whole number of at least 1`;
  const name = change.order;
  if (start.orders.some((order) => order.name === name)) return `the order ${name} exists; give another name`;
  const order: OrderPlan = {
    name,
    variant,
    toRelease: change.pieces,
    open: change.pieces,
    dueS: 3600 * change.dueH,
  };
  // Positions of orders are in the pieces of the start, so a new one stands last and says when it comes.
  const at = start.orders.length;
  const sequence = start.sequence ?? start.orders.keys();
  const orders = [...start.orders, order];
  return { plan, start: { ...start, orders, sequence: change.isFirst ? [at, ...sequence] : [...sequence, at] } };
}

function withoutOrder({ plan, start }: Future, name: string): Future | string {
  const at = start.orders.findIndex((order) => order.name === name);
  if (at < 0)
    return `there is no open order ${name}; write one of ${start.orders.map((order) => order.name).join(", ")}`;
  const orders = start.orders.map((order, index) => (index === at ? { ...order, toRelease: 0 } : order));
  return { plan, start: { ...start, orders } };
}

function merged(stretches: Openings): Openings {
  const made: (readonly [number, number])[] = [];
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = made.at(-1);
    if (last !== undefined && from <= last[1]) made[made.length - 1] = [last[0], Math.max(last[1], to)];
    else made.push([from, to]);
  }
  return made;
}

function without(stretches: Openings, [from, to]: readonly [number, number]): Openings {
  return stretches.flatMap(([begin, end]) =>
    end <= from || begin >= to
      ? [[begin, end] as const]
      : [...(begin < from ? [[begin, from] as const] : []), ...(end > to ? [[to, end] as const] : [])],
  );
}
