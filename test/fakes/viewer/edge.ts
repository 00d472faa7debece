/** A small edge for the viewer's tests: serves the built page, the plant, trends, alerts and the stream with the real wire codec and the API's headers. */

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { encodeEnvelopes } from "../../../edge/batch/envelope.ts";
import { encodeFrame } from "../../../edge/batch/wire.ts";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { LayoutChange } from "../../../edge/contracts/plant/layout.ts";
import { acknowledgedTogether, acted, asHistory, changeService, type ServiceScope, viewerAlerts } from "./alerts.ts";
import { health, latestOf } from "./health.ts";
import { viewerPlant } from "./plant.ts";
import { productionAnswer } from "./production.ts";
import { serveReplay } from "./replay.ts";
import { settingsAnswer, settingsDeed } from "./settings.ts";
import { serveStream, type ViewerModel, type ViewerState } from "./stream.ts";

const TYPES = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".svg", "image/svg+xml"],
  [".woff2", "font/woff2"],
]);

const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const DIST = fileURLToPath(new URL("../../../twin-viewer/dist/", import.meta.url));
const FRAME_MS = 250;

export interface ViewerEdge {
  readonly address: string;
  /** Paths of all POST requests so far, with their bodies. */
  readonly posts: { readonly path: string; readonly body: string }[];
  /** Replaces the alerts that stand. */
  setAlerts(alerts: readonly AlertView[]): void;
  readonly alerts: readonly AlertView[];
  readonly sources: readonly string[];
  /** Marks a source as silent, or heard again. */
  setLive(source: string, live: boolean): void;
  /** Stops sending samples; links go on. */
  freeze(): void;
  stop(): Promise<void>;
}

export interface ViewerEdgeOptions {
  readonly port?: number;
  readonly healthy?: boolean;
  /** Who is signed in, with which role; absent: the edge has no users. */
  readonly user?: { readonly name: string; readonly role: string };
  /** Another plant than the demo's. */
  readonly model?: ViewerModel;
  /** Folder of the built page. */
  readonly dist?: string;
  /** Everything is of this instant and rests, for pictures that are compared; else of now. */
  readonly fixedMs?: number;
  /** Files of the plant's folder, by name. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** Milliseconds between frames, and how often each sample stands in one. */
  readonly frameMs?: number;
  readonly burst?: number;
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
    frozen: options.fixedMs !== undefined,
    startMs: now(),
  };
  const posts: { path: string; body: string }[] = [];
  const server = createServer(
    (request, response) => void answer(request, response, { state, posts, user: options.user }),
  );
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    if (request.url === "/api/v1/replay")
      serveReplay(socket, { model: state.model, startMs: state.startMs, alerts: () => state.alerts });
    else serveStream(socket, state);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    sources: state.sources,
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

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  {
    state,
    posts,
    user,
  }: { state: ViewerState; posts: { path: string; body: string }[]; user: ViewerEdgeOptions["user"] },
): Promise<void> {
  response.setHeader("content-security-policy", CSP);
  const url = new URL(request.url ?? "/", "http://localhost");
  const json = (body: unknown, status = 200) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(body));
  };
  if (request.method === "PUT" && url.pathname === "/api/v1/layout")
    return json(await saveLayout(request, state, posts));
  if (request.method === "POST") {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    posts.push({ path: url.pathname, body });
    if (url.pathname.startsWith("/api/v1/out-of-service"))
      return json(changeService(url.pathname, JSON.parse(body) as ServiceScope & { reason?: string }, state));
    const done = deedOf(url.pathname, body, state);
    if (done !== undefined) return json(done);
    const [, uid, action] = /^\/api\/v1\/alerts\/([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
    const found = state.alerts.find((alert) => alert.alertUid === uid);
    if (found === undefined || action === undefined) return json({ title: "Not Found", detail: "No such alert." }, 404);
    state.alerts = state.alerts.map((alert) => (alert === found ? acted(alert, action) : alert));
    state.alertsVersion++;
    return json({});
  }
  const settings = settingsAnswer(url.pathname, state.startMs);
  if (settings !== undefined) return json(settings);
  const production = productionAnswer(url.pathname, url.searchParams, state);
  if (production !== undefined) return json(production);
  switch (url.pathname) {
    case "/api/v1/session":
      return json(sessionOf(user));
    case "/api/v1/plant":
      return json(state.model.plant);
    case "/api/v1/replay":
      return sendKeyframe(url.searchParams, response, state);
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
      return json({
        gaps: [
          {
            source: "milling",
            tagUid: null,
            from: iso((state.now() - 120_000) * 1000),
            to: iso((state.now() - 90_000) * 1000),
            reason: "link_lost",
            lost: 12,
          },
        ],
      });
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

/** Answers of acts that are about no single alert. */
function deedOf(path: string, body: string, state: ViewerState): object | undefined {
  if (path === "/api/v1/alerts/acknowledge") return acknowledgedTogether(body, state);
  return path === "/api/v1/states/reason" ? {} : settingsDeed(path);
}

function sessionOf(user: ViewerEdgeOptions["user"]): object {
  return { users: user !== undefined, user: user?.name ?? "local", role: user?.role ?? "local", provider: null };
}

/** The layout as the edge's API tells it; every asset's kind is a type of its own. */
function layoutOf({ model: { plant }, layoutRevision }: ViewerState): object {
  return {
    revision: `r${layoutRevision}`,
    floor: plant.floor,
    types: [...new Set(plant.assets.map(({ kind }) => kind))].map((kind) => ({ name: kind, kind, hasTags: true })),
    sources: [],
    assets: plant.assets.map(({ assetUid, label, kind, name, equipmentPath, size, pose }) => ({
      assetUid,
      label,
      type: kind,
      kind,
      name,
      path: equipmentPath,
      size,
      pose,
    })),
    zones: plant.zones,
    routes: plant.routes,
    maps: plant.maps ?? [],
  };
}

/** Takes moves and zones as the edge does; the plant shows them at once. */
async function saveLayout(
  request: IncomingMessage,
  state: ViewerState,
  posts: { path: string; body: string }[],
): Promise<object> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  posts.push({ path: "/api/v1/layout", body });
  const { poses = [], zones } = JSON.parse(body) as LayoutChange;
  const poseOf = new Map(poses.map(({ assetUid, pose }) => [assetUid, pose]));
  const { plant } = state.model;
  const assets = plant.assets.map((asset) => {
    const pose = poseOf.get(asset.assetUid);
    return pose === undefined ? asset : { ...asset, pose };
  });
  state.model = { ...state.model, plant: { ...plant, assets, zones: zones ?? plant.zones } };
  state.layoutRevision++;
  return { revision: `r${state.layoutRevision}`, files: ["assets.yaml"], needsRestart: false };
}

/** The plant at an instant, as `GET /api/v1/replay` with `seconds=0` answers. */
function sendKeyframe(query: URLSearchParams, response: ServerResponse, { model, startMs }: ViewerState): void {
  const atMs = Date.parse(query.get("at") ?? "");
  const builder = new BatchBuilder();
  for (const { tag, read } of model.signals) {
    const value = read((atMs - startMs) / 1000);
    if (typeof value === "string") builder.addText(tag.ref, atMs * 1000, value, 0, 4);
    else builder.add(tag.ref, atMs * 1000, value, 0, 4);
  }
  const head = { kind: "keyframe", at: atMs * 1000, version: 1, from: 0, to: Date.now() * 1000, alerts: [] };
  response.writeHead(200, { "content-type": "application/vnd.gemba.replay" });
  response.end(encodeEnvelopes([JSON.stringify(head), encodeFrame(builder.finish(atMs * 1000), 1)]));
}

/** Two people in the first zone, seen most of the time. */
function minutesOf(query: URLSearchParams, { model }: ViewerState): object[] {
  const [zone] = model.plant.zones;
  const minutes: object[] = [];
  for (
    let ms = Math.ceil(Date.parse(query.get("from") ?? "") / 60_000) * 60_000;
    zone !== undefined && ms < Date.parse(query.get("to") ?? "");
    ms += 60_000
  )
    minutes.push({ from: iso(ms * 1000), heardSeconds: 54, zones: [{ zone: zone.id, most: 2 }] });
  return minutes;
}

const iso = (us: number) => new Date(us / 1000).toISOString();

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

function trendOf(query: URLSearchParams, state: ViewerState): object {
  const signal = state.model.signals.find(({ tag }) => tag.tagUid === query.get("tag"));
  const width = Number(query.get("width") ?? 100);
  const toS = (Date.parse(query.get("to") ?? "") - state.startMs) / 1000;
  const seconds = toS - (Date.parse(query.get("from") ?? "") - state.startMs) / 1000;
  const times: string[] = [];
  const mean: number[] = [];
  for (let i = 0; i < width; i++) {
    const t = toS - seconds + (i * seconds) / width;
    const value = signal?.read(t);
    if (typeof value !== "number") continue;
    times.push(new Date(state.startMs + t * 1000).toISOString());
    mean.push(value * (1 + 0.12 * Math.sin(t / 97) + 0.05 * Math.sin(t / 23)));
  }
  return {
    tagUid: query.get("tag"),
    unit: signal?.tag.unit ?? null,
    times,
    mean,
    last: mean,
    min: mean.map((v) => v * 0.97),
    max: mean.map((v) => v * 1.03),
    doubtful: mean.map(() => false),
  };
}
