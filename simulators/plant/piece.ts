/** One pump housing on its way through the plant. */
export interface Piece {
  readonly id: string;
  /** Index into {@link VARIANTS}. */
  readonly variant: number;
}

export interface Variant {
  readonly name: string;
  /** Relative size of the cutting work. */
  readonly work: number;
  readonly weightKg: number;
}

/** The pump housings made here. */
export const VARIANTS: readonly Variant[] = [
  { name: "PH-40A", work: 0.9, weightKg: 6.2 },
  { name: "PH-40B", work: 0.93, weightKg: 6.6 },
  { name: "PH-50A", work: 0.97, weightKg: 7.8 },
  { name: "PH-50B", work: 1, weightKg: 8.1 },
  { name: "PH-65A", work: 1.02, weightKg: 9.9 },
  { name: "PH-65B", work: 1.04, weightKg: 10.4 },
  { name: "PH-80A", work: 1.08, weightKg: 12.7 },
  { name: "PH-80B", work: 1.11, weightKg: 13.3 },
];

export function variantOf(piece: Piece): Variant {
  return VARIANTS[piece.variant] as Variant;
}

/** Where a piece can be put down. */
export interface Intake {
  readonly hasRoom: boolean;
  /** Only when there is room. */
  put(piece: Piece): void;
}

/** Where a piece can be picked up. */
export interface Outlet {
  /** Pieces that can be taken now. */
  readonly ready: number;
  /** Only when one is ready. */
  take(): Piece;
}

/** A first-in first-out place with a limit. */
export class Buffer implements Intake, Outlet {
  readonly capacity: number;
  readonly #pieces: Piece[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get hasRoom(): boolean {
    return this.#pieces.length < this.capacity;
  }

  get ready(): number {
    return this.#pieces.length;
  }

  put(piece: Piece): void {
    if (!this.hasRoom) {
      throw new Error(`piece ${piece.id} put into a full buffer of ${this.capacity}`);
    }
    this.#pieces.push(piece);
  }

  take(): Piece {
    const piece = this.#pieces.shift();
    if (piece === undefined) {
      throw new Error("piece taken from an empty buffer");
    }
    return piece;
  }
}

/** Counts what crosses the plant's border: received = inside + shipped + scrapped, always. */
export class Ledger {
  received = 0;
  shipped = 0;
  scrapped = 0;

  /** A new casting; variants come in lots of four pallets. */
  receive(lotSize: number): Piece {
    const number = this.received++;
    return { id: `PC-${String(number + 1).padStart(7, "0")}`, variant: Math.floor(number / lotSize) % VARIANTS.length };
  }
}
