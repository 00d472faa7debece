/** Long enough after the start that what starting made is garbage. */
const AFTER_START_MS = 5_000;

let timer: NodeJS.Timeout | undefined;

/**
 * Gives back, once, what starting took: reading a plant of 100,000 tags makes several times the heap that running it
 * needs, and V8 keeps pages it may need again for as long as the process lives. Applies to the thread that calls it;
 * called again before it is done, it is done once, so long after the last call. Not done when `signal` aborts before:
 * a stop must not wait for a collection of the whole heap first. `isShort`: the thread stands still for a tenth of the
 * time (50 instead of 450 ms on a heap of 400 MB), and gives back less.
 *
 * Memory is given back only where Node.js was started with `--expose-gc`, as npm start and the `gemba` command do
 * (docs/install.md). By a function that runs in the thread like any other: a session of the inspector, and flags of V8
 * that change while threads run, may crash a thread that is being ended.
 */
export function giveBackMemoryLater(signal?: AbortSignal, { afterMs = AFTER_START_MS, isShort = false } = {}): void {
  clearTimeout(timer);
  if (signal?.aborted === true) return;
  timer = setTimeout(() => {
    void globalThis.gc?.({ type: "major", flavor: isShort ? "regular" : "last-resort" });
  }, afterMs).unref();
  signal?.addEventListener("abort", () => clearTimeout(timer), { once: true });
}
