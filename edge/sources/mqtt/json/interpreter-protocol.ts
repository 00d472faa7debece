/** Limits of one evaluation. */
export interface Limits {
  /** Limit that the interpreter measures itself, ms of wall clock: generous, because a busy machine may pause it. */
  readonly evaluateMs: number;
  /**
   * Deadline after which the thread is ended, for work that the interpreter cannot measure, such as an exploding
   * regular expression.
   */
  readonly answerMs: number;
  /** Nested calls. */
  readonly stack: number;
  /** Elements of one sequence. */
  readonly sequence: number;
}

/** Start parameters of the thread. */
export interface Task {
  readonly expressions: readonly string[];
  readonly limits: Limits;
}

/** One message: each of the `wanted` expressions is evaluated for each context. */
export interface Question {
  readonly contexts: readonly unknown[];
  readonly captures: Readonly<Record<string, string>>;
  /** Places in the list of expressions. */
  readonly wanted: readonly number[];
}

/** `ready` once, then one answer per question, in the order of the questions. */
export type Answer = { readonly values: readonly (readonly unknown[])[] } | { readonly error: string };
export type FromThread = "ready" | Answer;
