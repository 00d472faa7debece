/** What `gemba score` knows of a public data set. */
export interface DataSet {
  /** What is written, for which measure. */
  readonly about: string;
  /**
   * Reads `data`, writes what a scorer reads into `out`; says what was done, a line each. Absent where no detector
   * says what is asked for.
   */
  readonly score?: (folders: { readonly data: string; readonly out: string }) => readonly string[];
  /** What today's detectors do not answer of it, and why. */
  readonly unanswered?: string;
}
