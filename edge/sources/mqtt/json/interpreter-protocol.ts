/** What one evaluation may use, by the interpreter's own measure: milliseconds, nested calls, elements of one sequence. */
export const LIMITS = { timeout: 100, stack: 200, sequence: 100_000 } as const;

/** One message: each of the `wanted` expressions is evaluated for each context. */
export interface Question {
  readonly contexts: readonly unknown[];
  readonly captures: Readonly<Record<string, string>>;
  /** Places in the list that the thread was started with. */
  readonly wanted: readonly number[];
}

/** One answer per question, in the order of the questions. */
export type Answer = { readonly values: readonly (readonly unknown[])[] } | { readonly error: string };
