import { Session } from "node:inspector";
import { flushCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

/** Long enough after the start that what starting made is garbage. */
const AFTER_START_MS = 5_000;

/**
 * How much of the heap is new before V8 marks all of it again, in percent. By itself it takes a tenth while little is allocated, so that the buffers
 * of a few seconds of samples, which go with the young generation anyhow, have the tags of the whole plant marked: a quarter of a core at 100,000 of them.
 */
const GROWS_PERCENT = 100;

/**
 * Gives back, once, what starting took: reading a plant of 100,000 tags makes
 * several times the heap that running it needs, and V8 keeps pages it may need
 * again for as long as the process lives. For the thread that calls it. From then on little changes, and the heap is marked seldom.
 * What was compiled is written down for the next start, where there is a cache for it (NODE_COMPILE_CACHE): at the end it would make stopping longer.
 */
export function giveBackMemoryLater(afterMs = AFTER_START_MS): void {
  setTimeout(() => {
    flushCompileCache();
    setFlagsFromString(`--heap-growing-percent=${GROWS_PERCENT}`);
    const session = new Session();
    session.connect();
    // Not in the answer itself: the agent still holds the lock that its end waits for, and the thread would stand for ever.
    session.post("HeapProfiler.collectGarbage", () => setImmediate(() => session.disconnect()));
  }, afterMs).unref();
}
