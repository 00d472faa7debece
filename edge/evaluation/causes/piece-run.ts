/** Runs of simulated pieces; these types are the edge's own, because simulators and edge share no code. */

/** An order to the simulator; without `kind` nothing is wrong. */
export interface PieceRunOrder {
  readonly seed: number;
  readonly hours: number;
  readonly kind: string | undefined;
}

/** A cause in the words of a ranking; `level` is empty for a number. */
export interface TrueCause {
  readonly kind: string;
  readonly operation: string;
  readonly name: string;
  readonly level: string;
}

interface PieceTruth {
  readonly kind: string;
  readonly cause: TrueCause;
  readonly defect: { readonly operation: string; readonly feature: string; readonly side: string };
  readonly beginMs: number;
  /** When each piece that the cause spoiled was judged, ms, ascending. */
  readonly spoiledMs: readonly number[];
}

/** Reports and samples are in order of time. */
export interface PieceRun {
  readonly startMs: number;
  readonly reports: readonly {
    readonly type: string;
    readonly timeMs: number;
    readonly piece?: string;
    readonly payload: Readonly<Record<string, unknown>>;
  }[];
  readonly samples: readonly {
    readonly timeMs: number;
    readonly station: string;
    readonly signal: string;
    readonly value: number;
  }[];
  readonly truth: PieceTruth | undefined;
}

/** Makes runs of pieces, one after the other. */
export interface PieceRuns {
  readonly kinds: readonly string[];
  run(order: PieceRunOrder): Promise<PieceRun>;
}
