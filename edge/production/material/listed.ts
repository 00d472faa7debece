import type { Micros } from "../../contracts/path/sample-batch.ts";

/** A subject that a listing and the record place differently. */
export interface Disagreement {
  readonly what: "pieces" | "carriers";
  readonly id: string;
  /** Whether the place lists it and the record has it elsewhere, or the other way round. */
  readonly isListed: boolean;
}

/** A listing with what speaks against it. */
export interface Listed {
  readonly place: string;
  readonly time: Micros;
  readonly receivedAt: Micros;
  readonly disagreements: readonly Disagreement[];
}
