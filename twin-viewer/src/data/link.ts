import type { WireFrame } from "../../../edge/batch/wire.ts";
import { decodeFrame } from "../../../edge/batch/wire.ts";
import { socketProtocols } from "./credential.ts";
import { otherBox } from "./other-box.ts";

/**
 * The edge reports its links at least once a second, so a silence this long means that it is gone, whatever the state
 * of the TCP connection.
 */
const SILENT_AFTER_MS = 3_500;
/** `WebSocket.CONNECTING`, which tests without a browser do not have. */
const CONNECTING = 0;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 8_000;
/** A browser stops animation frames of hidden pages; acknowledgements then go out at this pace. */
const HIDDEN_ACK_MS = 1_000;

/** Callbacks of a stream link, in the order of arrival. `M`: the JSON messages of its protocol. */
export interface StreamEvents<M> {
  message(message: M): void;
  frame(frame: WireFrame): void;
  /** `open` once the socket is open, `gone` when it closed or fell silent. */
  state(state: "open" | "gone"): void;
}

/** The parts of a WebSocket the link uses, so that tests can replace the browser's. */
export type SocketFactory = (url: string) => WebSocket;

/**
 * Waits before the next attempt: doubles up to a bound, with half of it at random so that wall screens do not come
 * back in step.
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 10));
  return full / 2 + (full / 2) * random;
}

export interface StreamLinkOptions {
  /** The first message of each connection. */
  readonly hello: () => object;
  /**
   * Milliseconds without a message after which the edge counts as gone; the default fits the live stream, Infinity a
   * peer that may rest.
   */
  readonly silentAfterMs?: number;
  readonly connect?: SocketFactory;
}

/**
 * Keeps one stream to the edge open, from `start` to `stop`: live, or replay. Both speak JSON messages and binary
 * frames, and wait for acknowledgements.
 */
export class StreamLink<M> {
  readonly #url: string;
  readonly #events: StreamEvents<M>;
  readonly #connect: SocketFactory;
  #socket: WebSocket | undefined;
  #attempt = 0;
  #heardMs = 0;
  #state: "open" | "gone" | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #ackDue: number | undefined;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #hello: () => object;
  readonly #silentAfterMs: number;

  constructor(url: string, events: StreamEvents<M>, options: StreamLinkOptions) {
    this.#url = url;
    this.#events = events;
    this.#hello = options.hello;
    this.#silentAfterMs = options.silentAfterMs ?? SILENT_AFTER_MS;
    this.#connect = options.connect ?? ((address) => new WebSocket(address, socketProtocols()));
  }

  /** When the edge was last heard, milliseconds of this machine's clock. */
  get heardMs(): number {
    return this.#heardMs;
  }

  start(): void {
    this.#watch ??= setInterval(() => this.#checkSilence(), 500);
    this.#open();
  }

  stop(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    clearTimeout(this.#ackTimer);
    this.#watch = undefined;
    this.#ackTimer = undefined;
    this.#ackDue = undefined;
    this.#state = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    // Closing a socket that is still connecting would log an error in the browser's console.
    if (socket?.readyState === CONNECTING) socket.onopen = () => socket.close();
    else socket?.close();
  }

  /** Acknowledges the frame. Called once it has been drawn. */
  acknowledge(): void {
    if (this.#ackDue === undefined) return;
    this.send({ kind: "ack", version: this.#ackDue });
    this.#ackDue = undefined;
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
  }

  #open(): void {
    const socket = this.#connect(this.#url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => {
      this.#heardMs = Date.now();
      this.send(this.#hello());
      this.#setState("open");
      void otherBox.learn();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket === this.#socket) this.#receive(event.data);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
  }

  #receive(data: unknown): void {
    this.#heardMs = Date.now();
    this.#attempt = 0;
    try {
      if (typeof data === "string") {
        this.#events.message(JSON.parse(data) as M);
        return;
      }
      const frame = decodeFrame(new Uint8Array(data as ArrayBuffer));
      this.#events.frame(frame);
      this.#ackDue = frame.version;
      // Only complete changes are drawn, so only they wait for the next picture.
      if (frame.last) this.#ackTimer ??= setTimeout(() => this.acknowledge(), HIDDEN_ACK_MS);
      else this.acknowledge();
    } catch {
      // A message this page cannot read means the two sides differ: start over with a fresh dictionary rather than
      // show half of it.
      this.#lost();
    }
  }

  #checkSilence(): void {
    if (this.#socket !== undefined && this.#state === "open" && Date.now() - this.#heardMs > this.#silentAfterMs)
      this.#lost();
  }

  #lost(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) {
      socket.onclose = null;
      socket.onmessage = null;
      socket.onopen = null;
      socket.close();
    }
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#ackDue = undefined;
    this.#setState("gone");
    clearTimeout(this.#retry);
    void otherBox.goToWriter(this.#attempt);
    this.#retry = setTimeout(() => this.#open(), backoffMs(this.#attempt++, Math.random()));
  }

  #setState(state: "open" | "gone"): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#events.state(state);
  }

  /** Sends now or never: a message to a lost connection is void. */
  send(message: object): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }
}
