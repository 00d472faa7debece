import type { WebSocket } from "ws";
import { parseClientMessage } from "./client-message.ts";
import type { StreamMessages } from "./stream-messages.ts";

/** What may wait in our memory for one reader. The dictionary alone may be larger; then nothing else waits beside it. */
export const MAX_WAITING_BYTES = 1024 * 1024;
const STALLED_AFTER_MS = 30_000;
const HELLO_WITHIN_MS = 10_000;
const LINKS_EVERY_MS = 1000;
const ALERTS_EVERY_MS = 1000;
const KPIS_EVERY_MS = 2000;
/** Pings and acknowledgements of nothing. Honest readers send none; acknowledgements that fit limit themselves. */
const MAX_NOISE_PER_SECOND = 50;

export interface ReaderEvents {
  /** The reader was cut off because it made no progress or broke a rule. */
  dropped(reason: string): void;
  sent(bytes: number): void;
}

/**
 * One connection of the stream, as a state machine without a queue:
 *
 *   silent ── hello ──▶ idle ── something changed, 100 ms passed ──▶ waiting for ack
 *                        ▲                                             │ ack
 *                        └──────────── that was the last piece ◀───────┤
 *                                       else the next piece ───────────┘
 */
export class StreamReader {
  readonly #socket: WebSocket;
  readonly #messages: StreamMessages;
  readonly #events: ReaderEvents;
  readonly #clock: () => number;
  readonly #openedMs: number;
  #greeted = false;
  /** Version the reader has in full. */
  #has = 0;
  /** Pieces on their way to `#target`; the one at `#piece` waits for its acknowledgement. Empty while idle. */
  #pieces: readonly Uint8Array[] = [];
  #piece = 0;
  #target = 0;
  /** The first answer comes even when there is nothing to tell, so that the reader knows it is complete. */
  #owesFirst = true;
  #dictionarySize = -1;
  #alertsVersion = -1;
  #linksAtMs = Number.NEGATIVE_INFINITY;
  #alertsAtMs = Number.NEGATIVE_INFINITY;
  #kpisAtMs = Number.NEGATIVE_INFINITY;
  #progressMs: number;
  #waitingBytes = 0;
  #noise = 0;
  #noiseSinceMs = 0;

  constructor(socket: WebSocket, messages: StreamMessages, { events, clock }: { events: ReaderEvents; clock: () => number }) {
    this.#socket = socket;
    this.#messages = messages;
    this.#events = events;
    this.#clock = clock;
    this.#openedMs = this.#progressMs = clock();
    socket.on("message", (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    // Pongs queue in memory like any message, so a reader that only pings must not get one each.
    socket.on("ping", (data) => {
      if (!this.#countNoise() && socket.bufferedAmount === 0) socket.pong(data);
    });
  }

  /** Sends what is due. Called about every 100 ms. */
  turn(): void {
    const nowMs = this.#clock();
    if (!this.#greeted) {
      if (nowMs - this.#openedMs > HELLO_WITHIN_MS) this.#close(1008, "no hello");
      return;
    }
    const waiting = this.#socket.bufferedAmount;
    if (waiting < this.#waitingBytes || (waiting === 0 && this.#pieces.length === 0)) this.#progressMs = nowMs;
    this.#waitingBytes = waiting;
    if (nowMs - this.#progressMs > STALLED_AFTER_MS) {
      this.#events.dropped("stalled");
      this.#socket.terminate();
      return;
    }
    this.#sendLists(nowMs);
    this.#sendChange();
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.#close(1003, "text messages only");
      return;
    }
    const message = parseClientMessage(data.toString("utf8"));
    if (message === undefined) {
      this.#close(1008, "not a message of this stream");
    } else if (message.kind === "ack") {
      this.#onAck(message.version);
    } else if (this.#greeted) {
      this.#close(1008, "hello was said before");
    } else {
      this.#greeted = true;
      this.#progressMs = this.#clock();
      const known = message.epoch === this.#messages.epoch && message.have <= this.#messages.version;
      this.#has = known ? message.have : 0;
      this.turn();
    }
  }

  #onAck(version: number): void {
    if (this.#pieces.length === 0 || version !== this.#target) {
      this.#countNoise();
      return;
    }
    this.#progressMs = this.#clock();
    this.#piece++;
    if (this.#piece < this.#pieces.length) {
      this.#send(this.#pieces[this.#piece] as Uint8Array, true);
    } else {
      this.#has = version;
      this.#pieces = [];
    }
  }

  /** Whole lists, the newest only. What finds no room now is due again in the next turn. */
  #sendLists(nowMs: number): void {
    const messages = this.#messages;
    if (this.#dictionarySize !== messages.dictionarySize && this.#sendIfRoom(messages.dictionary())) this.#dictionarySize = messages.dictionarySize;
    if (this.#dictionarySize < 0) return;
    if (nowMs - this.#linksAtMs >= LINKS_EVERY_MS && this.#sendIfRoom(messages.links())) this.#linksAtMs = nowMs;
    if (this.#alertsVersion !== messages.alertsVersion && nowMs - this.#alertsAtMs >= ALERTS_EVERY_MS && this.#sendIfRoom(messages.alerts())) {
      this.#alertsVersion = messages.alertsVersion;
      this.#alertsAtMs = nowMs;
    }
    if (nowMs - this.#kpisAtMs >= KPIS_EVERY_MS && this.#sendIfRoom(messages.kpis())) this.#kpisAtMs = nowMs;
  }

  #sendChange(): void {
    const version = this.#messages.version;
    // Refs of tags the reader was not told of would mean nothing to it.
    if (this.#pieces.length > 0 || this.#dictionarySize !== this.#messages.dictionarySize) return;
    if (version === this.#has && !this.#owesFirst) return;
    const pieces = this.#messages.frames(this.#has);
    if (!this.#sendIfRoom(pieces[0] as Uint8Array, true)) return;
    this.#owesFirst = false;
    this.#pieces = pieces;
    this.#piece = 0;
    this.#target = version;
  }

  #sendIfRoom(bytes: Uint8Array, binary = false): boolean {
    const waiting = this.#socket.bufferedAmount;
    if (waiting > 0 && waiting + bytes.length > MAX_WAITING_BYTES) return false;
    this.#send(bytes, binary);
    return true;
  }

  #send(bytes: Uint8Array, binary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(bytes, { binary });
    this.#events.sent(bytes.length);
  }

  /** True when this was one too many, and the connection is closing. */
  #countNoise(): boolean {
    const nowMs = this.#clock();
    if (nowMs - this.#noiseSinceMs > 1000) {
      this.#noiseSinceMs = nowMs;
      this.#noise = 0;
    }
    if (++this.#noise <= MAX_NOISE_PER_SECOND) return false;
    this.#close(1008, "too many messages");
    return true;
  }

  #close(code: 1003 | 1008, reason: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#events.dropped(reason);
    this.#socket.close(code, reason);
  }
}
