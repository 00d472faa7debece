import { EdgeError } from "../../contracts/errors.ts";
import type {
  Recall,
  RecallOrder,
  RecallPiece,
  RecallQuestion,
  RecallShare,
  RecallShipment,
} from "../../contracts/production/recall.ts";
import type { MaterialStore } from "./material-store.ts";
import type { MaterialTwin } from "./material-twin.ts";
import { type FateGroup, isWanted, type Wanted } from "./recall-search.ts";
import type { Piece } from "./records.ts";
import { presentStay } from "./timeline.ts";

/** Most entries of each list of an answer. */
const MOST_LISTED = 5000;

interface Parts {
  readonly twin: MaterialTwin;
  readonly store: MaterialStore;
}

/**
 * Which pieces have the lot, machine, set-up and time of a question, where they are and who got them (rules TC4 to TC8
 * in docs/rules/trace.md). Throws EdgeError `bad-request`, `unavailable`.
 */
export function recallOf({ twin, store }: Parts, question: RecallQuestion, limit: number): Recall {
  const wanted = wantedOf(store, question);
  // Pieces inside and pieces that were not written yet are in memory, and newer there.
  const inMemory = [...twin.inside.values()];
  const fresh = wanted.lots?.size === 0 ? [] : inMemory.filter((piece) => isWanted(piece, wanted));
  const disk =
    wanted.lots?.size === 0
      ? { groups: [], names: [], unresolved: 0 }
      : store.recalls.find(
          wanted,
          inMemory.map(({ id }) => id),
          limit + 1,
        );
  const groups = [...disk.groups, ...fresh.map(groupOf)];
  const present = fresh.filter(({ state }) => state === "inside").map(placed);
  const left = fresh.filter(({ state }) => state !== "inside").map(placed);
  const listed = [...present, ...left, ...past(twin, disk.names, limit - present.length - left.length)];
  const total = sum(groups);
  return {
    total,
    inside: sum(groups.filter(({ state }) => state === "inside")),
    shipped: sum(groups.filter(({ state }) => state === "shipped")),
    scrapped: sum(groups.filter(({ state }) => state === "scrapped")),
    ...listsOf({ twin, store }, groups),
    pieces: listed.slice(0, limit),
    hasMore: total > Math.min(listed.length, limit),
    unresolved: disk.unresolved,
  };
}

function wantedOf(store: MaterialStore, { lot, supplier, ...rest }: RecallQuestion): Wanted {
  const { machine, program, fixture, tool, order, from, to } = rest;
  if ([lot, supplier, order, machine, program, fixture].every((one) => one === undefined))
    throw new EdgeError("bad-request", "give at least one of lot, supplier, order, machine, program, fixture");
  if (tool !== undefined && machine === undefined)
    throw new EdgeError("bad-request", "tools are numbered by machine: give `machine` with `tool`");
  if (from !== undefined && to !== undefined && from > to)
    throw new EdgeError("bad-request", "`from` is later than `to`");
  if (supplier === undefined) return { ...rest, ...(lot === undefined ? {} : { lots: new Set([lot]) }) };
  const ofSupplier = store.recalls.lotsOf(supplier);
  return { ...rest, lots: new Set(lot === undefined ? ofSupplier : ofSupplier.filter((one) => one === lot)) };
}

function listsOf(
  { twin, store }: Parts,
  groups: readonly FateGroup[],
): Pick<Recall, "customers" | "orders" | "lots" | "shipments" | "counts" | "withoutCustomer"> {
  const byOrder = added(groups, ({ order }) => order);
  const byLot = added(groups, ({ lot }) => lot);
  const byShipment = added(groups, ({ shipment }) => shipment);
  const [orders, lots, shipments] = [byOrder, byLot, byShipment].map((list) => list.slice(0, MOST_LISTED)) as [
    RecallShare[],
    RecallShare[],
    RecallShare[],
  ];
  const fields = (field: "customer" | "supplier" | "time", of: readonly RecallShare[]) =>
    store.recalls.fieldOf(
      field,
      of.map(({ name }) => name),
    );
  const [onDisk, suppliers, times] = [fields("customer", byOrder), fields("supplier", lots), fields("time", shipments)];
  // Orders that run are in memory, and newer there.
  const running = new Map(twin.orders.all().map(({ order, customer }) => [order, customer]));
  const customerOf = (order: string): string | null =>
    running.get(order) ?? (onDisk.get(order) as string | undefined) ?? null;
  const byCustomer = added(groups, ({ order }) => customerOf(order) ?? "");
  const ordersOf = ordersByShipment(groups);
  return {
    customers: byCustomer.slice(0, MOST_LISTED),
    orders: orders.map((one): RecallOrder => ({ ...one, customer: customerOf(one.name) })),
    lots: lots.map((one) => ({
      ...one,
      supplier: String(suppliers.get(one.name) ?? twin.lot(one.name)?.supplier ?? ""),
    })),
    shipments: shipments.map((one): RecallShipment => {
      const of = [...(ordersOf.get(one.name) ?? [])];
      const time = (times.get(one.name) as number | undefined) ?? twin.shipment(one.name)?.time ?? null;
      return { ...one, time, orders: of, customers: [...new Set(of.flatMap((order) => customerOf(order) ?? []))] };
    }),
    counts: {
      customers: byCustomer.length,
      orders: byOrder.length,
      lots: byLot.length,
      shipments: byShipment.length,
    },
    withoutCustomer: sum(groups.filter(({ state, order }) => state === "shipped" && customerOf(order) === null)),
  };
}

/** Pieces by a name, most first; pieces without the name are left out. */
function added(groups: readonly FateGroup[], nameOf: (group: FateGroup) => string): RecallShare[] {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const name = nameOf(group);
    if (name !== "") counts.set(name, (counts.get(name) ?? 0) + group.pieces);
  }
  return [...counts]
    .map(([name, pieces]) => ({ name, pieces }))
    .sort((a, b) => b.pieces - a.pieces || (a.name < b.name ? -1 : 1));
}

function ordersByShipment(groups: readonly FateGroup[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { shipment, order } of groups) {
    if (shipment === "" || order === "") continue;
    const orders = found.get(shipment);
    if (orders === undefined) found.set(shipment, new Set([order]));
    else orders.add(order);
  }
  return found;
}

function past(twin: MaterialTwin, names: readonly string[], limit: number): RecallPiece[] {
  return names.slice(0, Math.max(0, limit)).flatMap((name) => {
    const piece = twin.piece(name);
    return piece === undefined ? [] : [placed(piece)];
  });
}

function placed(piece: Piece): RecallPiece {
  const { id, state, order, lot, shipment } = piece;
  const stay = state === "inside" ? presentStay(piece.stays) : undefined;
  return {
    piece: id,
    state,
    order: orNothing(order),
    lot: orNothing(lot),
    shipment: orNothing(shipment),
    place: stay?.place ?? null,
    slot: stay?.slot ?? null,
    carrier: stay?.carrier ?? null,
  };
}

function groupOf({ state, order, lot, shipment }: Piece): FateGroup {
  return { state, order, lot, shipment, pieces: 1 };
}

function sum(groups: readonly FateGroup[]): number {
  return groups.reduce((total, { pieces }) => total + pieces, 0);
}

function orNothing(word: string): string | null {
  return word === "" ? null : word;
}
