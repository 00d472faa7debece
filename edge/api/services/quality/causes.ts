import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { MaterialReader } from "../../../contracts/production/material.ts";
import type {
  CauseRanking,
  CauseReader,
  CausesQuestion,
  ContainedPiece,
  Containment,
  ContainmentQuestion,
} from "../../../contracts/quality/causes.ts";
import { type Caller, demand } from "../caller.ts";

export interface CauseDeps {
  /** Absent where the edge follows no production. */
  readonly causes?: CauseReader;
}

export interface ContainmentDeps extends CauseDeps {
  readonly material?: Pick<MaterialReader, "placeOf">;
}

/** Classes of defects with their newest rankings. Throws EdgeError `unavailable`. */
export async function defectClasses({ causes }: CauseDeps, caller: Caller) {
  demand(caller, "GET /api/v1/quality/defects");
  const reader = following(causes);
  return { isCurrent: reader.isCurrent, defects: await reader.defects(), counters: await reader.counters() };
}

/** Ranks the causes of a class anew. Throws EdgeError `not-found`, `unavailable`. */
export async function causesOf({ causes }: CauseDeps, caller: Caller, question: CausesQuestion): Promise<CauseRanking> {
  demand(caller, "GET /api/v1/quality/causes");
  return await following(causes).causes(question);
}

/** A piece and its present place; null: the material record does not have it in the plant. */
export interface LocatedPiece extends ContainedPiece {
  readonly place: string | null;
  readonly since: Micros | null;
}

/** Pieces with the same circumstance, and where they are. Throws EdgeError `not-found`, `unavailable`. */
export async function containmentOf(
  { causes, material }: ContainmentDeps,
  caller: Caller,
  question: ContainmentQuestion,
): Promise<Omit<Containment, "pieces"> & { readonly pieces: readonly LocatedPiece[] }> {
  demand(caller, "GET /api/v1/quality/containment");
  const found = await following(causes).containment(question);
  const pieces: LocatedPiece[] = [];
  // One after the other: a follower takes 32 questions at a time, and others ask too.
  for (const piece of found.pieces) {
    const placed = await material?.placeOf(piece.piece, undefined);
    pieces.push({ ...piece, place: placed?.place ?? null, since: placed?.since ?? null });
  }
  return { ...found, pieces };
}

function following(causes: CauseReader | undefined): CauseReader {
  if (causes === undefined) throw new EdgeError("unavailable", "This edge follows no measurements of pieces.");
  return causes;
}
