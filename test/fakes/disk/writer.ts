import type { Fault } from "./failing-disk.ts";

/** Says that a result is acknowledged: from now on it may not be lost, nor be older than it. */
type Acknowledge = (what: string) => void;

export interface Writer {
  readonly name: string;
  /** Writes things one after the other; each may fail, and the next is tried all the same. */
  work(dir: string, acknowledge: Acknowledge, over: AbortSignal): Promise<void>;
  /** Faults that are left out, because they take seconds here and have a test of their own. */
  readonly without?: readonly Fault[];
  /** Opens what is there and gives what it holds, oldest first. Throws when it cannot be opened. */
  read(dir: string): Promise<readonly string[]>;
  /** Only the newest of what was acknowledged counts: each replaces the one before. */
  readonly isReplaced?: boolean;
  /** It may be gone, and costs a declared gap or a repeat: but never torn, and never a start. */
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
