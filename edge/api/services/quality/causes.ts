import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { MaterialReader } from "../../../contracts/production/material.ts";
import type { CauseRanking, CauseReader, CausesQuestion } from "../../../contracts/quality/causes.ts";
import type { ContainedPiece, Containment } from "../../../contracts/quality/containment.ts";
import type { LoopReader } from "../../../contracts/quality/loop.ts";
import { caseOf, type WorkBook } from "../../../contracts/records/work-book.ts";
import { type Caller, demand } from "../caller.ts";
import { followedLoop } from "./loop.ts";

export interface CauseDeps {
  /** Absent where the edge follows no production. */
  readonly causes?: CauseReader;
}

export interface ContainmentDeps extends CauseDeps {
  readonly loop?: LoopReader;
  /** Absent where the edge keeps no work items. */
  readonly work?: Pick<WorkBook, "find">;
  readonly material?: Pick<MaterialReader, "placeOf">;
}

/** Classes of defects with their newest rankings. Throws EdgeError `unavailable`. */
export async function defectClasses({ causes }: CauseDeps, caller: Caller) {
  demand(caller, "GET /api/v1/quality/defects");
  const reader = followedCauses(causes);
  return { isCurrent: reader.isCurrent, defects: await reader.defects(), counters: await reader.counters() };
}

/** Ranks the causes of a class anew. Throws EdgeError `not-found`, `unavailable`. */
export async function causesOf({ causes }: CauseDeps, caller: Caller, question: CausesQuestion): Promise<CauseRanking> {
  demand(caller, "GET /api/v1/quality/causes");
  return await followedCauses(causes).causes(question);
}

/** A piece and its present place; null: the material record does not have it in the plant. */
export interface LocatedPiece extends ContainedPiece {
  readonly place: string | null;
  readonly since: Micros | null;
}

/** Pieces of a cause of the newest ranking, by its place, or of a case, by the uid of its work item. */
export interface AskedContainment {
  readonly key: string;
  readonly cause: number;
  readonly itemUid?: string | undefined;
  readonly limit: number;
}

/** Pieces with the same circumstance, and where they are. Throws EdgeError `not-found`, `unavailable`. */
export async function containmentOf(
  deps: ContainmentDeps,
  caller: Caller,
  { itemUid, ...asked }: AskedContainment,
): Promise<Omit<Containment, "pieces"> & { readonly pieces: readonly LocatedPiece[] }> {
  demand(caller, "GET /api/v1/quality/containment");
  const question = itemUid === undefined ? asked : { ...asked, cause: groupOfCase(deps, itemUid) };
  const found = await followedLoop(deps.loop).containment(question);
  const pieces: LocatedPiece[] = [];
  // One after the other: a follower takes 32 questions at a time, and others ask too.
  for (const piece of found.pieces) {
    const placed = await deps.material?.placeOf(piece.piece, undefined);
    pieces.push({ ...piece, place: placed?.place ?? null, since: placed?.since ?? null });
  }
  return { ...found, pieces };
}

function groupOfCase({ work }: ContainmentDeps, itemUid: string) {
  const item = work?.find(itemUid);
  const group = item === undefined ? undefined : caseOf(item)?.group;
  if (group === undefined)
    throw new EdgeError("not-found", "there is no case with this itemUid, or it names no circumstance of pieces");
  return group;
}

export function followedCauses(causes: CauseReader | undefined): CauseReader {
  if (causes === undefined) throw new EdgeError("unavailable", "This edge follows no measurements of pieces.");
  return causes;
}
