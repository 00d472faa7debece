import { AsyncLocalStorage } from "node:async_hooks";
import type { Caller } from "../services/caller.ts";

/**
 * The caller of a question that the edge asks its own API for somebody: it goes the way of every request, through the
 * same checks, limits and gates. It is context and no header, so that nobody outside can claim it.
 */
export const onBehalfOf = new AsyncLocalStorage<Caller>();

/** The same caller as one who may only look: what is everybody's, with the lowest role. */
export function asOnlooker(caller: Caller): Caller {
  if (caller.kind === "local") return caller;
  const { user } = caller.identity;
  return { ...caller, identity: { user, role: "viewer", via: "token" } };
}
