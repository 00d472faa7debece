import type { FastifyRequest } from "fastify";
import type { Identity } from "../../contracts/access/access.ts";
import type { Principal } from "../../contracts/access/journal.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { type Caller, principalFrom } from "../services/caller.ts";
import { networkOf } from "./client-address.ts";

/** The answer to clients that have not signed in, where a user is required. */
export const SIGN_IN = "Sign in first, or send a valid token as Authorization: Bearer.";

/** The caller of each request; `authorize` puts it here before any route sees the request. */
const callers = new WeakMap<FastifyRequest, Caller>();

export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/**
 * The caller of a request. Throws EdgeError `forbidden` for strangers, who reach only routes that are open to
 * everybody.
 */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new EdgeError("forbidden", SIGN_IN);
  return caller;
}

/** The user of a request; undefined for clients without a user, and while no user exists. */
export function identityOf(request: FastifyRequest): Identity | undefined {
  const caller = callers.get(request);
  return caller?.kind === "user" ? caller.identity : undefined;
}

/** The key by which limits count a client: the user, or the address where there is none. */
export function clientOf(request: FastifyRequest): string {
  return identityOf(request)?.user ?? networkOf(request);
}

/** The caller as the audit log names them. Throws EdgeError `forbidden` for strangers. */
export function principalOf(request: FastifyRequest): Principal {
  return principalFrom(callerOf(request));
}
