import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type {
  FoundPieces,
  MaterialReader,
  OrderView,
  PlacedPiece,
  PlaceView,
  ReconciliationView,
} from "../../../contracts/production/material.ts";
import type { OrderFigures, ProductionReader } from "../../../contracts/production/production.ts";
import { type Caller, demand } from "../caller.ts";
import { bounded, type Range } from "../range.ts";

export const MOST_PIECES = 5000;
export const DEFAULT_PIECES = 200;

export interface MaterialDeps {
  /** Absent where the edge follows no production. */
  readonly material?: MaterialReader;
}

/** An answer from the record; `isCurrent` is false while the record catches up with the log. */
type Current<T> = T & { readonly isCurrent: boolean };

interface PiecesAsked {
  /** The time of the answer; absent for now. */
  readonly at: Micros | undefined;
  readonly text?: string | undefined;
  readonly place?: string | undefined;
  readonly limit?: number | undefined;
}

/** Pieces in the plant, most recently moved first. Throws EdgeError `bad-request`, `unavailable`. */
export async function piecesAt(
  { material }: MaterialDeps,
  caller: Caller,
  { at, text = "", place, limit }: PiecesAsked,
): Promise<Current<FoundPieces>> {
  demand(caller, "GET /api/v1/pieces");
  const most = bounded("limit", limit, { byDefault: DEFAULT_PIECES, most: MOST_PIECES });
  const reader = kept(material);
  return { ...(await reader.pieces({ at, text, place, limit: most })), isCurrent: reader.isCurrent };
}

/** Where one piece is or was. Throws EdgeError `not-found`, `unavailable`. */
export async function pieceAt(
  { material }: MaterialDeps,
  caller: Caller,
  { piece, at }: { readonly piece: string; readonly at: Micros | undefined },
): Promise<Current<{ readonly found: PlacedPiece }>> {
  demand(caller, "GET /api/v1/pieces/:piece");
  const reader = kept(material);
  const found = await reader.placeOf(piece, at);
  if (found === undefined) throw new EdgeError("not-found", "this piece was never reported");
  return { found, isCurrent: reader.isCurrent };
}

/** Places with the pieces and carriers at them. Throws EdgeError `unavailable`. */
export async function placesAt(
  { material }: MaterialDeps,
  caller: Caller,
  at: Micros | undefined,
): Promise<Current<{ readonly places: readonly PlaceView[] }>> {
  demand(caller, "GET /api/v1/places");
  const reader = kept(material);
  return { places: await reader.places(at), isCurrent: reader.isCurrent };
}

/** The comparison of record and observation. Throws EdgeError `unavailable`. */
export async function reconciliationOf(
  { material }: MaterialDeps,
  caller: Caller,
): Promise<Current<ReconciliationView>> {
  demand(caller, "GET /api/v1/reconciliation");
  const reader = kept(material);
  return { ...(await reader.reconciliation()), isCurrent: reader.isCurrent };
}

export interface OrderDeps extends MaterialDeps {
  readonly production?: Pick<ProductionReader, "orderFigures">;
  now(): Micros;
}

const NO_ORDERS: OrderFigures = { ended: 0, onTime: 0, onTimeRate: null, leadTimeS: null };

/** Orders with progress and forecast, and figures of those that ended in a range. Throws EdgeError `unavailable`. */
export async function ordersAt(
  { material, production, now }: OrderDeps,
  caller: Caller,
  { at, ended: { from, to } }: { readonly at: Micros | undefined; readonly ended: Range },
): Promise<Current<{ readonly orders: readonly OrderView[]; readonly ended: OrderFigures }>> {
  demand(caller, "GET /api/v1/orders");
  const reader = kept(material);
  const ended = (await production?.orderFigures(from, to)) ?? NO_ORDERS;
  return { orders: await reader.orders(at, now()), ended, isCurrent: reader.isCurrent };
}

function kept(material: MaterialReader | undefined): MaterialReader {
  if (material === undefined) throw new EdgeError("unavailable", "This edge keeps no record of pieces.");
  return material;
}
