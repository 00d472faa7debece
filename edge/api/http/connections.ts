import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Counters } from "../../observe/counters.ts";
import { Lobby } from "../stream/lobby.ts";
import { hostOf } from "./address.ts";
import { costOf } from "./costs.ts";
import { countCut } from "./cut-off.ts";
import { replyProblem } from "./problems.ts";

export interface ConnectionLimits {
  readonly most: number;
  /** Limit for one address, except a trusted proxy, which stands for many clients. */
  readonly mostOfOne: number;
  /** Above both limits: connections that may query only the health of the edge. */
  readonly reserve: number;
  /** Maximum duration of such a connection. */
  readonly reserveMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = { most: 512, mostOfOne: 256, reserve: 16, reserveMs: 2_000 };

export interface ConnectionOptions {
  readonly counters: Counters;
  readonly limits?: ConnectionLimits;
  isProxy?(address: string): boolean;
}

/** Rules B2 and B3: connections are bounded, overall and for each address, and health answers when no place is left. */
export function limitConnections(
  app: FastifyInstance,
  { counters, limits = CONNECTION_LIMITS, isProxy = () => false }: ConnectionOptions,
): void {
  const held = new Map<string, number>();
  const lobby = new Lobby(limits.reserve);
  /**
   * Connections beyond the limits, by the address and port they come from: with TLS the request's socket is not the
   * connection's socket.
   */
  const reserve = new Set<string>();
  let total = 0;

  const takePlace = (socket: Socket, host: string): void => {
    total++;
    held.set(host, (held.get(host) ?? 0) + 1);
    socket.once("close", () => {
      total--;
      const left = (held.get(host) ?? 1) - 1;
      if (left > 0) held.set(host, left);
      else held.delete(host);
    });
  };
  const takeReserve = (socket: Socket, host: string): void => {
    const key = keyOf(socket);
    const visitor = { host, leave: () => socket.destroy() };
    const timer = setTimeout(visitor.leave, limits.reserveMs);
    socket.once("close", () => {
      clearTimeout(timer);
      reserve.delete(key);
      lobby.exit(visitor);
    });
    reserve.add(key);
    countCut(counters, "too many connections");
    lobby.enter(visitor);
  };

  (app.server as Server).on("connection", (socket: Socket) => {
    const host = hostOf(socket.remoteAddress);
    const isOneTooMany = !isProxy(socket.remoteAddress ?? "") && (held.get(host) ?? 0) >= limits.mostOfOne;
    if (total < limits.most && !isOneTooMany) takePlace(socket, host);
    else takeReserve(socket, host);
  });
  counters.observe("gauge", () => total + lobby.size, {
    name: "gemba_api_connections",
    help: "Open connections of the API, upgraded ones included.",
  });

  app.addHook("onRequest", async (request, reply) => {
    if (!reserve.has(keyOf(request.raw.socket))) return undefined;
    reply.header("connection", "close");
    if (!request.is404 && costOf(request.method, request.routeOptions.url ?? "") === "status") return undefined;
    const detail =
      "Too many connections are open, in total or from this address. Try again in a few seconds. /api/v1/health " +
      "still answers.";
    return replyProblem({ status: 503, code: "unavailable", detail }, request, reply.header("retry-after", "5"));
  });
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
