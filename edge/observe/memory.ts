/** By then everything that only the start needed is garbage. */
const AFTER_START_MS = 5_000;

/** V8 collects the old generation when it has doubled, which takes hours in a thread that keeps little. */
const LOOK_MS = 60_000;
/** Looks from one collection to the next, whatever has gathered. */
const LOOKS = 5;
/** A small heap is collected at each look at which this much has gathered. */
const GATHERED_BYTES = 5e6;
const SMALL_BYTES = 80e6;

/**
 * A collection marks all that lives while its thread waits: 0.1 s for each 100 MB of small objects on two busy cores.
 * A larger heap is left to V8, which marks it beside the program's work.
 */
const MOST_AGAIN_BYTES = 200e6;

let timer: NodeJS.Timeout | undefined;
const stop = (): void => clearTimeout(timer);

/**
 * Returns the memory of the start to the system: reading a plant of 100,000 tags takes several times the heap
 * that running it needs, and V8 keeps the pages for as long as the process lives. Afterwards it returns every five
 * minutes what has gathered in a heap of at most 200 MB, and in a small heap as soon as 5 MB have: array buffers that
 * garbage holds widen the heap of the C library, which never shrinks again. It concerns the calling thread; a further
 * call restarts the delay. When `signal` aborts first, nothing happens: a stop must not wait for a collection of the
 * whole heap.
 * `isShort`, which all but the first are, pauses the thread for a part of the time and gives back less.
 *
 * It works only where Node.js runs with `--expose-gc`, as npm start and the `gemba` command do (docs/install.md). That
 * function runs in the thread like any other: an inspector session, and V8 flags that change while threads run, may
 * crash a thread that is being ended.
 */
export function giveBackMemoryLater(signal?: AbortSignal, { afterMs = AFTER_START_MS, isShort = false } = {}): void {
  clearTimeout(timer);
  if (signal?.aborted === true) return;
  timer = setTimeout(() => {
    collect(isShort);
    againLater(1, held());
  }, afterMs).unref();
  signal?.addEventListener("abort", stop, { once: true });
}

function againLater(look: number, kept: number): void {
  timer = setTimeout(() => {
    const { heapUsed } = process.memoryUsage();
    const isDue =
      look >= LOOKS ? heapUsed <= MOST_AGAIN_BYTES : heapUsed <= SMALL_BYTES && held() - kept >= GATHERED_BYTES;
    if (isDue) collect(true);
    if (isDue || look >= LOOKS) againLater(1, held());
    else againLater(look + 1, kept);
  }, LOOK_MS).unref();
}

/** The thread's objects and the array buffers that they hold, bytes. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collect(isShort: boolean): void {
  void globalThis.gc?.({ type: "major", flavor: isShort ? "regular" : "last-resort" });
}
