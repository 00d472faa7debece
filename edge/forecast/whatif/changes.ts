import { ImpossibleChange } from "../../contracts/forecast/description.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { MOST_ON_BELT } from "../model/compile.ts";
import { merged } from "../model/elapsing.ts";
import { mostOf } from "../model/lanes.ts";
import type { Openings } from "../model/openings.ts";
import type {
  BeltPlan,
  BufferPlan,
  LanePlan,
  ModelPlan,
  OrderPlan,
  PlacePlan,
  StartState,
  StationPlan,
} from "../model/plan.ts";
import { inLots, type LotSize, tooSmall } from "./lot-change.ts";
import { type Move, withMoves } from "./move-change.ts";
import { type MorePeople, withPeople } from "./people-change.ts";
import { type Replacement, replacedIn } from "./repair-change.ts";
import { routedOver } from "./route-change.ts";
import { inSequenceBy, type SequenceRule } from "./sequence-change.ts";

/** One change of a plant; times in hours from the start. Patterns are labels, `*` for any characters. */
export type Change =
  | { readonly kind: "out"; readonly machines: string; readonly fromH: number; readonly hours: number }
  | ({ readonly kind: "repair" } & Replacement)
  | { readonly kind: "closed"; readonly machines: string; readonly fromH: number; readonly hours: number }
  | { readonly kind: "open"; readonly machines: string; readonly fromH: number; readonly hours: number }
  | { readonly kind: "vehicles"; readonly add: number }
  | ({ readonly kind: "people" } & MorePeople)
  | { readonly kind: "load"; readonly pieces: number; readonly from: string }
  | { readonly kind: "capacity"; readonly places: string; readonly pieces: number }
  | { readonly kind: "speed"; readonly machines: string; readonly factor: number }
  | ({ readonly kind: "add-order"; readonly order: string; readonly variant: string; readonly pieces: number } & {
      readonly dueH: number;
      readonly isFirst: boolean;
    })
  | { readonly kind: "remove-order"; readonly order: string }
  | { readonly kind: "sequence"; readonly by: SequenceRule }
  | { readonly kind: "route"; readonly variants: string; readonly over: readonly string[] }
  | Move
  | LotSize;

/** A plan and a start, as a future has them. */
export interface Future {
  readonly plan: ModelPlan;
  readonly start: StartState;
}

/**
 * Applies changes in their order, behind all moves, which are one new layout. Throws `ImpossibleChange` with each
 * change that names nothing or cannot be. `name`: of the future.
 */
export function changed(future: Future, changes: readonly Change[], name: string): Future {
  const problems: ConstructorParameters<typeof ImpossibleChange>[0][number][] = [];
  const moved = withMoves(future.plan, changes);
  problems.push(...moved.problems.map((one) => ({ future: name, kind: "move", ...one })));
  let now: Future = { ...future, plan: moved.plan };
  for (const [at, change] of changes.entries()) {
    const result = apply(now, change);
    if (typeof result === "string") problems.push({ future: name, change: at, kind: change.kind, reason: result });
    else now = result;
  }
  for (const [at, change] of changes.entries()) {
    const reason = change.kind === "lot" ? tooSmall(now.plan, change) : undefined;
    const isKnown = problems.some((problem) => problem.change === at);
    if (reason !== undefined && !isKnown) problems.push({ future: name, change: at, kind: change.kind, reason });
  }
  if (problems.length > 0) throw new ImpossibleChange(problems.toSorted((a, b) => a.change - b.change));
  return now;
}

function apply(future: Future, change: Change): Future | string {
  switch (change.kind) {
    case "out":
      return standing(future, change);
    case "repair": {
      // It refuses what is no machine.
      const stood = standing(future, change);
      return typeof stood === "string" ? stood : replacedIn(future, change);
    }
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
    case "people": {
      const plan = withPeople(future.plan, change);
      return typeof plan === "string" ? plan : { ...future, plan };
    }
    case "load":
      return withLoad(future, change.from, change.pieces);
    case "capacity":
      return withCapacity(future, change.places, change.pieces);
    case "add-order":
      return withOrder(future, change);
    case "remove-order":
      return withoutOrder(future, change.order);
    case "sequence":
      return { ...future, start: inSequenceBy(future.start, change.by) };
    case "route": {
      const plan = routedOver(future.plan, change.variants, change.over);
      return typeof plan === "string" ? plan : { ...future, plan };
    }
    case "move":
      // Made before all others.
      return future;
    case "lot": {
      const start = inLots(future.plan, future.start, change);
      return typeof start === "string" ? start : { ...future, start };
    }
  }
}

function stretchOf({ fromH, hours }: { readonly fromH: number; readonly hours: number }): readonly [number, number] {
  return [3600 * fromH, 3600 * (fromH + hours)];
}

function standing(
  future: Future,
  { machines, ...stretch }: { readonly machines: string; readonly fromH: number; readonly hours: number },
): Future | string {
  return onPlaces(future, machines, STANDING, (place) => ({
    ...place,
    outages: merged([...(place.outages ?? []), stretchOf(stretch)]),
  }));
}

function onPlaces<Plan extends PlacePlan>(
  future: Future,
  pattern: string,
  { fits, named }: Changeable<Plan>,
  make: (place: Plan) => PlacePlan,
): Future | string {
  let found = 0;
  const places = future.plan.places.map((place) => {
    if (!fits(place) || !matchesWord(pattern, place.label)) return place;
    found++;
    return make(place);
  });
  return found === 0 ? whyNot(future.plan, pattern, named) : { ...future, plan: { ...future.plan, places } };
}

/** Why a pattern names nothing that can be changed so, and what names it. */
function whyNot({ places, tenders }: ModelPlan, pattern: string, kinds: string): string {
  const place = places.find(({ label }) => matchesWord(pattern, label));
  if (place !== undefined)
    return `${pattern} is a ${place.kind} in the model, and that cannot be changed so; name one of the ${kinds}`;
  const tended = tenders.find(({ label }) => matchesWord(pattern, label))?.stations;
  if (tended !== undefined)
    return (
      `${pattern} tends machines and cannot be changed itself; ` +
      `name the machines: ${tended.map((station) => places[station]?.label).join(", ")}`
    );
  return `${pattern} is none of the plant's ${kinds}; write its label, or for vehicles how many fewer (vehicles: -1)`;
}

/** Places that a change may name, and how they are called. */
interface Changeable<Plan extends PlacePlan> {
  readonly fits: (place: PlacePlan) => place is Plan;
  readonly named: string;
}

const STATIONS: Changeable<StationPlan> = { fits: (place) => place.kind === "station", named: "machines" };
const STANDING: Changeable<StationPlan | BeltPlan> = {
  fits: (place) => place.kind === "station" || place.kind === "belt",
  named: "machines and belts",
};
const LIMITED: Changeable<BufferPlan | BeltPlan> = {
  fits: (place): place is BufferPlan | BeltPlan => place.kind === "buffer" || place.kind === "belt",
  named: "buffers and belts",
};

function onStations(future: Future, pattern: string, make: (station: StationPlan) => StationPlan): Future | string {
  return onPlaces(future, pattern, STATIONS, make);
}

function withCapacity(future: Future, pattern: string, pieces: number): Future | string {
  if (!Number.isInteger(pieces) || pieces < 1) return `${pieces} pieces; give a whole number of at least 1`;
  const isMeant = (at: number): boolean => matchesWord(pattern, future.plan.places[at]?.label ?? "");
  const made = onPlaces(future, pattern, LIMITED, (place) => ({ ...place, capacity: pieces }));
  if (typeof made === "string") return made;
  if (pieces > MOST_ON_BELT && made.plan.places.some(({ kind }, at) => kind === "belt" && isMeant(at)))
    return `${pieces} pieces on a belt; give ${MOST_ON_BELT} at most`;
  return withRoom(made, ({ from, to }) => [from, ...to.flat()].some(isMeant));
}

/** The future, if the lanes that were changed have room for a load at both ends. */
function withRoom(future: Future, isChanged: (lane: LanePlan) => boolean): Future | string {
  const { lanes, places } = future.plan;
  const small = lanes.find((lane) => isChanged(lane) && mostOf(lane, places) < lane.load);
  if (small === undefined) return future;
  const ends = [small.from, ...new Set(small.to.flat())].map((place) => places[place]?.label).join(", ");
  return (
    `vehicles take ${small.load} pieces at a time, and ${ends} have room for ${mostOf(small, places)}; ` +
    "give room for a load at both ends, or a smaller load"
  );
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
  const lanes = plan.lanes.map((lane) => (isMeant(lane.from) ? { ...lane, load: pieces } : lane));
  return withRoom({ ...future, plan: { ...plan, lanes } }, ({ from }) => isMeant(from));
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
  if (start.orders[at]?.isBegun === true)
    return `the order ${name} has begun, and its pieces are in the plant; only one that has not can be removed`;
  const gone = { toRelease: 0, open: 0, dueS: Number.POSITIVE_INFINITY };
  const orders = start.orders.map((order, index) => (index === at ? { ...order, ...gone } : order));
  return { plan, start: { ...start, orders } };
}

function without(stretches: Openings, [from, to]: readonly [number, number]): Openings {
  return stretches.flatMap(([begin, end]) =>
    end <= from || begin >= to
      ? [[begin, end] as const]
      : [...(begin < from ? [[begin, from] as const] : []), ...(end > to ? [[to, end] as const] : [])],
  );
}
