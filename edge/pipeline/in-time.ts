/** Waits for work that may never end. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * After an abort the work gets this long to end by itself, so that its own error is reported and it does not overlap
 * the next attempt.
 */
const SETTLES_WITHIN_MS = 250;

export interface Limits<T> {
  readonly withinMs: number;
  /** The error for work that takes longer. */
  readonly late: Error;
  /** Takes a result that arrives after the work was given up. */
  cameLate?(result: T): void;
}

/**
 * Resolves with the result of the work. Rejects with `late` after `withinMs`, or with the reason for which `own` was
 * aborted, even where the work ignores the signal and never ends. The deadline aborts `own`. Later failures of the
 * work are ignored.
 */
export async function inTime<T>(
  own: AbortController,
  work: (signal: AbortSignal) => Promise<T>,
  limits: Limits<T>,
): Promise<T> {
  const { withinMs, late, cameLate } = limits;
  own.signal.throwIfAborted();
  const deadline = setTimeout(() => own.abort(late), withinMs);
  const over = new AbortController();
  let isGivenUp = false;
  const working = (async () => {
    const result = await work(own.signal);
    if (isGivenUp) cameLate?.(result);
    return result;
  })();
  try {
    return await Promise.race([working, givenUp(own.signal, over.signal)]);
  } catch (error) {
    isGivenUp = true;
    throw own.signal.reason === late ? late : error;
  } finally {
    clearTimeout(deadline);
    over.abort();
    working.catch(() => undefined);
  }
}

/** A controller that is aborted with `signal`, until it is disposed of. */
export function abortedWith(signal: AbortSignal): Disposable & { readonly controller: AbortController } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return { controller, [Symbol.dispose]: () => signal.removeEventListener("abort", abort) };
}

/** Rejects some time after the abort. Never resolves. */
async function givenUp(aborted: AbortSignal, over: AbortSignal): Promise<never> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of [aborted, over]) signal.addEventListener("abort", () => resolve(), { once: true });
  if (aborted.aborted) resolve();
  await promise;
  await sleep(SETTLES_WITHIN_MS, undefined, { signal: over, ref: false });
  throw aborted.reason;
}
