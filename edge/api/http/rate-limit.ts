import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Counters } from "../../observe/counters.ts";
import { type Rate, TokenBuckets } from "../../observe/token-buckets.ts";
import { networkOf } from "./client-address.ts";
import { type Cost, costOf } from "./costs.ts";
import { identityOf } from "./principal.ts";
import { replyProblem } from "./problems.ts";

/**
 * Kinds of requests that are counted together. Signing in has a limit of its own, by name and address (rule U8).
 * Pages are files.
 */
type Kind = Exclude<Cost, "page">;

/**
 * Sustained requests per second, and how many may come at once. A page sends about fifty requests when it starts, and a
 * wall of screens shares one address.
 */
const LIMITS: Readonly<Record<Kind, Rate>> = {
  status: { perSecond: 200, burst: 1000 },
  read: { perSecond: 200, burst: 1000 },
  list: { perSecond: 20, burst: 300 },
  history: { perSecond: 50, burst: 300 },
  replay: { perSecond: 20, burst: 100 },
  write: { perSecond: 20, burst: 200 },
  export: { perSecond: 2, burst: 30 },
  // The redirect to the provider, which keeps a state for each sign-in that it begins.
  "sign-in": { perSecond: 2, burst: 30 },
};
/** Number of users and addresses that are remembered; the least recently seen one is forgotten and starts again. */
const MOST = 10_000;

/**
 * One token bucket for each client and cost (RFC 6585: 429 with Retry-After). Goes after `authorize`, which
 * identifies the client, and before the routes, which all have a cost.
 */
export function limitRates(
  app: FastifyInstance,
  { counters, clock = () => performance.now() }: { readonly counters: Counters; readonly clock?: () => number },
): void {
  const missing: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    for (const verb of [method].flat()) if (costOf(verb, url) === undefined) missing.push(`${verb} ${url}`);
  });
  app.addHook("onReady", async () => {
    if (missing.length > 0)
      throw new Error(`routes without a cost: ${missing.join(", ")}; add them to edge/api/http/costs.ts`);
  });
  const buckets = new TokenBuckets(MOST);
  app.addHook("onRequest", async (request, reply) => {
    const kind = kindOf(request);
    if (kind === undefined) return undefined;
    const client = `${kind} ${identityOf(request)?.user ?? ""} ${networkOf(request)}`;
    const waitS = buckets.take(client, LIMITS[kind], clock());
    if (waitS === 0) return undefined;
    counters.counter("gemba_access_rate_limited_total", "Requests that came too fast.", { kind }).add(1);
    const detail = `Too many requests of this kind (${kind}). Try again in ${waitS} s.`;
    return replyProblem({ status: 429, code: "too-many", detail }, request, reply.header("retry-after", String(waitS)));
  });
}

/** The route that will answer decides, however its address was written. */
function kindOf(request: FastifyRequest): Kind | undefined {
  const cost = request.is404 ? undefined : costOf(request.method, request.routeOptions.url ?? "");
  return cost === "page" ? undefined : cost;
}
