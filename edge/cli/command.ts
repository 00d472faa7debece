import type { Options } from "./options.ts";

/**
 * One word after `gemba`. Resolves with the exit code: 0 for success or a clean stop; 1 for a failure, or a part that
 * did not stop; 2 for bad usage or config. When the signal aborts, a service stops; any other command throws, and the
 * exit code is 130 or 143 (run-command.ts).
 */
export interface Command {
  readonly help: string;
  /** Number of words that may follow besides options; 0 by default. */
  readonly operands?: number;
  run(options: Options, signal: AbortSignal): Promise<number>;
}

/** Resolves when the signal aborts, or at once if it has aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

/**
 * The result of a preparation that leaves nothing to stop. Rejects when the signal comes first; the result is then
 * dropped, because on a busy machine it may come seconds later.
 */
export async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const result = await Promise.race([work, aborted(signal)]);
  signal.throwIfAborted();
  return result as T;
}
