import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Whoever asked for what is being done now: aborts when they left, so that nobody works for them any more. Absent where the
 * edge asks for itself. It travels beside the questions, because every reader between a route and a store would only hand it on.
 */
export const asker = new AsyncLocalStorage<AbortSignal>();
