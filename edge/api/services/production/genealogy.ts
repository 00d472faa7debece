import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type {
  Direction,
  Family,
  GenealogyBy,
  GenealogyReader,
  PieceLife,
} from "../../../contracts/production/genealogy.ts";
import { type Caller, demand } from "../caller.ts";
import { bounded } from "../range.ts";

export const DEFAULT_PIECES = 500;
export const MOST_PIECES = 2000;

export interface GenealogyDeps {
  /** Absent where the edge follows no production. */
  readonly genealogy?: GenealogyReader;
}

interface GenealogyAsked {
  readonly by: GenealogyBy;
  readonly name: string;
  readonly direction: Direction;
  readonly limit?: number | undefined;
  /** For pallets only: the time in which they carried the pieces. */
  readonly from?: Micros;
  readonly to?: Micros;
}

/**
 * The life of a piece, or the pieces of a lot, order, pallet or shipment. Throws EdgeError `not-found`, `bad-request`,
 * `unavailable`.
 */
export async function genealogyOf(
  { genealogy }: GenealogyDeps,
  caller: Caller,
  { by, name, direction, limit, ...window }: GenealogyAsked,
): Promise<{
  readonly isCurrent: boolean;
  readonly life?: PieceLife | undefined;
  readonly family?: Family | undefined;
}> {
  demand(caller, "GET /api/v1/genealogy");
  if (genealogy === undefined) throw new EdgeError("unavailable", "This edge keeps no record of pieces.");
  const most = bounded("limit", limit, { byDefault: DEFAULT_PIECES, most: MOST_PIECES });
  const [given] = Object.keys(window);
  if (given !== undefined && by !== "pallet")
    throw new EdgeError("bad-request", `\`${given}\` applies to pallets only`);
  const found =
    by === "piece"
      ? { life: await genealogy.life(name, direction) }
      : { family: await genealogy.family({ by, name, direction, limit: most, ...window }) };
  if (found.life === undefined && found.family === undefined)
    throw new EdgeError("not-found", `this ${by} was never reported`);
  return { ...found, isCurrent: genealogy.isCurrent };
}
