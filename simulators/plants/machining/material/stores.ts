import type { StoreLevel } from "../../../kernel/contract.ts";
import type { FeatureResult, PlaceRef, PlantEvent } from "../../../kernel/events.ts";
import type { Conditions } from "../../../kernel/faults/condition.ts";
import type { Random } from "../../../kernel/random.ts";
import type { Islands } from "../planning/islands.ts";
import type { Order } from "../planning/order.ts";
import type { OrderBook } from "../planning/order-book.ts";
import type { MaterialBook } from "./book.ts";
import { type PalletPool, type PalletSink, type PalletSource, piecesIn, type Slot } from "./pallets.ts";
import { PALLET_PIECES, type Pallet, type PieceTruth } from "./piece.ts";
import { Release } from "./release.ts";

const RACK_PALLETS = 40;
/** Pallets on a lorry. */
const LORRY_PALLETS = 24;
/** Castings are bought below this number of pallets; also the initial stock. */
const BUY_BELOW = 28;
const FIRST_PALLETS = 40;
/** Number of finished pallets at which a lorry fetches them. */
const SHIP_FROM = 30;
const SUPPLIERS = ["Huaxin Foundry", "Taihu Castings", "Ningbo Iron"] as const;
/** Share of porous castings in good lots, and their leak, mL/min. */
const USUAL_POROSITY = 0.012;
/** Brinell hardness of EN-GJL-250. */
const HARDNESS_HBW = { lower: 180, upper: 230, mean: 205, deviation: 6 };
const WALL_MM = { lower: 7.2, upper: 8.8, mean: 8, deviation: 0.18 };

export interface StoresOptions {
  readonly book: MaterialBook;
  readonly orders: OrderBook;
  readonly islands: Islands;
  readonly pool: PalletPool;
  readonly random: Random;
  readonly conditions: Conditions;
  nowMs(): number;
  report(event: PlantEvent): void;
}

/** Raw and finished store: two racks each. Lorries bring castings in lots and take finished pallets. */
export class Stores implements PalletSource {
  readonly node = "N17";
  readonly finished: PalletSink;
  readonly #raw: readonly Slot[] = slots("RCK-01", "RCK-02");
  readonly #done: readonly Slot[] = slots("RCK-03", "RCK-04");
  readonly #options: StoresOptions;
  readonly #release: Release;
  #lots = 0;
  /** The fault of one lot has had its lot. */
  #hadPoorLot = false;

  constructor(options: StoresOptions) {
    this.#options = options;
    this.#release = new Release(options.orders, options.islands);
    this.#buy(FIRST_PALLETS);
    const store = this;
    this.finished = {
      node: "N16",
      capacity: 2 * RACK_PALLETS * PALLET_PIECES,
      get held() {
        return PALLET_PIECES * store.#done.filter(({ pallet }) => pallet !== null).length;
      },
      put(pallet, vehicle) {
        const slot = store.#done.find((candidate) => candidate.pallet === null);
        if (slot === undefined) throw new Error(`pallet ${pallet.id} brought to a finished store without a free slot`);
        slot.pallet = pallet;
        options.book.movePallet(pallet, vehicle, slot.place);
      },
    };
  }

  get pieceCount(): number {
    return piecesIn(this.#raw).length + piecesIn(this.#done).length;
  }

  get levels(): readonly StoreLevel[] {
    return ["RCK-01", "RCK-02", "RCK-03", "RCK-04"].map((id) => this.level(id));
  }

  level(rack: string): StoreLevel {
    let pallets = 0;
    let pieces = 0;
    for (const store of [this.#raw, this.#done]) {
      for (const { place, pallet } of store) {
        if (place.id !== rack || pallet === null) continue;
        pallets++;
        pieces += pallet.pieces.length;
      }
    }
    return { id: rack, pallets, capacity: RACK_PALLETS, pieces };
  }

  get waiting(): number {
    let pieces = 0;
    for (const { pallet } of this.#raw) pieces += pallet?.pieces.length ?? 0;
    return pieces;
  }

  /** The next pallet of the order to be released. */
  take(vehicle: PlaceRef): Pallet {
    const slot = this.#next();
    const pallet = slot.pallet as Pallet;
    slot.pallet = null;
    this.#release.released(pallet.pieces);
    this.#options.book.movePallet(pallet, slot.place, vehicle);
    return pallet;
  }

  /** Buys and ships. */
  slow(): void {
    const inRaw = this.#raw.filter(({ pallet }) => pallet !== null).length;
    if (inRaw < BUY_BELOW) this.#buy(LORRY_PALLETS);
    const ready = this.#done.filter(({ pallet }) => pallet !== null);
    if (ready.length < SHIP_FROM) return;
    const leaving = ready.slice(0, LORRY_PALLETS).map(({ pallet, place }) => ({ pallet: pallet as Pallet, place }));
    for (const slot of ready.slice(0, LORRY_PALLETS)) slot.pallet = null;
    this.#options.book.ship(leaving);
    for (const { pallet } of leaving) {
      pallet.pieces = [];
      this.#options.pool.giveBack(pallet);
    }
  }

  #next(): Slot {
    const full = this.#raw.filter(({ pallet }) => pallet !== null);
    const order = this.#release.next(new Set(piecesIn(full).map((piece) => piece.order)));
    return full.find(({ pallet }) => pallet?.pieces[0]?.order === order) ?? (full[0] as Slot);
  }

  /** A lorry brings castings for the next orders, each a lot of its own. */
  #buy(pallets: number): void {
    const { orders } = this.#options;
    let room = Math.min(pallets, this.#raw.filter(({ pallet }) => pallet === null).length);
    while (room > 0) {
      const order = orders.toBuy();
      const wanted = (order.quantity - order.castings) / PALLET_PIECES;
      // An order's castings come on one lorry where they fit on one.
      if (order.castings === 0 && wanted > room && room < pallets) return;
      this.#receive(order, Math.min(wanted, room));
      room -= wanted;
    }
  }

  #receive(order: Order, pallets: number): void {
    const { book, pool, nowMs, report, orders } = this.#options;
    this.#lots++;
    const lot = `LOT-${String(this.#lots).padStart(5, "0")}`;
    const random = this.#options.random.at(lot);
    const inspection = inspect(random);
    const isPoor = this.#isPoorLot();
    const free = this.#raw.filter(({ pallet }) => pallet === null).slice(0, pallets);
    const brought = free.map(() => pool.take());
    const supplier = SUPPLIERS[Math.floor(random.next() * SUPPLIERS.length)] as string;
    const porosity = this.#porosity(supplier, isPoor);
    report({
      type: "lot-received",
      timeMs: nowMs(),
      lot,
      supplier,
      heat: `H${String(Math.floor(random.between(10_000, 99_999)))}`,
      variant: order.variant.name,
      quantity: pallets * PALLET_PIECES,
      pallets: brought.map(({ id }) => id),
      inspection,
      accepted: inspection.every(({ ok }) => ok),
    });
    for (const [at, slot] of free.entries()) {
      const pallet = brought[at] as Pallet;
      while (pallet.pieces.length < PALLET_PIECES)
        pallet.pieces.push(
          book.receive(order, lot, this.#castingTruth(`${lot} ${at} ${pallet.pieces.length}`, porosity)),
        );
      slot.pallet = pallet;
      book.movePallet(pallet, null, slot.place);
    }
    orders.bought(order, pallets * PALLET_PIECES);
  }

  /** Of the lots that come while the fault lasts, the first is the poor one. */
  #isPoorLot(): boolean {
    const { lotPorosity } = this.#options.conditions.of("plant");
    const isFirst = lotPorosity > 0 && !this.#hadPoorLot;
    this.#hadPoorLot = lotPorosity > 0;
    return isFirst;
  }

  /** Share of the porous castings of a lot. */
  #porosity(supplier: string, isPoor: boolean): number {
    const { porosity, lotPorosity, supplierPorosity, poorSupplier } = this.#options.conditions.of("plant");
    const ofSupplier = supplier === poorSupplier ? supplierPorosity : 0;
    return USUAL_POROSITY + porosity + (isPoor ? lotPorosity : 0) + ofSupplier;
  }

  /** `place` of the casting in its lot. */
  #castingTruth(place: string, porosity: number): PieceTruth {
    const random = this.#options.random.at(place);
    const isPorous = random.chance(porosity);
    return { poreLeakMlMin: isPorous ? random.between(2.2, 9) : Math.abs(0.3 + 0.2 * random.normal()) };
  }
}

function slots(...racks: string[]): Slot[] {
  return racks.flatMap((id) =>
    Array.from(
      { length: RACK_PALLETS },
      (_, at): Slot => ({ place: { kind: "store", id, slot: at + 1 }, pallet: null }),
    ),
  );
}

/** A sample of the lot: hardness and wall thickness. Suppliers do not deliver castings out of tolerance. */
function inspect(random: Random): FeatureResult[] {
  const of = (name: string, { lower, upper, mean, deviation }: typeof WALL_MM, unit: string): FeatureResult => {
    const value = Math.min(upper, Math.max(lower, mean + deviation * random.normal()));
    return { feature: name, value, lower, upper, unit, ok: true };
  };
  return [of("hardness", HARDNESS_HBW, "[hnsf'U]"), of("wall-thickness", WALL_MM, "mm")];
}
