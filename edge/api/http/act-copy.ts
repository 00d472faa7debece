/** On one of two boxes: an act is answered as done once it is on the other one too (rule SB25). */
import type { FastifyInstance } from "fastify";

/** Says that the act is done here, and would be missing if this box died in the next moment. */
const HEADER = "gemba-standby";
const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const REFUSED = 400;

export function copyActs(app: FastifyInstance, copied: () => Promise<boolean>): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (READS.has(request.method) || reply.statusCode >= REFUSED) return payload;
    if (!(await copied())) reply.header(HEADER, "not-copied");
    return payload;
  });
}
