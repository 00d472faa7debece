import type { Socket } from "node:net";
import websocket from "@fastify/websocket";
import type { WebSocket } from "ws";
import type { Counters } from "../observe/counters.ts";
import { addressOf } from "./client-address.ts";
import type { Api, ApiDeps } from "./deps.ts";
import { Problem, replyProblem, sendRawProblem } from "./problems.ts";
import { NoQuery } from "./schemas.ts";
import { StreamMessages } from "./stream-messages.ts";
import { StreamReader } from "./stream-reader.ts";
import { STREAM_PATH } from "./stream-upgrade.ts";

const MAX_READERS = 200;
const TURN_MS = 100;
/** Nothing a reader may say is longer. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** Readers get this long to take leave when the edge stops. */
const GOODBYE_MS = 250;

/** Of readers that were cut off, one a second is in the log at most, with how many were not. */
const SAY_EVERY_MS = 1000;

/** All readers of the stream, served in turns of 100 ms that cost nothing while nobody reads. */
class Stream {
  readonly #readers = new Map<WebSocket, StreamReader>();
  readonly #messages: StreamMessages;
  readonly #sentBytes;
  readonly #counters: Counters;
  readonly #log: ApiDeps["log"];
  #timer: NodeJS.Timeout | undefined;
  #saidMs = Number.NEGATIVE_INFINITY;
  #unsaid = 0;

  constructor(deps: ApiDeps) {
    this.#messages = new StreamMessages(deps);
    this.#counters = deps.counters;
    this.#log = deps.log;
    this.#sentBytes = deps.counters.counter("gemba_stream_sent_bytes_total", "Bytes handed to readers of the stream.");
    deps.counters.observe("gauge", () => this.#readers.size, { name: "gemba_stream_readers", help: "Connections of the stream." });
  }

  get isFull(): boolean {
    return this.#readers.size >= MAX_READERS;
  }

  add(socket: WebSocket, address: string): void {
    const events = {
      dropped: (reason: string) => this.dropped(address, reason),
      sent: (bytes: number) => this.#sentBytes.add(bytes),
    };
    this.#readers.set(socket, new StreamReader(socket, this.#messages, { events, clock: () => performance.now() }));
    socket.on("close", () => this.#remove(socket));
    this.#timer ??= setInterval(() => this.#turn(), TURN_MS).unref();
  }

  /** On record who was cut off and why; a flood of them neither fills the log nor goes uncounted. */
  dropped(address: string, reason: string): void {
    this.#counters.counter("gemba_stream_dropped_total", "Readers that were cut off.", { reason }).add(1);
    const nowMs = performance.now();
    if (nowMs - this.#saidMs < SAY_EVERY_MS) {
      this.#unsaid++;
      return;
    }
    this.#log.warn({ address, reason, unsaid: this.#unsaid }, "a reader of the stream was cut off");
    this.#saidMs = nowMs;
    this.#unsaid = 0;
  }

  /** Says goodbye to all; who does not answer is cut off. */
  stop(): void {
    clearInterval(this.#timer);
    for (const socket of this.#readers.keys()) {
      socket.close(1001, "the edge stops");
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
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** `GET /api/v1/stream`: the plant live over a WebSocket (rules in docs/rules/wire.md). */
export function streamRoute(app: Api, deps: ApiDeps): void {
  const stream = new Stream(deps);
  void app.register(websocket, {
    options: { maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, autoPong: false, clientTracking: false },
    preClose: (done) => {
      stream.stop();
      done();
    },
    // Bad frames end here; ws has already answered with the close code of RFC 6455 that fits.
    errorHandler: (error, socket, request) => {
      // A link that broke is no offence; ws gives a code to what breaks RFC 6455 or its limits.
      if ((error as NodeJS.ErrnoException).code?.startsWith("WS_") === true) stream.dropped(addressOf(request), "bad frame");
      if (socket.readyState === socket.OPEN) socket.terminate();
    },
  });
  // Without this, ws answers a broken handshake in plain text.
  app.addHook("onReady", async () => void app.websocketServer.on("wsClientError", (error: Error, socket) => sendRawProblem(error, socket as Socket)));
  void app.register((scope, _options, done) => {
    scope.route({
      method: "GET",
      url: STREAM_PATH,
      schema: {
        tags: ["samples"],
        summary: "The plant live (WebSocket)",
        description: "Upgrade to a WebSocket; see the introduction for the messages. Without upgrade 426; 503 when too many read already.",
        querystring: NoQuery,
        response: { 426: Problem, 503: Problem },
      },
      onRequest: async (request, reply) => {
        if (request.ws && stream.isFull) return replyProblem({ status: 503, code: "unavailable", detail: `${MAX_READERS} readers are connected already.` }, request, reply);
      },
      handler: async (request, reply) => replyProblem({ status: 426, code: "bad-request", detail: "Upgrade to a WebSocket to read the stream." }, request, reply.header("upgrade", "websocket")),
      wsHandler: (socket, request) => stream.add(socket, addressOf(request)),
    });
    done();
  });
}
