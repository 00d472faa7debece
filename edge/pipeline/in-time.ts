/** Waits for what the other side may never answer. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * After an abort the work gets this long to end by itself, so that its own words are heard and nothing of it overlaps
 * the next attempt.
 */
const SETTLES_WITHIN_MS = 250;

export interface Limits<T> {
  readonly withinMs: number;
  /** What it means that it took longer. */
  readonly late: Error;
  /** What came in the end, after it was given up. */
  cameLate?(result: T): void;
}

/**
 * What the work gives; `late` once `withinMs` are over, or the reason why `own` was aborted, also where the work
 * heeds no signal and never ends. The deadline aborts `own`. A work that was given up is left to itself: its failure
 * interests nobody any more.
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

/** Rejects some time after the abort. Never resolves, and ends when it is over. */
async function givenUp(aborted: AbortSignal, over: AbortSignal): Promise<never> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of [aborted, over]) signal.addEventListener("abort", () => resolve(), { once: true });
  if (aborted.aborted) resolve();
  await promise;
  await sleep(SETTLES_WITHIN_MS, undefined, { signal: over, ref: false });
  throw aborted.reason;
}
