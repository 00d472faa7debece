import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Counters } from "../observe/counters.ts";
import { identityOf } from "./principal.ts";
import { replyProblem } from "./problems.ts";

/** What is counted together. Signing in has a limit of its own, by name and address (rule U8). */
type Kind = "read" | "history" | "write" | "export";

/** Requests a second that go on for ever, and how many may come at once. A page that starts asks for some fifty things; a wall of screens shares one address. */
const LIMITS: Readonly<Record<Kind, { readonly perSecond: number; readonly burst: number }>> = {
  read: { perSecond: 200, burst: 1000 },
  history: { perSecond: 50, burst: 300 },
  write: { perSecond: 20, burst: 200 },
  export: { perSecond: 2, burst: 30 },
};
/** Routes that make the historian work. */
const HISTORY = /^\/api\/v1\/(trends|aggregates|aligned|state-durations|gaps|zone-counts|waveforms|replay)/;
/** Routes whose answers may be long lists, and the way to the provider, which remembers everybody whom it sends there. */
const EXPORT = /^\/api\/v1\/(journal|alerts\/figures|session\/oidc)/;
/** The viewer's files. */
const PAGES = "/*";
/** Users and addresses that are remembered; the one that rested longest is forgotten, and begins anew. */
const MOST = 10_000;

interface Bucket {
  left: number;
  at: number;
}

/** One bucket of tokens for who asks and what (RFC 6585: 429 with Retry-After). Goes after `authorize`, which says who it is. */
export function limitRates(app: FastifyInstance, { counters, clock = () => performance.now() }: { readonly counters: Counters; readonly clock?: () => number }): void {
  const buckets = new Map<string, Bucket>();
  app.addHook("onRequest", async (request, reply) => {
    if (request.is404 || routeOf(request) === PAGES) return undefined;
    const kind = kindOf(request);
    const waitS = take(buckets, `${kind} ${identityOf(request)?.user ?? ""} ${request.ip}`, { ...LIMITS[kind], now: clock() });
    if (waitS === 0) return undefined;
    counters.counter("gemba_access_rate_limited_total", "Requests that came too fast.", { kind }).add(1);
    const detail = `Too many requests of this kind (${kind}). Try again in ${waitS} s.`;
    return replyProblem({ status: 429, code: "too-many", detail }, request, reply.header("retry-after", String(waitS)));
  });
}

/** The route that was matched, never the address as it was written: `/%61pi/v1/…` is the same route. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "";
}

function kindOf(request: FastifyRequest): Kind {
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") return "write";
  const route = routeOf(request);
  if (HISTORY.test(route)) return "history";
  return EXPORT.test(route) ? "export" : "read";
}

/** Seconds to wait; 0 when it was taken. */
function take(buckets: Map<string, Bucket>, key: string, { perSecond, burst, now }: { perSecond: number; burst: number; now: number }): number {
  const bucket = buckets.get(key) ?? { left: burst, at: now };
  buckets.delete(key);
  buckets.set(key, bucket);
  if (buckets.size > MOST) buckets.delete(buckets.keys().next().value as string);
  bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
  bucket.at = now;
  if (bucket.left < 1) return Math.ceil((1 - bucket.left) / perSecond);
  bucket.left--;
  return 0;
}
