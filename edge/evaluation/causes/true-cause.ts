/** The cause of defects in the ground truth of a plant; the type is the edge's own, because they share no code. */

/** Circumstances of pieces that name a fault equally well, and the defect that it causes. */
export interface TrueDefectCause {
  readonly circumstances: readonly {
    readonly kind: string;
    readonly operation: string;
    readonly name: string;
    /** Empty for a number; of a lot: the first that is received after the fault began. */
    readonly level: string;
  }[];
  readonly defect: { readonly operation: string; readonly feature: string; readonly side: string };
}
