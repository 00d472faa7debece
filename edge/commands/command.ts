import type { Options } from "./options.ts";

/** One word after `gemba`. Resolves with the exit code: 0 clean stop, 1 failure, 2 bad usage or config. */
export interface Command {
  readonly help: string;
  /** How many words may follow besides options; none unless given. */
  readonly operands?: number;
  run(options: Options, signal: AbortSignal): Promise<number>;
}

/** Resolves when the signal aborts, at once if it has. */
export function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
