import { Session } from "node:inspector";

/** Long enough after the start that what starting made is garbage. */
const AFTER_START_MS = 5_000;

/**
 * Gives back, once, what starting took: reading a plant of 100,000 tags makes
 * several times the heap that running it needs, and V8 keeps pages it may need
 * again for as long as the process lives. For the thread that calls it.
 */
export function giveBackMemoryLater(afterMs = AFTER_START_MS): void {
  setTimeout(() => {
    const session = new Session();
    session.connect();
    // Not in the answer itself: the agent still holds the lock that its end waits for, and the thread would stand for ever.
    session.post("HeapProfiler.collectGarbage", () => setImmediate(() => session.disconnect()));
  }, afterMs).unref();
}
