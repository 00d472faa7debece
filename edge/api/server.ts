import { randomUUID } from "node:crypto";
import type { ServerOptions } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { FastifyBaseLogger } from "fastify";
import { fastify, LogController } from "fastify";
import type { Logger } from "pino";
import type { Accounts } from "../contracts/access/access.ts";
import type { Journal } from "../contracts/access/journal.ts";
import type { ServerCertificate } from "../contracts/access/tls.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Counters } from "../observe/counters.ts";
import type { Jobs } from "../observe/jobs.ts";
import { sendInPieces, serializerOf } from "./http/answer-pieces.ts";
import type { Api, ClockDeps, SchemaTypes } from "./http/api.ts";
import { authorize } from "./http/authorize.ts";
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
import { serveViewer } from "./http/static-files.ts";
import { StrangerFailures } from "./http/stranger-failures.ts";
import { validatorOf } from "./http/validators.ts";
import { agentRoutes } from "./routes/access/agents.ts";
import { journalRoutes } from "./routes/access/journal.ts";
import { oidcRoutes } from "./routes/access/oidc.ts";
import { peopleRoutes } from "./routes/access/people.ts";
import { sessionRoutes } from "./routes/access/session.ts";
import { tokenRoutes } from "./routes/access/tokens.ts";
import { userRoutes } from "./routes/access/users.ts";
import { alertRoutes } from "./routes/alerts/alerts.ts";
import { linkRoutes } from "./routes/alerts/links.ts";
import { outOfServiceRoutes } from "./routes/alerts/out-of-service.ts";
import { pushRoutes } from "./routes/alerts/push.ts";
import { certificateRoutes } from "./routes/edge/certificates.ts";
import { discoveryRoutes } from "./routes/edge/discovery.ts";
import { healthRoutes } from "./routes/edge/health.ts";
import { settingsRoutes } from "./routes/edge/settings.ts";
import { baselineRoutes } from "./routes/energy/baseline.ts";
import { loadRoutes } from "./routes/energy/load.ts";
import { exploreRoutes } from "./routes/explore/explore.ts";
import { savedRoutes } from "./routes/explore/saved.ts";
import { componentHealthRoutes } from "./routes/health/component-health.ts";
import { historyRoutes } from "./routes/history/history.ts";
import { prometheusRoutes } from "./routes/history/prometheus.ts";
import { rawSampleRoutes } from "./routes/history/raw-samples.ts";
import { sampleRoutes } from "./routes/history/samples.ts";
import { sqlRoutes } from "./routes/history/sql.ts";
import { trendRoutes } from "./routes/history/trends.ts";
import { waveformRoutes } from "./routes/history/waveforms.ts";
import { assetRoutes } from "./routes/plant/assets.ts";
import { configEditRoutes } from "./routes/plant/config-edits.ts";
import { configProposalRoutes } from "./routes/plant/config-proposals.ts";
import { configTagRoutes } from "./routes/plant/config-tags.ts";
import { dashboardRoutes } from "./routes/plant/dashboards.ts";
import { layoutRoutes } from "./routes/plant/layout.ts";
import { plantRoutes } from "./routes/plant/plant.ts";
import { plantFileRoutes } from "./routes/plant/plant-files.ts";
import { energyRoutes } from "./routes/production/energy.ts";
import { energyTreeRoutes } from "./routes/production/energy-tree.ts";
import { figureRoutes } from "./routes/production/figures.ts";
import { genealogyRoutes } from "./routes/production/genealogy.ts";
import { machineRoutes } from "./routes/production/machines.ts";
import { materialRoutes } from "./routes/production/material.ts";
import { pieceEnergyRoutes } from "./routes/production/piece-energy.ts";
import { qualityRoutes } from "./routes/quality/quality.ts";
import { capabilitiesRoutes } from "./routes/quality/quality-capabilities.ts";
import { causeRoutes } from "./routes/quality/quality-causes.ts";
import { costRoutes } from "./routes/quality/quality-costs.ts";
import { entryRoutes } from "./routes/quality/quality-entries.ts";
import { loopRoutes } from "./routes/quality/quality-loop.ts";
import { lotRoutes } from "./routes/quality/quality-lots.ts";
import { paretoRoutes } from "./routes/quality/quality-pareto.ts";
import { reportRoutes } from "./routes/reports/reports.ts";
import { safetyRoutes } from "./routes/safety/routes.ts";
import { askedRoutes } from "./routes/schedules/asked-routes.ts";
import { recallRoutes } from "./routes/trace/recall.ts";
import { recallFileRoutes } from "./routes/trace/recall-files.ts";
import { signatureRoutes } from "./routes/trace/signatures.ts";
import { traceRoutes } from "./routes/trace/trace.ts";
import { verifyRoutes } from "./routes/trace/verify.ts";
import { recommendationRoutes } from "./routes/work/recommendations.ts";
import { upkeepRoutes } from "./routes/work/upkeep.ts";
import { workRoutes } from "./routes/work/work-items.ts";
import { workTableRoutes } from "./routes/work/work-tables.ts";
import { WaitingSignatures } from "./services/trace/waiting-signatures.ts";
import { type ReplayDeps, replayRoutes } from "./stream/replay.ts";
import { type StreamDeps, streamRoute } from "./stream/stream.ts";
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
  return {
    https: { ...server, ...certificate.pair, minVersion: "TLSv1.2", handshakeTimeout: REQUEST_WITHIN_MS },
  } as unknown as { http: ServerOptions };
}

/** The route groups, each with the parts that it needs. Stream and replay are connections of their own. */
const ROUTES = [
  sessionRoutes,
  oidcRoutes,
  userRoutes,
  tokenRoutes,
  healthRoutes,
  assetRoutes,
  sampleRoutes,
  rawSampleRoutes,
  prometheusRoutes,
  sqlRoutes,
  trendRoutes,
  historyRoutes,
  waveformRoutes,
  exploreRoutes,
  savedRoutes,
  alertRoutes,
  outOfServiceRoutes,
  linkRoutes,
  pushRoutes,
  workRoutes,
  workTableRoutes,
  recommendationRoutes,
  upkeepRoutes,
  journalRoutes,
  peopleRoutes,
  certificateRoutes,
  discoveryRoutes,
  settingsRoutes,
  plantRoutes,
  genealogyRoutes,
  materialRoutes,
  machineRoutes,
  figureRoutes,
  energyRoutes,
  pieceEnergyRoutes,
  energyTreeRoutes,
  qualityRoutes,
  costRoutes,
  causeRoutes,
  entryRoutes,
  lotRoutes,
  reportRoutes,
  recallRoutes,
  traceRoutes,
  recallFileRoutes,
  verifyRoutes,
  signatureRoutes,
  componentHealthRoutes,
  askedRoutes,
  plantFileRoutes,
  layoutRoutes,
  dashboardRoutes,
  configEditRoutes,
  configProposalRoutes,
  configTagRoutes,
  agentRoutes,
  loadRoutes,
  baselineRoutes,
  paretoRoutes,
  capabilitiesRoutes,
  loopRoutes,
  safetyRoutes,
] as const;

/** The parts that the route groups need, all together. */
type RouteDeps = (typeof ROUTES)[number] extends (app: Api, deps: infer Deps) => void ? Deps : never;

/** The parts that every request passes. */
interface ServerDeps {
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
}

/** Parts that the server makes for its routes. */
interface OwnParts extends ClockDeps {
  readonly waiting: WaitingSignatures;
  readonly strangers: StrangerFailures;
}

/** The parts of the edge that the API needs. `now`: absent for the wall clock. */
export type ApiDeps = ServerDeps & Omit<RouteDeps & StreamDeps & ReplayDeps, keyof OwnParts> & Partial<ClockDeps>;

/** The edge's HTTP API, stream and viewer. It does not listen: the caller starts that, and tests use `inject`. */
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
    isSignInAsked: () => deps.accounts?.isAsked === true,
  });
  authorize(app, {
    accounts: deps.accounts,
    cookie: cookieNameOf(deps.edgeId),
    counters: deps.counters,
    jobs: deps.jobs,
  });
  limitRates(app, { counters: deps.counters });
  gateExpensiveRequests(app, { counters: deps.counters });
  const strangers = new StrangerFailures(deps);
  app.addHook("onClose", async () => await strangers.close());
  acceptJsonOnly(app);
  describeApi(app, { cookie: cookieNameOf(deps.edgeId) });
  const parts = { now: wallClock, ...deps, strangers, waiting: new WaitingSignatures() };
  streamRoute(app, parts);
  void app.register((scope, _options, done) => {
    replayRoutes(scope as Api, parts);
    done();
  });
  void app.register((scope, _options, done) => {
    for (const routes of ROUTES) routes(scope as Api, parts);
    done();
  });
  serveViewer(app, deps.staticDir);
  return app;
}

function wallClock(): Micros {
  return Date.now() * 1000;
}
