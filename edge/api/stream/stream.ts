import type { Socket } from "node:net";
import websocket from "@fastify/websocket";
import type { FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { Type } from "../../contracts/schema.ts";
import type { Counters } from "../../observe/counters.ts";
import type { Jobs, RunningJob } from "../../observe/jobs.ts";
import type { Api } from "../http/api.ts";
import { addressOf, networkOf } from "../http/client-address.ts";
import { Places } from "../http/places.ts";
import { clientOf } from "../http/principal.ts";
import { Problem, replyProblem, sendRawProblem } from "../http/problems.ts";
import { NoQuery } from "../http/schemas.ts";
import { DroppedReaders } from "./dropped-readers.ts";
import { Lobby } from "./lobby.ts";
import { Seat } from "./seat.ts";
import { type LiveDeps, StreamMessages } from "./stream-messages.ts";
import { StreamReader } from "./stream-reader.ts";
import { STREAM_PATH } from "./stream-upgrade.ts";

const MAX_READERS = 200;
const MAX_OF_ONE = 100;
/** Maximum connections that have not sent hello. */
const MAX_SILENT = 64;
const TURN_MS = 100;
/** Maximum size of a message; every valid one is shorter. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** Readers have this long to close when the edge stops. */
const GOODBYE_MS = 250;

export interface StreamDeps extends LiveDeps {
  readonly log: Logger;
  readonly counters: Counters;
  readonly jobs: Pick<Jobs, "start">;
}

/** All stream clients, served every 100 ms; costs nothing while there are none. */
class Stream {
  readonly #readers = new Map<WebSocket, StreamReader>();
  readonly #messages: StreamMessages;
  readonly #sentBytes;
  readonly #places = new Places(MAX_READERS, MAX_OF_ONE);
  readonly #lobby = new Lobby(MAX_SILENT);
  readonly #dropped: DroppedReaders;
  readonly #deps: StreamDeps;
  #serving: RunningJob | undefined;

  constructor(deps: StreamDeps) {
    this.#deps = deps;
    this.#messages = new StreamMessages(deps);
    this.#dropped = new DroppedReaders("stream", deps);
    this.#sentBytes = deps.counters.counter("gemba_stream_sent_bytes_total", "Bytes handed to readers of the stream.");
    // What begins must not wait for the next turn (rule LV16).
    deps.liveRisk?.onChange(() => {
      if (this.#readers.size > 0) this.#turn();
    });
    deps.counters.observe("gauge", () => this.#places.taken, {
      name: "gemba_stream_readers",
      help: "Open connections of the stream.",
    });
  }

  /** Why this client gets no place; undefined when it gets one. */
  refusal(request: FastifyRequest): string | undefined {
    return this.#places.refusal(clientOf(request));
  }

  add(socket: WebSocket, request: FastifyRequest): void {
    const who = clientOf(request);
    const address = addressOf(request);
    const seat = new Seat({ lobby: this.#lobby, places: this.#places }, who, {
      host: networkOf(request),
      leave: () => reader.close(1013, "too many connections without hello"),
    });
    const end = (): void => {
      seat.leave();
      this.#remove(socket);
    };
    const events = {
      greeted: (): string | undefined => seat.take(),
      dropped: (reason: string): void => {
        this.#dropped.add(address, reason);
        end();
      },
      sent: (bytes: number) => this.#sentBytes.add(bytes),
    };
    const reader = new StreamReader(socket, this.#messages, {
      events,
      clock: () => performance.now(),
      log: this.#deps.log,
    });
    this.#readers.set(socket, reader);
    seat.wait();
    socket.on("close", end);
    this.#serving ??= this.#deps.jobs.start({ name: "live stream", everyMs: TURN_MS, run: () => this.#turn() });
  }

  dropped(request: FastifyRequest, reason: string): void {
    this.#dropped.add(addressOf(request), reason);
  }

  /** Closes all connections; readers that do not answer are cut off. */
  stop(): void {
    void this.#serving?.stop();
    for (const socket of this.#readers.keys()) {
      socket.close(1001, "the edge is stopping");
      setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
    }
  }

  #turn(): void {
    this.#messages.newTurn();
    for (const reader of this.#readers.values()) reader.turn();
  }

  #remove(socket: WebSocket): void {
    this.#readers.delete(socket);
    if (this.#readers.size > 0) return;
    void this.#serving?.stop();
    this.#serving = undefined;
  }
}

/** `GET /api/v1/stream`: the plant live over a WebSocket (rules in docs/rules/wire.md). */
export function streamRoute(app: Api, deps: StreamDeps): void {
  const stream = new Stream(deps);
  void app.register(websocket, {
    options: { maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, autoPong: false, clientTracking: false },
    preClose: (done) => {
      stream.stop();
      done();
    },
    // Bad frames end here; ws has already answered with the close code of RFC 6455 that fits.
    errorHandler: (error, socket, request) => {
      // A broken connection is not a violation; ws sets a code for violations of RFC 6455 and of its limits.
      if ((error as NodeJS.ErrnoException).code?.startsWith("WS_") === true) stream.dropped(request, "bad frame");
      if (socket.readyState === socket.OPEN) socket.terminate();
    },
  });
  // Without this, ws answers a broken handshake in plain text.
  app.addHook(
    "onReady",
    async () =>
      void app.websocketServer.on("wsClientError", (error: Error, socket) => sendRawProblem(error, socket as Socket)),
  );
  void app.register((scope, _options, done) => {
    scope.route({
      method: "GET",
      url: STREAM_PATH,
      schema: {
        tags: ["samples"],
        summary: "Live stream of the plant (WebSocket)",
        description:
          "Upgrade to a WebSocket; see the introduction for the messages. Without upgrade 426; 503 when too many " +
          "read already.",
        querystring: NoQuery,
        response: { 101: Type.Null(), 426: Problem, 503: Problem },
      },
      onRequest: async (request, reply) => {
        const refusal = request.ws ? stream.refusal(request) : undefined;
        if (refusal === undefined) return undefined;
        return replyProblem(
          { status: 503, code: "unavailable", detail: `No place to read the stream: ${refusal}.` },
          request,
          reply.header("retry-after", "5"),
        );
      },
      handler: async (request, reply) =>
        replyProblem(
          { status: 426, code: "bad-request", detail: "Upgrade to a WebSocket to read the stream." },
          request,
          reply.header("upgrade", "websocket"),
        ),
      wsHandler: (socket, request) => stream.add(socket, request),
    });
    done();
  });
}
