import type { FastifyRequest } from "fastify";
import type { Principal } from "../contracts/journal.ts";

/** Who acts while the edge has no users. */
export const LOCAL = "local";

/** Who asks. Without users, whoever the guard let through is `local`. */
export function principalOf(request: FastifyRequest): Principal {
  return { user: LOCAL, role: LOCAL, origin: request.ip };
}
