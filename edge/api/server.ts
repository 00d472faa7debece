import type { Micros } from "../contracts/path/sample-batch.ts";
import { buildFrame, type FrameDeps } from "./frame.ts";
import type { Api, ClockDeps } from "./http/api.ts";
import { serveViewer } from "./http/static-files.ts";
import type { StrangerFailures } from "./http/stranger-failures.ts";
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

/** Parts that the server makes for its routes. */
interface OwnParts extends ClockDeps {
  readonly waiting: WaitingSignatures;
  readonly strangers: StrangerFailures;
}

/** The parts of the edge that the API needs. `now`: absent for the wall clock. */
export type ApiDeps = FrameDeps & Omit<RouteDeps & StreamDeps & ReplayDeps, keyof OwnParts> & Partial<ClockDeps>;

/** The edge's HTTP API, stream and viewer. It does not listen: the caller starts that, and tests use `inject`. */
export function buildApi(deps: ApiDeps): Api {
  const { app, strangers } = buildFrame(deps);
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
