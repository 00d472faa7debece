import { EdgeError } from "../../../contracts/errors.ts";
import type {
  PieceEnergyAnswer,
  PieceEnergyReader,
  StepsAnswer,
  StepsQuestion,
} from "../../../contracts/production/piece-energy.ts";
import { type Caller, demand } from "../caller.ts";

export interface PieceEnergyDeps {
  /** Absent where the edge reads no meters. */
  readonly pieceEnergy?: PieceEnergyReader;
}

/** A range over all steps is read row by row. */
const MOST_RANGE_US = 93 * 86_400e6;

/** Energy of one piece, step by step; no steps where nothing is known of it. Throws EdgeError `unavailable`. */
export async function energyOfPiece(deps: PieceEnergyDeps, caller: Caller, piece: string): Promise<PieceEnergyAnswer> {
  demand(caller, "GET /api/v1/energy/pieces");
  return await readerOf(deps).piece(piece);
}

/** Energy per piece by process step and variant. Throws EdgeError `bad-request` and `unavailable`. */
export async function energyOfSteps(
  deps: PieceEnergyDeps,
  caller: Caller,
  question: StepsQuestion,
): Promise<StepsAnswer> {
  demand(caller, "GET /api/v1/energy/steps");
  if (question.to - question.from > MOST_RANGE_US)
    throw new EdgeError("bad-request", "The range is longer than 93 days: ask for parts of it.");
  return await readerOf(deps).steps(question);
}

function readerOf({ pieceEnergy }: PieceEnergyDeps): PieceEnergyReader {
  if (pieceEnergy === undefined) throw new EdgeError("unavailable", "This edge reads no meters.");
  return pieceEnergy;
}
