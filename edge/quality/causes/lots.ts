/** Which lot a piece came with: castings arrive on pallets that the lot names. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LotEvent } from "../../contracts/production/material-event.ts";

/** A lot is reported within this time before or after its pallets. */
const WITHIN_US = 600e6;
/** Pallets that are remembered. */
const MOST_PALLETS = 4000;

export interface LotOrigin {
  readonly lot: string;
  readonly supplier: string;
  readonly heat: string;
}

interface PalletState {
  readonly pieces: readonly string[];
  readonly at: Micros;
  readonly lot?: LotOrigin & { readonly at: Micros };
}

export type LotsState = readonly (readonly [pallet: string, state: PalletState])[];

export class Lots {
  readonly #pallets: Map<string, PalletState>;

  constructor(state: LotsState = []) {
    this.#pallets = new Map(state);
  }

  get state(): LotsState {
    return [...this.#pallets];
  }

  /** Pieces of the lot that are on its pallets already. */
  received({ lot, supplier = "", heat = "", carriers, time }: LotEvent): readonly (readonly [string, LotOrigin])[] {
    return carriers.flatMap((pallet) => {
      const known = this.#pallets.get(pallet);
      const isFresh = known !== undefined && Math.abs(known.at - time) <= WITHIN_US;
      const origin = { lot, supplier, heat, at: time };
      this.#keep(pallet, { pieces: known?.pieces ?? [], at: known?.at ?? time, lot: origin });
      return isFresh ? known.pieces.map((piece) => [piece, origin] as const) : [];
    });
  }

  /** Contents of a pallet. Returns their lot, while the pallet carries what it came with. */
  seen(pallet: string, pieces: readonly string[], at: Micros): LotOrigin | undefined {
    const known = this.#pallets.get(pallet);
    const first = known?.pieces ?? [];
    const isSame = known?.lot !== undefined && (first.length === 0 || pieces.some((piece) => first.includes(piece)));
    const isFresh = known?.lot !== undefined && Math.abs(known.lot.at - at) <= WITHIN_US;
    const lot = isSame || isFresh ? known?.lot : undefined;
    const all = isSame ? [...new Set([...first, ...pieces])].slice(0, 1000) : pieces;
    this.#keep(pallet, { pieces: all, at: isSame ? (known?.at ?? at) : at, ...(lot === undefined ? {} : { lot }) });
    return lot;
  }

  #keep(pallet: string, state: PalletState): void {
    this.#pallets.delete(pallet);
    this.#pallets.set(pallet, state);
    if (this.#pallets.size <= MOST_PALLETS) return;
    for (const [oldest] of this.#pallets) {
      this.#pallets.delete(oldest);
      return;
    }
  }
}
