/** A text in both languages. `{name}` is replaced by the parameter of that name. */
export interface CauseWords {
  readonly en: string;
  readonly zh: string;
}

/** One thing that can go wrong: the wordings of libraries, and the text for people. */
export interface CauseRow extends CauseWords {
  /**
   * Matches texts of libraries and of older parts of the edge. Named groups become parameters. Absent: only the edge
   * writes it.
   */
  readonly said?: RegExp;
  /** The remedy. */
  readonly advice?: CauseWords;
}
