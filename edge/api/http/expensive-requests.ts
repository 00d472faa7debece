import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { asker } from "../../observe/asker.ts";
import type { Counters } from "../../observe/counters.ts";
import { isStreamUpgrade } from "../stream/stream-upgrade.ts";
import { type Cost, costOf } from "./costs.ts";
import { Gate, type GateLimits } from "./gate.ts";
import { clientOf } from "./principal.ts";
import { replyProblem } from "./problems.ts";
import { whenOver } from "./when-over.ts";

const PATIENCE = { waiting: 256, waitingOfOne: 128, waitMs: 8_000 };

/**
 * Requests of these costs use much memory or the historian while they are answered. A range of the whole plant may have
 * two million samples.
 */
const GATES: Partial<Record<Cost, GateLimits>> = {
  list: { running: 8, runningOfOne: 4, ...PATIENCE },
  history: { running: 12, runningOfOne: 6, ...PATIENCE },
  replay: { running: 3, runningOfOne: 2, ...PATIENCE },
  export: { running: 2, runningOfOne: 1, ...PATIENCE },
};

/**
 * Rule B8: each expensive cost has a gate. A place is held until the client has read the answer, so that slow readers
 * take up places but no memory. Call it after `limitRates`.
 */
export function gateExpensiveRequests(
  app: FastifyInstance,
  { counters, limits = GATES }: { readonly counters: Counters; readonly limits?: Partial<Record<Cost, GateLimits>> },
): void {
  const gates = new Map(Object.entries(limits).map(([cost, one]) => [cost, new Gate(one)]));
  const sum = (count: (gate: Gate) => number) => () => [...gates.values()].reduce((all, gate) => all + count(gate), 0);
  counters.observe(
    "gauge",
    sum(({ running }) => running),
    { name: "gemba_api_expensive_running", help: "Expensive requests being answered." },
  );
  counters.observe(
    "gauge",
    sum(({ waiting }) => waiting),
    { name: "gemba_api_expensive_waiting", help: "Expensive requests waiting for their turn." },
  );

  app.addHook("onRequest", async (request, reply) => {
    const cost = costOfRequest(request);
    const gate = cost === undefined ? undefined : gates.get(cost);
    if (gate === undefined) return undefined;
    const pass = gate.ask(clientOf(request));
    whenOver(reply.raw, () => pass.leave());
    if (await pass.isIn) return undefined;
    if (request.raw.socket.destroyed) return reply.hijack();
    counters
      .counter("gemba_api_expensive_refused_total", "Expensive requests without a place, or that waited too long.", {
        cost: cost ?? "",
      })
      .add(1);
    const detail = `Too many requests of this kind (${cost}) are being answered. Try again in a few seconds.`;
    return replyProblem({ status: 503, code: "unavailable", detail }, request, reply.header("retry-after", "5"));
  });
  // Not async: everything that the hook calls, the handler too, runs in this client's context.
  app.addHook("preHandler", (request, reply, done) => {
    const cost = costOfRequest(request);
    if (cost === undefined || !gates.has(cost)) done();
    else asker.run(leavingOf(reply.raw), done);
  });
}

/** Aborts when the client leaves before it has the answer. */
function leavingOf(response: ServerResponse): AbortSignal {
  const leaving = new AbortController();
  whenOver(response, () => {
    if (!response.writableEnded) leaving.abort();
  });
  return leaving.signal;
}

/** A replay connection is not a request: it has places of its own. */
function costOfRequest(request: FastifyRequest): Cost | undefined {
  return request.is404 || isStreamUpgrade(request.raw)
    ? undefined
    : costOf(request.method, request.routeOptions.url ?? "");
}
