import type { FastifyRequest } from "fastify";
import type { Identity } from "../../contracts/access/access.ts";
import { localFrom, type Principal } from "../../contracts/access/journal.ts";
import { addressOf, networkOf } from "./client-address.ts";

/** Who proved who they are, by request; put here by `authorize` before any route sees it. */
const identities = new WeakMap<FastifyRequest, Identity>();

export function setIdentity(request: FastifyRequest, identity: Identity): void {
  identities.set(request, identity);
}

/** The user behind a request; undefined for strangers, and while there are no users. */
export function identityOf(request: FastifyRequest): Identity | undefined {
  return identities.get(request);
}

/** The client as limits count it: the user, or the address where there is none. */
export function clientOf(request: FastifyRequest): string {
  return identities.get(request)?.user ?? networkOf(request);
}

/** Who asks. Without users, whoever the guard let through is `local`. */
export function principalOf(request: FastifyRequest): Principal {
  const identity = identities.get(request);
  return identity === undefined
    ? localFrom(addressOf(request))
    : { user: identity.user, role: identity.role, origin: addressOf(request) };
}
