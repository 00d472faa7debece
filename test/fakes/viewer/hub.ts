/**
 * A small hub for the tests of the page of all sites: the list of sites with its tag, the built pages at its root, and
 * a site's small edge below `/sites/EDGE-ID/`. Acts on a site that is away wait here until `deliver`.
 */
import { createHash } from "node:crypto";
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { CompanySite } from "../../../twin-viewer/src/data/company-api.ts";
import { freePort } from "../net/free-port.ts";
import { startViewerEdge, type ViewerEdge, type ViewerEdgeOptions } from "./edge.ts";

/** The routes of the sign-in, which the small edge has too. */
const OF_ROOT = /^\/(?!sites\/|api\/v1\/company\/)/;
const ACT = /^\/api\/v1\/alerts\/[^/]+\/\w+$/;
const AWAY: LocalizedText = { en: "the plant cannot be reached", zh: "无法连接工厂" };

export interface ViewerHub {
  readonly address: string;
  readonly edge: ViewerEdge;
  /** Paths of all requests so far. */
  readonly asked: readonly string[];
  /** How often the list was sent whole, and how often it was unchanged. */
  readonly answers: { whole: number; unchanged: number };
  readonly waiting: readonly { readonly eventUid: string; readonly path: string; readonly body: string }[];
  setSites(sites: readonly CompanySite[]): void;
  /** From now on acts wait; false delivers nothing by itself. */
  setAway(isAway: boolean): void;
  /** Hands the acts that wait to the edge, each once. */
  deliver(): Promise<void>;
  /** The plant refuses the acts that wait. */
  refuse(why: LocalizedText): void;
  /** While true the list is refused as it is without a session. */
  setSignedOut(isSignedOut: boolean): void;
  stop(): Promise<void>;
}

interface TakenByHub {
  readonly eventUid: string;
  readonly path: string;
  readonly body: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface ViewerHubOptions extends ViewerEdgeOptions {
  readonly edgeId: string;
  readonly sites: readonly CompanySite[];
  readonly company?: LocalizedText;
}

export async function startViewerHub({ edgeId, sites, company, ...edge }: ViewerHubOptions): Promise<ViewerHub> {
  const site = await startViewerEdge(edge);
  const behind = new URL(site.address);
  const asked: string[] = [];
  const answers = { whole: 0, unchanged: 0 };
  const waiting: TakenByHub[] = [];
  const refused: (TakenByHub & { readonly why: LocalizedText })[] = [];
  let taken = 0;
  const state = { sites, isAway: false, isSignedOut: false };
  const nowMs = () => edge.fixedMs ?? Date.now();
  const prefix = `/sites/${encodeURIComponent(edgeId)}`;

  const list = (request: IncomingMessage, response: ServerResponse): void => {
    if (state.isSignedOut) {
      json(response, 401, { title: "Unauthorized", detail: "sign in" });
      return;
    }
    const text = JSON.stringify(state.sites);
    const tag = `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
    response.setHeader("etag", tag);
    if (request.headers["if-none-match"] === tag) {
      answers.unchanged++;
      response.writeHead(304).end();
      return;
    }
    answers.whole++;
    const now = new Date(nowMs()).toISOString();
    json(response, 200, { now, name: company ?? null, sites: state.sites });
  };

  const outcomes = (): object[] => [
    ...waiting.map((one) => ({ ...entryOf(one), state: "waiting", answeredAt: null, why: null })),
    ...refused.map((one) => ({ ...entryOf(one), state: "refused", answeredAt: one.at, why: one.why })),
  ];

  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    asked.push(path);
    if (path.startsWith("/api/v1/company/sites")) return list(request, response);
    if (path.startsWith("/api/v1/company/acts")) return json(response, 200, { acts: outcomes() });
    if (OF_ROOT.test(path)) return forward(request, response, path);
    if (!path.startsWith(`${prefix}/`)) return json(response, 404, { title: "Not Found" });
    const own = path.slice(prefix.length);
    if (request.method !== "POST" || !state.isAway || !ACT.test(own)) return forward(request, response, own);
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const eventUid = `event-${++taken}`;
    waiting.unshift({ eventUid, path: own, body, at: new Date(nowMs()).toISOString() });
    return json(response, 202, { state: "waiting", eventUid, why: AWAY });
  };

  const forward = (request: IncomingMessage, response: ServerResponse, path: string): void => {
    const to = { host: behind.hostname, port: behind.port, path, method: request.method, headers: request.headers };
    const passed = ask(to, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  };

  const server = createServer((request, response) => void onRequest(request, response));
  const sockets = new Set<Socket>();
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(request.url ?? "");
    if (request.url?.startsWith(`${prefix}/`) !== true) {
      socket.destroy();
      return;
    }
    const to = connect(Number(behind.port), behind.hostname, () => {
      const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
      to.write(`GET ${request.url?.slice(prefix.length)} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      to.write(head);
      socket.pipe(to).pipe(socket);
    });
    for (const one of [socket, to]) {
      sockets.add(one);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        sockets.delete(one);
        socket.destroy();
        to.destroy();
      });
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${port}`,
    edge: site,
    ...{ asked, answers, waiting },
    setSites: (next) => {
      state.sites = next;
    },
    setAway: (isAway) => {
      state.isAway = isAway;
    },
    refuse: (why) => {
      for (const one of waiting.splice(0)) refused.unshift({ ...one, why });
    },
    setSignedOut: (isSignedOut) => {
      state.isSignedOut = isSignedOut;
    },
    deliver: async () => {
      const headers = { "content-type": "application/json" };
      for (const { path, body } of waiting.splice(0))
        await fetch(`${site.address}${path}`, { method: "POST", headers, body });
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await site.stop();
    },
  };
}

/** An act as `/api/v1/company/acts` has it. */
function entryOf({ eventUid, path, body, at }: TakenByHub): object {
  const [, alertUid = "", kind = ""] = /^\/api\/v1\/alerts\/([^/]+)\/(\w+)$/.exec(path) ?? [];
  const { occurrenceUid = null, comment = null } = JSON.parse(body) as Record<string, unknown>;
  return { eventUid, alertUid: decodeURIComponent(alertUid), kind, occurrenceUid, comment, at, by: "ann" };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}
