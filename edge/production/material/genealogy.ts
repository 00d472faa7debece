import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type {
  Direction,
  Family,
  FamilyBy,
  FamilyPiece,
  FamilyQuestion,
  InspectionView,
  LotView,
  OperationView,
  PieceLife,
  RideView,
  ShipmentView,
} from "../../contracts/production/genealogy.ts";
import type { MaterialConfig } from "./config.ts";
import type { MaterialStore } from "./material-store.ts";
import type { MaterialTwin } from "./material-twin.ts";
import { LIFE_BOUNDS } from "./operations.ts";
import type { Measurement, Operation, Piece } from "./records.ts";
import { ridesOf, spansOf } from "./timeline.ts";

/** A result is reported within this time before or after the work. */
const RESULT_WITHIN_US = 30e6;

export interface GenealogyOptions {
  readonly twin: MaterialTwin;
  readonly store: MaterialStore;
  readonly config: Pick<MaterialConfig, "operations">;
  /** Whether a measurement of the station decides if the piece is good; otherwise it is a process result. */
  inspects(station: string): boolean;
}

/**
 * Lots, pieces, operations, inspections, pallets and shipments, each found from any other, in the material twin's
 * store.
 */
export class Genealogy {
  readonly #options: GenealogyOptions;
  readonly #names: ReadonlyMap<string, LocalizedText>;

  constructor(options: GenealogyOptions) {
    this.#options = options;
    this.#names = new Map(options.config.operations.map(({ id, name }) => [id, name]));
  }

  life(id: string, direction: Direction): PieceLife | undefined {
    const piece = this.#options.twin.piece(id);
    if (piece === undefined) return undefined;
    const { variant, state, firstAt, lastAt, holes } = piece;
    return {
      piece: piece.id,
      variant,
      state,
      order: orNothing(piece.order),
      customer: piece.order === "" ? null : (this.#options.twin.orders.find(piece.order)?.customer ?? null),
      firstAt,
      lastAt,
      holes,
      isStartKnown:
        piece.lot !== "" ||
        (piece.operations[0] !== undefined && this.#options.twin.orders.isStart(piece.operations[0].operation)),
      backward: direction === "forward" ? null : this.#backward(piece),
      forward: direction === "backward" ? null : this.#forward(piece),
    };
  }

  family({ by, name, direction, limit, ...window }: FamilyQuestion): Family | undefined {
    if (!this.#isKnown(by, name)) return undefined;
    const ids = this.#idsOf(by, name, { limit: limit + 1, ...window });
    const all = ids.flatMap((id) => {
      const piece = this.#options.twin.piece(id);
      const rides =
        piece === undefined || by !== "pallet"
          ? []
          : rideViews(piece).filter((ride) => ride.pallet === name && isWithin(ride, window));
      // The data on disk may be slightly older than those in memory.
      return piece === undefined || (by === "pallet" ? rides.length === 0 : !belongs(piece, by, name))
        ? []
        : [{ piece, ride: rides.at(-1) ?? null }];
    });
    const found = all.slice(0, limit);
    const pieces = found.map(({ piece, ride }) => familyPiece(piece, ride));
    const lots = new Set([...(by === "lot" ? [name] : []), ...pieces.flatMap(({ lot }) => lot ?? [])]);
    return {
      pieces,
      hasMore: ids.length > limit,
      backward: direction === "forward" ? null : { lots: [...lots].map((lot) => this.#lot(lot)) },
      forward: direction === "backward" ? null : this.#fate(pieces, by === "shipment" ? name : undefined),
    };
  }

  #backward(piece: Piece): PieceLife["backward"] {
    const { inspects } = this.#options;
    const operations = piece.operations.toSorted((a, b) => startOf(a) - startOf(b));
    const worked = new Map<Operation, Measurement[]>();
    const inspections: InspectionView[] = [];
    for (const one of piece.measurements) {
      const operation = operations.findLast(
        ({ station, start, end }) => station === one.station && isDuring(one.time, start, end),
      );
      if (operation === undefined || inspects(one.station))
        inspections.push({ ...one, operation: operation?.operation ?? "", name: this.#nameOf(operation) });
      else worked.set(operation, [...(worked.get(operation) ?? []), one]);
    }
    return {
      lot: piece.lot === "" ? null : this.#lot(piece.lot),
      operations: operations.map((operation): OperationView => {
        const { start, end, verdict } = operation;
        const results = (worked.get(operation) ?? []).flatMap(({ features }) => features);
        return {
          ...operation,
          name: this.#nameOf(operation),
          start: orNull(start),
          end: orNull(end),
          verdict: verdict === "" ? null : verdict,
          results,
        };
      }),
      inspections: inspections.sort((a, b) => a.time - b.time),
      stays: spansOf(piece.stays).map(({ place, slot, carrier, from, to, isInferred }) => ({
        place,
        slot: slot ?? null,
        carrier: carrier ?? null,
        from: orNull(from),
        to: orNull(to),
        isInferred,
      })),
      isCut:
        piece.stays.length >= LIFE_BOUNDS.stays ||
        piece.operations.length >= LIFE_BOUNDS.operations ||
        piece.measurements.length >= LIFE_BOUNDS.measurements,
    };
  }

  #forward(piece: Piece): PieceLife["forward"] {
    return {
      pallet: palletOf(piece),
      rides: rideViews(piece),
      shipment: piece.shipment === "" ? null : this.#shipment(piece.shipment),
      scrappedAt: piece.state === "scrapped" ? piece.lastAt : null,
    };
  }

  #fate(pieces: readonly FamilyPiece[], shipment: string | undefined): NonNullable<Family["forward"]> {
    const count = (state: FamilyPiece["state"]): number => pieces.filter((piece) => piece.state === state).length;
    const words = (key: "order" | "pallet" | "shipment"): string[] => [
      ...new Set(pieces.flatMap((piece) => piece[key] ?? [])),
    ];
    const shipments = new Set([...(shipment === undefined ? [] : [shipment]), ...words("shipment")]);
    return {
      inside: count("inside"),
      shipped: count("shipped"),
      scrapped: count("scrapped"),
      orders: words("order"),
      pallets: words("pallet"),
      shipments: [...shipments].map((name) => this.#shipment(name)),
    };
  }

  #isKnown(by: FamilyBy, name: string): boolean {
    const { twin } = this.#options;
    switch (by) {
      case "lot":
        return twin.lot(name) !== undefined;
      case "order":
        return twin.orders.find(name) !== undefined || this.#idsOf("order", name, { limit: 1 }).length > 0;
      case "pallet":
        return twin.carriers.has(name);
      case "shipment":
        return twin.shipment(name) !== undefined || this.#idsOf("shipment", name, { limit: 1 }).length > 0;
    }
  }

  /** Ids on disk, and those that changed since. */
  #idsOf(
    by: FamilyBy,
    name: string,
    { limit, from, to }: { readonly limit: number; readonly from?: Micros; readonly to?: Micros },
  ): readonly string[] {
    const { twin, store } = this.#options;
    if (by === "pallet") {
      const fresh = [...twin.inside.values()]
        .filter(({ stays }) => stays.some(({ carrier }) => carrier === name))
        .map(({ id }) => id);
      return [
        ...new Set([
          ...fresh.reverse(),
          ...store.rides.idsOn(name, { from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER, limit }),
        ]),
      ].slice(0, limit);
    }
    const fresh = [...twin.inside.values()].filter((piece) => belongs(piece, by, name)).map(({ id }) => id);
    return [...new Set([...store.idsOf(by, name, limit), ...fresh])].slice(0, limit);
  }

  #nameOf(operation: Operation | undefined): LocalizedText | null {
    return this.#names.get(operation?.operation ?? "") ?? null;
  }

  #lot(name: string): LotView {
    const lot = this.#options.twin.lot(name);
    if (lot === undefined)
      return {
        lot: name,
        time: null,
        supplier: "",
        heat: "",
        variant: "",
        quantity: null,
        pallets: [],
        accepted: null,
        inspection: [],
      };
    const { carriers, quantity, time, ...rest } = lot;
    return { ...rest, time: orNull(time), quantity: orNull(quantity), pallets: carriers };
  }

  #shipment(name: string): ShipmentView {
    const shipment = this.#options.twin.shipment(name);
    return {
      shipment: name,
      time: shipment?.time ?? null,
      orders: shipment?.orders ?? [],
      pallets: shipment?.carriers ?? [],
    };
  }
}

function familyPiece(piece: Piece, ride: RideView | null): FamilyPiece {
  const { id, variant, state, order, lot, shipment } = piece;
  return {
    piece: id,
    variant,
    state,
    order: orNothing(order),
    lot: orNothing(lot),
    pallet: palletOf(piece),
    shipment: orNothing(shipment),
    ride,
  };
}

function belongs(piece: Piece, by: Exclude<FamilyBy, "pallet">, name: string): boolean {
  return piece[by] === name;
}

/** The pallet under the piece; for a piece that left, its last pallet. */
function palletOf({ carrier, state, stays }: Piece): string | null {
  if (carrier !== "") return carrier;
  return state === "shipped" ? (stays.at(-1)?.carrier ?? null) : null;
}

function rideViews({ stays }: Piece): RideView[] {
  return ridesOf(stays).map(({ carrier, from, to }) => ({ pallet: carrier, from: orNull(from), to: orNull(to) }));
}

function isWithin({ from, to }: RideView, window: { readonly from?: Micros; readonly to?: Micros }): boolean {
  return (
    (from ?? Number.NEGATIVE_INFINITY) <= (window.to ?? Number.POSITIVE_INFINITY) &&
    (to ?? Number.POSITIVE_INFINITY) >= (window.from ?? Number.NEGATIVE_INFINITY)
  );
}

const startOf = ({ start, end }: Operation): Micros => (Number.isNaN(start) ? end : start);

function isDuring(time: Micros, start: Micros, end: Micros): boolean {
  return !(time < start - RESULT_WITHIN_US) && !(time > end + RESULT_WITHIN_US);
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function orNothing(word: string): string | null {
  return word === "" ? null : word;
}
