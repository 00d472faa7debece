import { AsyncLocalStorage } from "node:async_hooks";

/**
 * The signal of the client that asked the current question. It aborts when the client has left, so that the work
 * ends. Absent where the edge asks for itself. It is context, because every reader between a route and a store would
 * only pass it on.
 */
export const asker = new AsyncLocalStorage<AbortSignal>();
