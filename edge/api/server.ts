import { randomUUID } from "node:crypto";
import type { ServerOptions } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger } from "fastify";
import { fastify, LogController } from "fastify";
import type { ServerCertificate } from "../contracts/tls.ts";
import { alertRoutes } from "./alerts.ts";
import { sendInPieces } from "./answer-pieces.ts";
import { areaStateRoutes } from "./area-states.ts";
import { assetRoutes } from "./assets.ts";
import { authorize } from "./authorize.ts";
import { acceptJsonOnly } from "./body.ts";
import { certificateRoutes } from "./certificates.ts";
import { readAddresses } from "./client-address.ts";
import { CONNECTION_LIMITS, limitConnections } from "./connections.ts";
import { gateDearQuestions } from "./dear-questions.ts";
import type { Api, ApiDeps, ServedDeps } from "./deps.ts";
import { discoveryRoutes } from "./discovery.ts";
import { energyRoutes } from "./energy.ts";
import { figureRoutes } from "./figures.ts";
import { genealogyRoutes } from "./genealogy.ts";
import { healthRoutes } from "./health.ts";
import { historyRoutes } from "./history.ts";
import { closeIdleSockets } from "./idle-sockets.ts";
import { journalRoutes } from "./journal.ts";
import { layoutRoutes } from "./layout.ts";
import { materialRoutes } from "./material.ts";
import { oidcRoutes } from "./oidc.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { describeApi } from "./openapi.ts";
import { outOfServiceRoutes } from "./out-of-service.ts";
import { peopleRoutes } from "./people.ts";
import { plantRoutes } from "./plant.ts";
import { plantFileRoutes } from "./plant-files.ts";
import { sendProblem, sendRawProblem } from "./problems.ts";
import { limitRates } from "./rate-limit.ts";
import { rawSampleRoutes } from "./raw-samples.ts";
import { replayRoutes } from "./replay.ts";
import { sampleRoutes } from "./samples.ts";
import { guard } from "./security.ts";
import { sessionRoutes } from "./session.ts";
import { cookieNameOf } from "./session-cookie.ts";
import { settingsRoutes } from "./settings.ts";
import { cutSlowReaders } from "./slow-readers.ts";
import { stateRoutes } from "./states.ts";
import { serveViewer } from "./static-files.ts";
import { StrangerFailures } from "./stranger-failures.ts";
import { streamRoute } from "./stream.ts";
import { isStreamUpgrade } from "./stream-upgrade.ts";
import { trendRoutes } from "./trends.ts";
import { tokenRoutes, userRoutes } from "./users.ts";
import { waveformRoutes } from "./waveforms.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;
/** Uids in addresses, percent-encoded, are longer than the router's default of 100. */
const MAX_PARAM_LENGTH = 1024;
/** Headers and body must be here by then, or the connection is closed: slow senders hold sockets otherwise. */
const REQUEST_WITHIN_MS = 10_000;
/** Idle connections. Longer than the limit above, so that a slow request still gets an answer. */
const FIRST_REQUEST_WITHIN_MS = 15_000;
const KEEP_ALIVE_MS = 10_000;
/** Node.js looks for late requests this often; its default of 30 s would make the limit above a lie. */
const CHECK_LATE_EVERY_MS = 2_000;

/** Plain, or with TLS 1.2 and newer. A new certificate counts for new connections at once. */
function serverOptions(certificate: ServerCertificate | undefined): { http: ServerOptions } {
  const server: ServerOptions = {
    headersTimeout: REQUEST_WITHIN_MS,
    connectionsCheckingInterval: CHECK_LATE_EVERY_MS,
    // Node.js would answer a missing host by itself, without problem details; the guard refuses it.
    requireHostHeader: false,
    shouldUpgradeCallback: isStreamUpgrade,
  };
  if (certificate === undefined) return { http: server };
  // Fastify types an instance by its server; routes and hooks are the same for both.
  return { https: { ...server, ...certificate.pair, minVersion: "TLSv1.2", handshakeTimeout: REQUEST_WITHIN_MS } } as unknown as { http: ServerOptions };
}

/** Everything that is asked and answered; stream and replay are connections of their own. */
const ROUTES: readonly ((app: Api, deps: ServedDeps) => void)[] = [
  sessionRoutes,
  oidcRoutes,
  userRoutes,
  tokenRoutes,
  healthRoutes,
  assetRoutes,
  sampleRoutes,
  rawSampleRoutes,
  trendRoutes,
  historyRoutes,
  waveformRoutes,
  alertRoutes,
  outOfServiceRoutes,
  journalRoutes,
  peopleRoutes,
  certificateRoutes,
  discoveryRoutes,
  settingsRoutes,
  plantRoutes,
  genealogyRoutes,
  materialRoutes,
  stateRoutes,
  areaStateRoutes,
  figureRoutes,
  energyRoutes,
  plantFileRoutes,
  layoutRoutes,
];

/** The edge's HTTP API, stream and viewer. Not listening: the caller does that, and tests use `inject`. */
export function buildApi(deps: ApiDeps): Api {
  const app: Api = fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxRequestsPerSocket: 10_000,
    ...serverOptions(deps.certificate),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    genReqId: () => randomUUID(),
    trustProxy: false,
    forceCloseConnections: true,
    // Fastify would drop unknown fields and turn "1" into 1; both hide mistakes of the caller.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: true, allErrors: false } },
    clientErrorHandler: (error, socket) => sendRawProblem(error, socket),
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();
  // The last barrier; what counts is the limit of each address.
  app.server.maxConnections = CONNECTION_LIMITS.most + 2 * CONNECTION_LIMITS.reserve;
  closeIdleSockets(app.server, { withinMs: FIRST_REQUEST_WITHIN_MS, event: deps.certificate === undefined ? "connection" : "secureConnection" });
  deps.certificate?.onChange((pair) => (app.server as unknown as SecureServer).setSecureContext({ ...pair, minVersion: "TLSv1.2" }));
  sendInPieces(app);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  const isProxy = readAddresses(app, { trustedProxies: deps.trustedProxies ?? [], proxyHeader: deps.proxyHeader ?? "x-forwarded-for" });
  oneAtATime(app, { counters: deps.counters });
  limitConnections(app, { counters: deps.counters, isProxy });
  cutSlowReaders(app, { counters: deps.counters, jobs: deps.jobs });
  guard(app, { hosts: deps.hosts ?? [], access: deps.access ?? "loopback", isSignInAsked: () => deps.accounts?.isAsked === true });
  authorize(app, { accounts: deps.accounts, cookie: cookieNameOf(deps.edgeId), counters: deps.counters, jobs: deps.jobs });
  limitRates(app, { counters: deps.counters });
  gateDearQuestions(app, { counters: deps.counters });
  const strangers = new StrangerFailures(deps);
  app.addHook("onClose", async () => await strangers.close());
  acceptJsonOnly(app);
  describeApi(app, { cookie: cookieNameOf(deps.edgeId) });
  streamRoute(app, deps);
  void app.register((scope, _options, done) => {
    replayRoutes(scope as Api, deps);
    done();
  });
  void app.register((scope, _options, done) => {
    for (const routes of ROUTES) routes(scope as Api, { ...deps, strangers });
    done();
  });
  serveViewer(app, deps.staticDir);
  return app;
}
