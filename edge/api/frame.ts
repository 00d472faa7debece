/** What every HTTP server of the product is made of: limits, guard, sign-in, problem details, description. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerOptions } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { FastifyBaseLogger } from "fastify";
import { fastify, LogController } from "fastify";
import type { Logger } from "pino";
import type { Accounts } from "../contracts/access/access.ts";
import type { Journal } from "../contracts/access/journal.ts";
import type { ServerCertificate } from "../contracts/access/tls.ts";
import type { Counters } from "../observe/counters.ts";
import type { Jobs } from "../observe/jobs.ts";
import { copyActs } from "./http/act-copy.ts";
import { sendInPieces, serializerOf } from "./http/answer-pieces.ts";
import type { Api, SchemaTypes } from "./http/api.ts";
import { type AuthorizeOptions, authorize } from "./http/authorize.ts";
import { acceptJsonOnly } from "./http/body.ts";
import { readAddresses } from "./http/client-address.ts";
import { CONNECTION_LIMITS, limitConnections } from "./http/connections.ts";
import { gateExpensiveRequests } from "./http/expensive-requests.ts";
import { closeIdleSockets } from "./http/idle-sockets.ts";
import { oneAtATime } from "./http/one-at-a-time.ts";
import { describeApi } from "./http/openapi.ts";
import { sendProblem, sendRawProblem } from "./http/problems.ts";
import { limitRates } from "./http/rate-limit.ts";
import { guard } from "./http/security.ts";
import { cookieNameOf } from "./http/session-cookie.ts";
import { cutSlowReaders } from "./http/slow-readers.ts";
import { StrangerFailures } from "./http/stranger-failures.ts";
import { validatorOf } from "./http/validators.ts";
import { isStreamUpgrade } from "./stream/stream-upgrade.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;
/** Uids in addresses, percent-encoded, are longer than the router's default of 100. */
const MAX_PARAM_LENGTH = 1024;
/** Headers and body must arrive within this time, or the connection is closed: slow senders would hold sockets. */
const REQUEST_WITHIN_MS = 10_000;
/** Idle connections. Longer than the limit above, so that a slow request still gets an answer. */
const FIRST_REQUEST_WITHIN_MS = 15_000;
const KEEP_ALIVE_MS = 10_000;
/** Node.js checks for late requests this often; its default of 30 s would delay the limit above. */
const CHECK_LATE_EVERY_MS = 2_000;

/** Plain, or with TLS 1.2 and newer. A new certificate applies to new connections at once. */
function serverOptions({ certificate, isUpgrade = isStreamUpgrade }: FrameDeps): { http: ServerOptions } {
  const server: ServerOptions = {
    headersTimeout: REQUEST_WITHIN_MS,
    connectionsCheckingInterval: CHECK_LATE_EVERY_MS,
    // Node.js would answer a missing host by itself, without problem details; the guard refuses it.
    requireHostHeader: false,
    shouldUpgradeCallback: isUpgrade,
  };
  if (certificate === undefined) return { http: server };
  // Fastify types an instance by its server; routes and hooks are the same for both.
  return {
    https: { ...server, ...certificate.pair, minVersion: "TLSv1.2", handshakeTimeout: REQUEST_WITHIN_MS },
  } as unknown as { http: ServerOptions };
}

/** The parts that every request passes. */
export interface FrameDeps {
  readonly log: Logger;
  readonly counters: Counters;
  readonly jobs: Pick<Jobs, "start">;
  readonly journal: Journal;
  readonly edgeId: string;
  /** Absent where the edge cannot have users. */
  readonly accounts?: Accounts;
  /** Absent: plain HTTP. */
  readonly certificate?: ServerCertificate;
  /** Folder of the built viewer; undefined serves the API alone. */
  readonly staticDir: string | undefined;
  /** Host names besides the loopback ones under which a browser may reach the edge. */
  readonly hosts?: readonly string[];
  /** Proxies that give the client's address, and the header that they write. */
  readonly trustedProxies?: readonly string[];
  readonly proxyHeader?: "x-forwarded-for" | "forwarded";
  /** Access while there are no users: this machine only, or every client that the network lets through. */
  readonly access?: "loopback" | "network";
  /** Origins that may show `/embed.html` in a frame; by default none. */
  readonly embed?: readonly string[];
  /** Address of the other box's viewer, of a box that is one of two (docs/standby.md). */
  readonly otherBox?: string | undefined;
  /** Why a caller who has the permissions of a route may not use it all the same. */
  readonly furtherRefusal?: AuthorizeOptions["furtherRefusal"];
  /** Resolves when what was changed is on the other of two boxes, with false where it is not in time. */
  readonly copied?: (() => Promise<boolean>) | undefined;
  /** Which requests for an upgrade are granted; default: those of stream and replay. */
  readonly isUpgrade?: (request: IncomingMessage) => boolean;
  /** The address by which a request is routed; default: its own. */
  readonly rewriteUrl?: (request: IncomingMessage) => string;
}

/** A server without routes, and the count of failed sign-ins of strangers, which its routes share. */
export function buildFrame(deps: FrameDeps): { readonly app: Api; readonly strangers: StrangerFailures } {
  const app: Api = fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxRequestsPerSocket: 10_000,
    ...serverOptions(deps),
    ...(deps.rewriteUrl === undefined ? {} : { rewriteUrl: deps.rewriteUrl as never }),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    genReqId: () => randomUUID(),
    trustProxy: false,
    forceCloseConnections: true,
    // Fastify's own compilers would be loaded otherwise.
    schemaController: {
      compilersFactory: { buildValidator: () => validatorOf as never, buildSerializer: () => serializerOf },
    },
    clientErrorHandler: (error, socket) => sendRawProblem(error, socket),
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
  }).withTypeProvider<SchemaTypes>();
  // The last barrier; the limit of each address takes effect earlier.
  app.server.maxConnections = CONNECTION_LIMITS.most + 2 * CONNECTION_LIMITS.reserve;
  closeIdleSockets(app.server, {
    withinMs: FIRST_REQUEST_WITHIN_MS,
    event: deps.certificate === undefined ? "connection" : "secureConnection",
  });
  deps.certificate?.onChange((pair) =>
    (app.server as unknown as SecureServer).setSecureContext({ ...pair, minVersion: "TLSv1.2" }),
  );
  sendInPieces(app);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  const isProxy = readAddresses(app, {
    trustedProxies: deps.trustedProxies ?? [],
    proxyHeader: deps.proxyHeader ?? "x-forwarded-for",
  });
  oneAtATime(app, { counters: deps.counters });
  limitConnections(app, { counters: deps.counters, isProxy });
  cutSlowReaders(app, { counters: deps.counters, jobs: deps.jobs });
  guard(app, {
    hosts: deps.hosts ?? [],
    access: deps.access ?? "loopback",
    embed: deps.embed ?? [],
    otherBox: deps.otherBox,
    isSignInAsked: () => deps.accounts?.isAsked === true,
  });
  authorize(app, {
    accounts: deps.accounts,
    cookie: cookieNameOf(deps.edgeId),
    counters: deps.counters,
    jobs: deps.jobs,
    furtherRefusal: deps.furtherRefusal,
  });
  limitRates(app, { counters: deps.counters });
  gateExpensiveRequests(app, { counters: deps.counters });
  const strangers = new StrangerFailures(deps);
  app.addHook("onClose", async () => await strangers.close());
  if (deps.copied !== undefined) copyActs(app, deps.copied);
  acceptJsonOnly(app);
  describeApi(app, { cookie: cookieNameOf(deps.edgeId) });
  return { app, strangers };
}
