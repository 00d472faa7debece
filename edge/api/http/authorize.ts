import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Accounts, Credential, Permission } from "../../contracts/access/access.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Counters } from "../../observe/counters.ts";
import type { Jobs } from "../../observe/jobs.ts";
import { isLoopback } from "../../observe/networks.ts";
import { permissionsOf } from "../permissions.ts";
import { type Caller, refusalOf } from "../services/caller.ts";
import { addressOf } from "./client-address.ts";
import { onBehalfOf } from "./on-behalf-of.ts";
import { SIGN_IN, setCaller } from "./principal.ts";
import { replyProblem } from "./problems.ts";
import { sessionIn } from "./session-cookie.ts";

/** An upgraded connection outlives its request; it is closed at most this long after its session or token ends. */
const LOOK_AGAIN_MS = 1_000;

export interface AuthorizeOptions {
  /** Absent where the edge cannot have users. */
  readonly accounts: Accounts | undefined;
  readonly cookie: string;
  readonly counters: Counters;
  readonly jobs: Pick<Jobs, "start">;
  /** Why a caller who has the permissions may not do this all the same. */
  readonly furtherRefusal?: ((request: FastifyRequest, caller: Caller) => string | undefined) | undefined;
}

type Verdict = { readonly kind: "yes" } | { readonly kind: "stranger" } | { readonly kind: "no"; readonly why: string };

/**
 * Checks the table of permissions before every route, upgrades included. Goes after the guard and before the routes.
 * A route that the table lacks keeps the API from starting.
 */
export function authorize(app: FastifyInstance, options: AuthorizeOptions): void {
  const missing: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    for (const verb of [method].flat()) if (permissionsOf(verb, url) === undefined) missing.push(`${verb} ${url}`);
  });
  app.addHook("onReady", async () => {
    if (missing.length > 0)
      throw new Error(`routes without a permission: ${missing.join(", ")}; add them to edge/api/permissions.ts`);
  });
  const upgraded = new Map<Socket, () => boolean>();
  const job = options.jobs.start({ name: "sessions of readers", everyMs: LOOK_AGAIN_MS, run: () => endOver(upgraded) });
  app.addHook("onClose", () => job.stop());
  const refused = (kind: string) =>
    options.counters
      .counter("gemba_access_refused_total", "Requests that were refused because a sign-in or a role was missing.", {
        kind,
      })
      .add(1);

  app.addHook("onRequest", async (request, reply) => {
    // Addresses without a route have nothing to protect; they answer with pages and 404.
    if (request.is404) return undefined;
    const permissions = permissionsOf(request.method, request.routeOptions.url ?? "");
    if (permissions === undefined) throw new EdgeError("forbidden", "Nobody may use this address.");
    const verdict = judge(request, permissions, options);
    if (verdict.kind === "yes") {
      if (request.headers.upgrade !== undefined)
        watch(upgraded, request.raw.socket, () => judge(request, permissions, options).kind === "yes");
      return undefined;
    }
    refused(verdict.kind);
    return verdict.kind === "stranger"
      ? askToSignIn(request, reply)
      : replyProblem({ status: 403, code: "forbidden", detail: verdict.why }, request, reply);
  });
}

function judge(
  request: FastifyRequest,
  permissions: readonly Permission[],
  { accounts, cookie, furtherRefusal }: AuthorizeOptions,
): Verdict {
  const stoodInFor = onBehalfOf.getStore();
  if (stoodInFor !== undefined) {
    setCaller(request, stoodInFor);
    const why = refusalOf(stoodInFor, permissions);
    return why === undefined ? { kind: "yes" } : { kind: "no", why };
  }
  const credential = credentialOf(request, cookie);
  const isNamed = credential.session !== undefined || credential.token !== undefined;
  const identity = isNamed ? accounts?.identify(credential) : undefined;
  const origin = addressOf(request);
  if (identity !== undefined || accounts?.isAsked !== true) {
    const caller: Caller = identity === undefined ? { kind: "local", origin } : { kind: "user", identity, origin };
    setCaller(request, caller);
    const why = refusalOf(caller, permissions) ?? furtherRefusal?.(request, caller);
    return why === undefined ? { kind: "yes" } : { kind: "no", why };
  }
  // Lets monitoring programs on the edge's own machine in. A proxy there acts for a remote client, so it does not
  // count.
  const isOwnMachine =
    isLoopback(origin) &&
    request.headers["x-forwarded-for"] === undefined &&
    request.headers["forwarded"] === undefined;
  // An invalid token is never treated as no token.
  const isFree = permissions.every(
    (one) => one === "open" || (one === "status" && isOwnMachine && credential.token === undefined),
  );
  return isFree ? { kind: "yes" } : { kind: "stranger" };
}

function credentialOf(request: FastifyRequest, cookie: string): Credential {
  // Other schemes belong to a proxy that asks the browser for a password of its own.
  const header = request.headers.authorization ?? "";
  if (/^bearer\b/i.test(header)) return { token: /^bearer +([\w.~+/=-]{1,256})$/i.exec(header)?.[1] ?? "" };
  const offered = request.headers.upgrade === undefined ? undefined : tokenOffered(request);
  return offered === undefined ? { session: sessionIn(request, cookie) } : { token: offered };
}

/** The token among the protocols that a WebSocket offers: a page cannot set another header for it (rule DB15). */
function tokenOffered({ headers }: FastifyRequest): string | undefined {
  const offered = String(headers["sec-websocket-protocol"] ?? "");
  return /(?:^|,)[ \t]*bearer\.([\w.~+-]{1,256})[ \t]*(?:,|$)/.exec(offered)?.[1];
}

function askToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return replyProblem(
    { status: 401, code: "unauthorized", detail: SIGN_IN },
    request,
    reply.header("www-authenticate", 'Bearer realm="gemba"'),
  );
}

function watch(upgraded: Map<Socket, () => boolean>, socket: Socket, isAllowed: () => boolean): void {
  upgraded.set(socket, isAllowed);
  socket.once("close", () => upgraded.delete(socket));
}

function endOver(upgraded: ReadonlyMap<Socket, () => boolean>): void {
  for (const [socket, isAllowed] of upgraded) {
    try {
      if (!isAllowed()) socket.destroy();
    } catch {
      socket.destroy(); // the users cannot be read: nobody stays
    }
  }
}
