/** What one evaluation may use. */
export interface Limits {
  /** By the interpreter's own measure, ms of the clock: generous, since a busy machine may rest in between. */
  readonly evaluateMs: number;
  /**
   * After which the thread is given up: what the interpreter cannot measure, such as a regular expression that
   * explodes.
   */
  readonly answerMs: number;
  /** Nested calls. */
  readonly stack: number;
  /** Elements of one sequence. */
  readonly sequence: number;
}

/** What a thread is started with. */
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
