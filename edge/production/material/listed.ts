import type { Micros } from "../../contracts/path/sample-batch.ts";

/** A subject that a listing and the record place differently. */
export interface Disagreement {
  readonly what: "pieces" | "carriers";
  readonly id: string;
  /** True: the place lists the subject and the record has it elsewhere. False: the reverse. */
  readonly isListed: boolean;
}

/** A listing with its disagreements with the record. */
export interface Listed {
  readonly place: string;
  readonly time: Micros;
  readonly receivedAt: Micros;
  readonly disagreements: readonly Disagreement[];
}
