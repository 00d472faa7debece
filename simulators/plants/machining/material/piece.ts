import type { PlaceRef } from "../../../kernel/events.ts";
import type { Order } from "../planning/order.ts";
import type { Variant } from "../products/variant.ts";

/** True features of a piece, measured or not. Each is absent until the operation that creates it. */
export interface PieceTruth {
  /** Leak through pores of the casting, mL/min at test pressure. */
  poreLeakMlMin: number;
  /** Bore less its nominal diameter, mm. */
  boreMm?: number;
  roughnessUm?: number;
  flatnessMm?: number;
  /** Chips of the milling have marked it. */
  isMarked?: true;
  /** Blemishes of the surface that a camera can see. */
  blemishes?: number;
  filmUm?: number;
  /** Share of full cure, 1 = as specified. */
  cure?: number;
  pressN?: number;
  tightenedDeg?: number;
  flowLMin?: number;
}

/** One pump housing on its way through the plant. */
export interface Piece {
  readonly id: string;
  readonly variant: Variant;
  readonly order: Order;
  /** Casting lot. */
  readonly lot: string;
  readonly receivedMs: number;
  readonly truth: PieceTruth;
  /** Its place; the material book writes it. */
  place: PlaceRef;
  /** The pallet under it. */
  pallet: string | undefined;
  /** Number of reworks. */
  reworked: number;
  /** Start of the current operation, ms UTC. */
  operationMs: number;
}

/** Pieces on one pallet. */
export const PALLET_PIECES = 8;

export interface Pallet {
  readonly id: string;
  pieces: Piece[];
}
