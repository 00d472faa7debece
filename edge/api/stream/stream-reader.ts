import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { parseClientMessage } from "./client-message.ts";
import { ReaderSocket } from "./reader-socket.ts";
import { serveReader } from "./serve-reader.ts";
import type { StreamMessages } from "./stream-messages.ts";

const LINKS_EVERY_MS = 1000;
/** Readers learn of a changed link within this time; a link that flaps costs no more than that. */
const LINK_NEWS_EVERY_MS = 250;
const ALERTS_EVERY_MS = 1000;
const KPIS_EVERY_MS = 2000;
/** Live risk while nothing begins or ends: its figures while something stands, else that it is still judged. */
const RISK_EVERY_MS = { standing: 250, else: 1000 };

export interface ReaderEvents {
  /** Called when the client has sent hello. Returns why it gets no place; undefined when it has one. */
  greeted(): string | undefined;
  /** Called when the reader was cut off because it made no progress or broke a rule. */
  dropped(reason: string): void;
  sent(bytes: number): void;
}

interface ReaderParts {
  readonly events: ReaderEvents;
  readonly log: Pick<Logger, "error">;
  clock(): number;
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
  readonly #socket: ReaderSocket;
  readonly #messages: StreamMessages;
  readonly #events: ReaderEvents;
  readonly #clock: () => number;
  readonly #serve: (serve: () => void) => void;
  #greeted = false;
  /** Version that the reader has in full. */
  #has = 0;
  /** Pieces on their way to `#target`; the one at `#piece` waits for its acknowledgement. Empty while idle. */
  #pieces: readonly Uint8Array[] = [];
  #piece = 0;
  #target = 0;
  /** The first answer is sent even when nothing changed, so that the reader knows that its data are complete. */
  #owesFirst = true;
  #dictionarySize = -1;
  #alertsVersion = -1;
  #linksVersion = -1;
  #liveLinks = 0;
  #sourcesVersion = -1;
  #linksAtMs = Number.NEGATIVE_INFINITY;
  #sourcesAtMs = Number.NEGATIVE_INFINITY;
  #alertsAtMs = Number.NEGATIVE_INFINITY;
  #kpisAtMs = Number.NEGATIVE_INFINITY;
  #riskVersion = -1;
  #riskAtMs = Number.NEGATIVE_INFINITY;

  constructor(socket: WebSocket, messages: StreamMessages, { events, clock, log }: ReaderParts) {
    this.#serve = (serve) => serveReader(socket, log, serve);
    this.#socket = new ReaderSocket(socket, { dropped: (reason) => events.dropped(reason), clock });
    this.#messages = messages;
    this.#events = events;
    this.#clock = clock;
    socket.on("message", (data, isBinary) => this.#serve(() => this.#onMessage(data as Buffer, isBinary)));
  }

  /** Sends the messages that are due. Called about every 100 ms. Never throws. */
  turn(): void {
    this.#serve(() => this.#sendDue());
  }

  #sendDue(): void {
    if (!this.#socket.look(this.#pieces.length > 0) || !this.#greeted) return;
    this.#sendLists(this.#clock());
    this.#sendChange();
  }

  /** Ends the connection with a reason. */
  close(code: 1001 | 1013, reason: string): void {
    this.#socket.close(code, reason);
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.#socket.close(1003, "text messages only");
      return;
    }
    const message = parseClientMessage(data.toString("utf8"));
    if (message === undefined) {
      this.#socket.close(1008, "not a message of this stream");
    } else if (message.kind === "ack") {
      this.#onAck(message.version);
    } else if (this.#greeted) {
      this.#socket.close(1008, "hello was already sent");
    } else {
      const refusal = this.#events.greeted();
      if (refusal !== undefined) {
        this.#socket.close(1013, refusal);
        return;
      }
      this.#greeted = true;
      this.#socket.greet();
      const known = message.epoch === this.#messages.epoch && message.have <= this.#messages.version;
      this.#has = known ? message.have : 0;
      this.turn();
    }
  }

  #onAck(version: number): void {
    if (this.#pieces.length === 0 || version !== this.#target) {
      // Valid acknowledgements need no limit: each follows a message.
      this.#socket.countNoise();
      return;
    }
    this.#socket.moved();
    this.#piece++;
    if (this.#piece < this.#pieces.length) {
      this.#send(this.#pieces[this.#piece] as Uint8Array, true);
    } else {
      this.#has = version;
      this.#pieces = [];
    }
  }

  /** Sends whole lists, only the newest. A list that finds no room now is due again in the next turn. */
  #sendLists(nowMs: number): void {
    const messages = this.#messages;
    if (this.#dictionarySize !== messages.dictionarySize && this.#sendIfRoom(messages.dictionary()))
      this.#dictionarySize = messages.dictionarySize;
    if (this.#dictionarySize < 0) return;
    this.#sendStanding(nowMs);
    if (
      this.#alertsVersion !== messages.alertsVersion &&
      nowMs - this.#alertsAtMs >= ALERTS_EVERY_MS &&
      this.#sendIfRoom(messages.alerts())
    ) {
      this.#alertsVersion = messages.alertsVersion;
      this.#alertsAtMs = nowMs;
    }
    if (nowMs - this.#kpisAtMs >= KPIS_EVERY_MS && this.#sendIfRoom(messages.kpis())) this.#kpisAtMs = nowMs;
    this.#sendRisk(nowMs);
  }

  #sendRisk(nowMs: number): void {
    const version = this.#messages.riskVersion;
    const agoMs = nowMs - this.#riskAtMs;
    if (version === this.#riskVersion && agoMs < RISK_EVERY_MS.standing) return;
    const risk = this.#messages.liveRisk();
    if (risk === undefined || (version === this.#riskVersion && !risk.stands && agoMs < RISK_EVERY_MS.else)) return;
    if (!this.#sendIfRoom(risk.bytes())) return;
    this.#riskVersion = version;
    this.#riskAtMs = nowMs;
  }

  /** Links and sources, once a second or as soon as one comes or goes, and figures with the state of their inputs. */
  #sendStanding(nowMs: number): void {
    const messages = this.#messages;
    const isNews = this.#linksVersion !== messages.linksVersion;
    if (
      nowMs - this.#linksAtMs >= (isNews ? LINK_NEWS_EVERY_MS : LINKS_EVERY_MS) &&
      this.#sendIfRoom(messages.links())
    ) {
      // A link may also have fallen silent, which only the list itself shows.
      if (isNews || this.#liveLinks !== messages.liveLinks) this.#kpisAtMs = Number.NEGATIVE_INFINITY;
      this.#liveLinks = messages.liveLinks;
      this.#linksVersion = messages.linksVersion;
      this.#linksAtMs = nowMs;
    }
    const version = messages.sourcesVersion;
    if (
      this.#sourcesVersion !== version &&
      nowMs - this.#sourcesAtMs >= LINK_NEWS_EVERY_MS &&
      this.#sendIfRoom(messages.sources())
    ) {
      this.#sourcesVersion = version;
      this.#sourcesAtMs = nowMs;
    }
  }

  #sendChange(): void {
    const version = this.#messages.version;
    // The reader cannot know the refs of tags that its dictionary lacks.
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
    if (!this.#socket.hasRoomFor(bytes.length)) return false;
    this.#send(bytes, binary);
    return true;
  }

  #send(bytes: Uint8Array, binary: boolean): void {
    if (!this.#socket.isOpen) return;
    this.#socket.send(bytes, binary);
    this.#events.sent(bytes.length);
  }
}
