import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Counters } from "../../observe/counters.ts";
import { countCut, countLeft } from "./cut-off.ts";
import { whenOver } from "./when-over.ts";

/**
 * Requests of one connection that wait behind the one in progress. Browsers do not pipeline, and each waiting request
 * takes memory before it is checked.
 */
const MOST_WAITING = 16;

/** Number of unfinished requests of a connection, and the end of the newest one. */
interface Line {
  open: number;
  last: Promise<void>;
}

/**
 * Rule B1: one request at a time for each connection. The next one begins when the answer before it has been handed to
 * the network. Node.js itself begins all requests of one packet, and holds all their answers for a client that reads
 * none. Must be registered before everything else.
 */
export function oneAtATime(app: FastifyInstance, { counters }: { readonly counters: Counters }): void {
  app.addHook("onRequestAbort", async (_request) => countLeft(counters));
  const lines = new WeakMap<Socket, Line>();
  app.addHook("onRequest", async (request, reply) => {
    const { socket } = request.raw;
    const line = lines.get(socket) ?? { open: 0, last: Promise.resolve() };
    lines.set(socket, line);
    if (line.open > MOST_WAITING && !socket.destroyed) {
      countCut(counters, "pipelined");
      socket.destroy();
    }
    const before = line.last;
    const { promise, resolve } = Promise.withResolvers<void>();
    line.last = promise;
    line.open++;
    whenOver(reply.raw, resolve);
    void promise.then(() => line.open--);
    if (line.open > 1) await before;
    // An answer that waits for its turn gets no event when its connection closes.
    if (!socket.destroyed && socket.remoteAddress !== undefined) return undefined;
    resolve();
    return reply.hijack();
  });
}
