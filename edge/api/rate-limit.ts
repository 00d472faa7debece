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
const HISTORY = /^\/api\/v1\/(trends|aggregates|state-durations|gaps|waveforms|replay)/;
/** Routes whose answers may be long lists. */
const EXPORT = /^\/api\/v1\/(journal|discovery|alerts\/figures)/;
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
    if (request.is404 || !request.url.startsWith("/api/v1/")) return undefined;
    const kind = kindOf(request);
    const waitS = take(buckets, `${kind} ${identityOf(request)?.user ?? ""} ${request.ip}`, { ...LIMITS[kind], now: clock() });
    if (waitS === 0) return undefined;
    counters.counter("gemba_access_rate_limited_total", "Requests that came too fast.", { kind }).add(1);
    const detail = `Too many requests of this kind (${kind}). Try again in ${waitS} s.`;
    return replyProblem({ status: 429, code: "too-many", detail }, request, reply.header("retry-after", String(waitS)));
  });
}

function kindOf({ method, url }: FastifyRequest): Kind {
  if (method !== "GET" && method !== "HEAD") return "write";
  if (HISTORY.test(url)) return "history";
  return EXPORT.test(url) ? "export" : "read";
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
