/**
 * A small edge for the viewer's tests: serves the built page, the plant, trends, alerts and the stream with the real
 * wire codec and the API's headers.
 */

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { PushOffer } from "../../../edge/contracts/alerts/notification.ts";
import { freePort } from "../net/free-port.ts";
import { decidedAnswer } from "./advice.ts";
import { acknowledgedTogether, acted, asHistory, changeService, type ServiceScope, viewerAlerts } from "./alerts.ts";
import { askedAnswer, type FakeAsked, fakeAsked, statusOf } from "./asked.ts";
import { dashboardsAnswer, type FakeDashboards } from "./dashboards.ts";
import { fakeStock, stockChange } from "./due.ts";
import { entryAct } from "./entries.ts";
import { exploreAnswer } from "./explore.ts";
import { health, latestOf } from "./health.ts";
import { keyframeAt, linkLost, minutesOf, trendOf } from "./history.ts";
import { layoutOf, savedLayout } from "./layout.ts";
import { linkAnswer } from "./links.ts";
import { fakeLoop, loopAct } from "./loop.ts";
import { fakeWork, maintenanceAnswer, workAct } from "./maintenance.ts";
import { viewerPlant } from "./plant.ts";
import { productionAnswer } from "./production.ts";
import { fakeQuality, frozenAnswer } from "./quality.ts";
import { serveReplay } from "./replay.ts";
import { answerReport } from "./reports.ts";
import { settingsAct, settingsAnswer } from "./settings.ts";
import { serveStream, type ViewerModel, type ViewerState } from "./stream.ts";

const TYPES = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".svg", "image/svg+xml"],
  [".woff2", "font/woff2"],
]);

const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const DIST = fileURLToPath(new URL("../../../twin-viewer/dist/", import.meta.url));
const FRAME_MS = 250;

export interface ViewerEdge extends FakeAsked {
  readonly address: string;
  /** Paths and bodies of all POST and PUT requests so far. */
  readonly posts: { readonly path: string; readonly body: string }[];
  /** Replaces the active alerts. */
  setAlerts(alerts: readonly AlertView[]): void;
  readonly alerts: readonly AlertView[];
  readonly sources: readonly string[];
  /** The `dashboards` section of the config; a test may change it as another person would. */
  readonly dashboards: FakeDashboards;
  /** Marks a source as silent, or live again. */
  setLive(source: string, live: boolean): void;
  /** Stops sending samples; links stay live. */
  freeze(): void;
  stop(): Promise<void>;
}

export interface ViewerEdgeOptions {
  readonly port?: number;
  readonly healthy?: boolean;
  /** The signed-in user and role; absent: the edge has no users. */
  readonly user?: { readonly name: string; readonly role: string };
  /** A plant to use instead of the demo's. */
  readonly model?: ViewerModel;
  /** Folder of the built page. */
  readonly dist?: string;
  /** A fixed instant at which nothing moves, for pictures; default is now. */
  readonly fixedMs?: number;
  /** The `dashboards` section of the config, and what a check of a change finds. */
  readonly dashboards?: Partial<FakeDashboards>;
  /** Channels that notify phones; default none. */
  readonly push?: PushOffer;
  /** Files of the plant's folder, by name. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** Milliseconds between frames, and copies of each sample in a frame. */
  readonly frameMs?: number;
  readonly burst?: number;
}

interface OwnOptions {
  readonly user: ViewerEdgeOptions["user"];
  readonly push: PushOffer | undefined;
}

/** Starts it on a free port. */
export async function startViewerEdge(options: ViewerEdgeOptions = {}): Promise<ViewerEdge> {
  const model = options.model ?? viewerPlant();
  const now = () => options.fixedMs ?? Date.now();
  const state: ViewerState = {
    now,
    files: options.files ?? new Map(),
    model,
    layoutRevision: 1,
    sources: [...new Set(model.signals.map(({ tag }) => tag.source))],
    dist: options.dist ?? DIST,
    frameMs: options.frameMs ?? FRAME_MS,
    burst: options.burst ?? 1,
    alerts: options.healthy === true ? [] : viewerAlerts(model.signals, now()),
    alertsVersion: 1,
    silent: new Set(),
    outOfService: [],
    work: fakeWork(now()),
    stock: fakeStock(now()),
    quality: fakeQuality(now()),
    loop: fakeLoop(),
    ...fakeAsked(now()),
    saved: new Map(),
    dashboards: { revision: 1, section: { list: [], rotation: [], defaults: {} }, ...options.dashboards },
    frozen: options.fixedMs !== undefined,
    startMs: now(),
  };
  const posts: { path: string; body: string }[] = [];
  const server = createServer(
    (request, response) => void answer(request, response, { state, posts, user: options.user, push: options.push }),
  );
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    if (request.url === "/api/v1/replay")
      serveReplay(socket, { model: state.model, startMs: state.startMs, alerts: () => state.alerts });
    else serveStream(socket, state);
  });
  const port = options.port ?? (await freePort());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${port}`,
    posts,
    ...{ sources: state.sources, dashboards: state.dashboards, forecasts: state.forecasts, studies: state.studies },
    ...{ schedules: state.schedules, dispatch: state.dispatch },
    get alerts() {
      return state.alerts;
    },
    setAlerts: (alerts) => {
      state.alerts = alerts;
      state.alertsVersion++;
    },
    setLive: (source, live) => {
      if (live) state.silent.delete(source);
      else state.silent.add(source);
    },
    freeze: () => {
      state.frozen = true;
    },
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function doneAnswer(path: string, body: string, state: ViewerState): object | undefined {
  const asked = { method: "POST", path, body, query: new URLSearchParams() };
  return actOf(path, body, state) ?? decidedAnswer(path, body) ?? askedAnswer(asked, state);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { state, posts, user, push }: { state: ViewerState; posts: { path: string; body: string }[] } & OwnOptions,
): Promise<void> {
  response.setHeader("content-security-policy", CSP);
  const url = new URL(request.url ?? "/", "http://localhost");
  const json = (body: unknown, status = 200) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(body));
  };
  const body = await bodyOf(request);
  const { method = "GET" } = request;
  const explored = exploreAnswer({ method, path: url.pathname, body }, state);
  if (explored !== undefined) {
    response.writeHead(200, { "content-type": explored.type });
    response.end(explored.body);
    return undefined;
  }
  const isWrite = ["PUT", "POST"].includes(method);
  if (isWrite) posts.push({ path: url.pathname, body });
  const dashboards = dashboardsAnswer(url.pathname, body, state.dashboards);
  if (dashboards !== undefined) return json(dashboards.body, dashboards.status);
  if (isWrite) {
    if (url.pathname === "/api/v1/layout") return json(savedLayout(body, state));
    if (url.pathname.startsWith("/api/v1/out-of-service"))
      return json(changeService(url.pathname, JSON.parse(body) as ServiceScope & { reason?: string }, state));
    const done = doneAnswer(url.pathname, body, state);
    if (done !== undefined) return json(done, statusOf(done));
    const [, uid, action] = /^\/api\/v1\/alerts\/([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
    const found = state.alerts.find((alert) => alert.alertUid === uid);
    if (found === undefined || action === undefined) return json({ title: "Not Found", detail: "No such alert." }, 404);
    state.alerts = state.alerts.map((alert) => (alert === found ? acted(alert, action) : alert));
    state.alertsVersion++;
    return json({});
  }
  const known =
    ownAnswer(url.pathname, { user, push }) ??
    settingsAnswer(url.pathname, state.startMs) ??
    maintenanceAnswer(url.pathname, url.searchParams, state) ??
    askedAnswer({ method, path: url.pathname, body, query: url.searchParams }, state);
  if (known !== undefined) return json(known);
  const production = productionAnswer(url.pathname, url.searchParams, state);
  if (production !== undefined) return json(production);
  if (await answerReport(url, response)) return undefined;
  switch (url.pathname) {
    case "/api/v1/plant":
      return json(state.model.plant);
    case "/api/v1/replay":
      response.writeHead(200, { "content-type": "application/vnd.gemba.replay" });
      response.end(keyframeAt(url.searchParams, state));
      return undefined;
    case "/api/v1/samples/latest":
      return json({ samples: latestOf(url.searchParams.get("asset"), state) });
    case "/api/v1/layout":
      return json(layoutOf(state));
    case "/api/v1/trends":
      return json(trendOf(url.searchParams, state));
    case "/api/v1/alerts":
      return json({
        version: state.alertsVersion,
        alerts: state.alerts.map((alert) => asHistory(alert, state.model.signals)),
      });
    case "/api/v1/out-of-service":
      return json({ entries: state.outOfService });
    case "/api/v1/zone-counts":
      return json({ minutes: minutesOf(url.searchParams, state) });
    case "/api/v1/gaps":
      return json({ gaps: [linkLost(state)] });
    case "/api/v1/health":
      return json(health(state));
    default: {
      const file = state.files.get(url.pathname.replace("/api/v1/plant-files/", ""));
      if (file !== undefined) {
        response.writeHead(200, { "content-type": TYPES.get(extname(url.pathname)) ?? "application/octet-stream" });
        response.end(file);
        return undefined;
      }
      const uid = /^\/api\/v1\/assets\/(.+)$/.exec(url.pathname)?.[1];
      if (uid !== undefined)
        return json({
          tags: state.model.signals.flatMap(({ tag }) =>
            tag.assetUid === decodeURIComponent(uid) ? [{ unit: null, role: null, labels: null, ...tag }] : [],
          ),
        });
      return serveFile(state.dist, url.pathname, response);
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  if (request.method !== "GET") for await (const chunk of request) body += String(chunk);
  return body;
}

/** Answers of actions that are not about a single alert. */
function actOf(path: string, body: string, state: ViewerState): object | undefined {
  if (path === "/api/v1/alerts/acknowledge") return acknowledgedTogether(body, state);
  if (path.startsWith("/api/v1/spares")) return stockChange(path, body, { stock: state.stock, nowMs: state.now() });
  if (path.startsWith("/api/v1/work-items")) return workAct(path, body, state);
  if (path.startsWith("/api/v1/links/")) return linkAnswer(path, body, state);
  if (path.startsWith("/api/v1/quality/entries") || path === "/api/v1/quality/readings")
    return entryAct(path, body, state.quality.entries);
  if (path === "/api/v1/quality/limits") return frozenAnswer(body, state.quality);
  return path === "/api/v1/states/reason" ? {} : (loopAct(path, body, state) ?? settingsAct(path));
}

/** What is about the caller. */
function ownAnswer(path: string, { user, push }: OwnOptions): object | undefined {
  if (path === "/api/v1/push") return push ?? { publicKey: null, channels: [] };
  return path === "/api/v1/session" ? sessionOf(user) : undefined;
}

function sessionOf(user: ViewerEdgeOptions["user"]): object {
  return {
    users: user !== undefined,
    user: user?.name ?? "local",
    role: user?.role ?? "local",
    provider: null,
    directory: null,
  };
}

function serveFile(dist: string, path: string, response: ServerResponse): void {
  const name = path === "/" ? "index.html" : normalize(path).replace(/^[/.]+/, "");
  try {
    const bytes = readFileSync(join(dist, name));
    response.writeHead(200, { "content-type": TYPES.get(extname(name)) ?? "application/octet-stream" });
    response.end(bytes);
  } catch {
    response.writeHead(404);
    response.end();
  }
}
