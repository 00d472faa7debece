interface ScoreTask {
  readonly data: string;
  readonly out: string;
  /** Deals units to folds and draws where histories are cut. */
  readonly seed: number;
}

/** A public data set for `gemba score`. */
export interface DataSet {
  /** Files that are written, and the measure for which they are used. */
  readonly about: string;
  /**
   * Reads `data`, writes what a scorer reads into `out`; returns a summary, line by line. Absent where no detector
   * gives the required output.
   */
  readonly score?: (task: ScoreTask) => readonly string[];
  /** Tasks of the data set without a detector, and why. */
  readonly unanswered?: string;
}
