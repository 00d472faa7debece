/** Pieces and their circumstances as columns, in order of time. */
import type { CandidateName } from "../../../contracts/quality/causes.ts";

export interface CandidateColumn {
  readonly name: CandidateName;
  /** Words of the codes in `values`; absent where these are numbers. */
  readonly levels?: readonly string[];
  /** UCUM unit of numbers. */
  readonly unit?: string;
  /** By piece: code of the level or number; NaN: not known. */
  readonly values: Float32Array;
}

export interface PieceColumns {
  /** When each piece was judged, µs, ascending. */
  readonly times: Float64Array;
  /** 1: has the defect. */
  readonly isBad: Uint8Array;
  readonly candidates: readonly CandidateColumn[];
}
