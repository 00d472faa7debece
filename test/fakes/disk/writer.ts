import type { Fault } from "./failing-disk.ts";

/** Acknowledges a result: from now on it may be neither lost nor older. */
type Acknowledge = (what: string) => void;

export interface Writer {
  readonly name: string;
  /** Writes one result after the other. Each may fail; the next is tried all the same. */
  work(dir: string, acknowledge: Acknowledge, over: AbortSignal): Promise<void>;
  /** Faults that are skipped, because they take seconds here and have a test of their own. */
  readonly without?: readonly Fault[];
  /** Opens the folder and returns its content, oldest first. Throws when it cannot be opened. */
  read(dir: string): Promise<readonly string[]>;
  /** Only the newest acknowledged result counts: each replaces the one before. */
  readonly isReplaced?: boolean;
  /** It may be missing, at the price of a declared gap or a repeat, but never torn, and it never prevents a start. */
  readonly isDerived?: boolean;
}

/** Runs the steps, whatever each of them throws. */
export async function each(count: number, step: (i: number) => unknown): Promise<void> {
  for (let i = 1; i <= count; i++) {
    try {
      await step(i);
    } catch {
      // Not acknowledged.
    }
  }
}
