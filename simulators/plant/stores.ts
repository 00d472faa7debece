import type { StoreLevel } from "./contract.ts";
import { PALLET_PIECES } from "./fleet/dispatcher.ts";
import { Buffer, type Ledger } from "./piece.ts";

const RACK_PALLETS = 40;
const STORE_PIECES = 2 * RACK_PALLETS * PALLET_PIECES;
/** A lorry brings or takes this many pieces. */
const LORRY_PIECES = 192;
/** Four pallets of one variant follow each other. */
const LOT_PIECES = 4 * PALLET_PIECES;

/** Raw and finished store: two racks each. Lorries bring castings and take finished pieces. */
export class Stores {
  readonly raw = new Buffer(STORE_PIECES);
  readonly finished = new Buffer(STORE_PIECES);
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#deliver(STORE_PIECES / 2);
  }

  get pieceCount(): number {
    return this.raw.ready + this.finished.ready;
  }

  get levels(): readonly StoreLevel[] {
    return [...racks("RCK-01", "RCK-02", this.raw.ready), ...racks("RCK-03", "RCK-04", this.finished.ready)];
  }

  step(): void {
    if (this.raw.ready < STORE_PIECES / 4) {
      this.#deliver(LORRY_PIECES);
    }
    if (this.finished.ready > (STORE_PIECES * 3) / 4) {
      for (let count = 0; count < LORRY_PIECES; count++) {
        this.finished.take();
        this.#ledger.shipped++;
      }
    }
  }

  #deliver(count: number): void {
    for (let at = 0; at < count && this.raw.hasRoom; at++) {
      this.raw.put(this.#ledger.receive(LOT_PIECES));
    }
  }
}

/** Pieces shared out over two racks, pallet by pallet. */
function racks(first: string, second: string, pieces: number): readonly StoreLevel[] {
  const pallets = Math.ceil(pieces / PALLET_PIECES);
  const inFirst = Math.ceil(pallets / 2);
  const piecesInFirst = Math.min(pieces, inFirst * PALLET_PIECES);
  return [
    { id: first, pallets: inFirst, capacity: RACK_PALLETS, pieces: piecesInFirst },
    { id: second, pallets: pallets - inFirst, capacity: RACK_PALLETS, pieces: pieces - piecesInFirst },
  ];
}
