import type { OrderNow, PlacedNow, Snapshot } from "../../contracts/forecast/snapshot.ts";
import type { Learnt } from "../learn/learnt.ts";
import { firstBy } from "../learn/release.ts";
import type { Sources } from "./compile.ts";
import { livesFor } from "./lives.ts";
import type { ModelPlan, OrderPlan, StartPiece, StartRide, StartState } from "./plan.ts";

/** A start, and what of the snapshot could not be placed. */
export interface Start {
  readonly state: StartState;
  /** Names of the orders, in the order of the state's list. */
  readonly orders: readonly OrderNow[];
  /** Pieces at places that the flow does not have, by place. */
  readonly unplaced: ReadonlyMap<string, number>;
}

/** Turns a snapshot into a start of the plan. `hasFollowOn`: orders that follow the known ones, by the mix. */
export function startState(
  snapshot: Snapshot,
  { flow, learnt, description }: Sources,
  plan: ModelPlan,
  hasFollowOn: boolean,
): Start {
  const orders = inSequence(snapshot.orders, learnt.release);
  const orderAt = new Map(orders.map(({ order }, at) => [order, at]));
  const variantAt = new Map(plan.variants.map((variant, at) => [variant, at]));
  const { pieces, rides, unplaced, underway } = placed(snapshot, flow, plan, { orderAt, variantAt });
  const lives = livesFor(snapshot, plan, description);
  const state: StartState = {
    pieces,
    rides,
    orders: orders.map(
      (order, at): OrderPlan => ({
        name: order.order,
        variant: variantAt.get(order.variant) ?? 0,
        toRelease: Math.max(0, order.toStart - (underway.get(at) ?? 0)),
        open: order.open,
        isBegun: order.toStart - (underway.get(at) ?? 0) < order.quantity || order.open < order.quantity,
        dueS: Number.isNaN(order.due) ? Number.POSITIVE_INFINITY : (order.due - snapshot.at) / 1e6,
      }),
    ),
    setUpFor: new Map(
      [...flow.places.entries()].flatMap(([place, { label }]) => {
        const variant = variantAt.get(snapshot.setUpFor.get(label) ?? "");
        return variant === undefined ? [] : [[place, variant] as const];
      }),
    ),
    out: new Map(
      [...flow.places.entries()].flatMap(([place, { label }]) => {
        const out = snapshot.out.get(label);
        return out === undefined ? [] : [[place, out.plannedS] as const];
      }),
    ),
    ...(lives.length === 0 ? {} : { lives: lives.flatMap((one) => (typeof one.plan === "string" ? [] : [one.plan])) }),
    ...(hasFollowOn && learnt.mix.quantity > 0 ? { refill: learnt.mix } : {}),
  };
  return { state, orders, unplaced };
}

interface Placed {
  readonly pieces: StartPiece[];
  readonly rides: readonly StartRide[];
  readonly unplaced: Map<string, number>;
  /** By order: pieces that are out of the store and have not begun. They are not released again. */
  readonly underway: Map<number, number>;
}

function placed(
  { pieces: all, at }: Snapshot,
  flow: Sources["flow"],
  { lanes }: ModelPlan,
  {
    orderAt,
    variantAt,
  }: { readonly orderAt: ReadonlyMap<string, number>; readonly variantAt: ReadonlyMap<string, number> },
): Placed {
  const find = finder(flow);
  const made: Omit<Placed, "rides"> = { pieces: [], unplaced: new Map(), underway: new Map() };
  const rides = new Map<string, { lane: number; pieces: StartPiece[]; forS: number }>();
  for (const one of all) {
    const order = orderAt.get(one.order) ?? -1;
    const where = find(one);
    if (where === undefined) made.unplaced.set(one.place, (made.unplaced.get(one.place) ?? 0) + 1);
    if (where === undefined || (flow.sources.includes(where.place) && !where.isRide)) continue;
    if (!one.hasBegun) made.underway.set(order, (made.underway.get(order) ?? 0) + 1);
    const forS = stageS(one, where.isRide, at);
    const variant = variantAt.get(one.variant) ?? 0;
    const piece: StartPiece = { place: where.place, variant, order, stage: one.stage, forS };
    const lane = where.isRide ? lanes.findIndex(({ from }) => from === where.place) : -1;
    const ride = rides.get(one.place);
    if (lane < 0) made.pieces.push(piece);
    else if (ride === undefined) rides.set(one.place, { lane, pieces: [piece], forS });
    else ride.pieces.push(piece);
  }
  return { ...made, rides: [...rides.values()] };
}

/** For how long it has been in its stage, or on its ride, without outages of the machine. */
function stageS({ since, stageSince, pausedS }: PlacedNow, isRide: boolean, at: number): number {
  const from = isRide || Number.isNaN(stageSince) ? since : stageSince;
  return Number.isNaN(from) ? 0 : Math.max(0, (at - from) / 1e6 - (isRide ? 0 : pausedS));
}

/**
 * Orders that run first, then by the rule that was learnt: it chooses among those that may start. Where those are fewer
 * than was usual, the next one by due date joins them before each choice, and no more, because material for the others
 * does not come all at once (rule FK60).
 */
function inSequence(orders: readonly OrderNow[], { rule, families, among }: Learnt["release"]): readonly OrderNow[] {
  const sequence = orders.filter(({ state }) => state === "Running").toSorted((a, b) => a.toStart - b.toStart);
  const mayStart = new Set(orders.filter(({ state }) => state === "AllowedToStart"));
  const later = new Set(orders.filter((order) => !mayStart.has(order) && !sequence.includes(order)));
  for (;;) {
    if (later.size > 0 && mayStart.size < Math.max(1, Math.round(among))) {
      const next = firstBy("due", [...later], -1, families) as OrderNow;
      later.delete(next);
      mayStart.add(next);
    }
    const next = firstBy(rule, [...mayStart], families[sequence.at(-1)?.variant ?? ""] ?? -1, families);
    if (next === undefined) return sequence;
    mayStart.delete(next);
    sequence.push(next);
  }
}

/**
 * The place of the flow at which a piece is. On a vehicle it is at the place that the vehicle took it from (`isRide`);
 * in the gripper of a tender it waits before the station still, or has come to the place behind it.
 */
function finder(flow: Sources["flow"]): (piece: PlacedNow) => { place: number; isRide: boolean } | undefined {
  const vehicles = new Set(flow.vehicles);
  const tenders = new Set(flow.tenders);
  const at = (label: string, before: string): number | undefined => {
    const places = [...flow.places.keys()].filter((place) => flow.places[place]?.label === label);
    const leads = (place: number): boolean =>
      flow.places.some(({ label: from, steps }) => from === before && steps.some(({ group }) => group.includes(place)));
    return places.find(leads) ?? places[0];
  };
  return ({ place: label, before, comesFromWork }) => {
    if (!vehicles.has(label) && !tenders.has(label)) {
      const place = at(label, before);
      return place === undefined ? undefined : { place, isRide: false };
    }
    const from = at(before, "");
    if (from === undefined) return undefined;
    if (vehicles.has(label)) return { place: from, isRide: true };
    const behind = flow.places[from]?.steps[0]?.group[0];
    const place = comesFromWork ? behind : from;
    return place === undefined ? undefined : { place, isRide: false };
  };
}
