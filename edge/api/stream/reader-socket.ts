import type { WebSocket } from "ws";

/** Maximum bytes that wait in memory for one client. A single larger message is allowed and waits alone. */
export const MAX_WAITING_BYTES = 1024 * 1024;
const STALLED_AFTER_MS = 30_000;
const FIRST_MESSAGE_WITHIN_MS = 10_000;
/** Maximum pings and messages without effect in a second. Well-behaved readers send none. */
const MAX_NOISE_PER_SECOND = 50;
/** Interval of pings, which browsers answer automatically while the page is open. */
const PING_EVERY_MS = 15_000;
const SILENT_AFTER_MS = 45_000;
/** Time that the other side has to answer a close. */
const GOODBYE_MS = 1_000;

export type CloseCode = 1001 | 1003 | 1008 | 1013;

/** A WebSocket of a reader, with the limits that all readers have (rules B9 to B11). */
export class ReaderSocket {
  readonly #socket: WebSocket;
  readonly #dropped: (reason: string) => void;
  readonly #clock: () => number;
  readonly #openedMs: number;
  #isGreeted = false;
  #progressMs: number;
  #heardMs: number;
  #pingedMs: number;
  #waitingBytes = 0;
  #noise = 0;
  #noiseSinceMs = 0;

  /** `dropped` is called once when the reader is cut off, with the reason. */
  constructor(socket: WebSocket, { dropped, clock }: { dropped(reason: string): void; clock(): number }) {
    this.#socket = socket;
    this.#dropped = dropped;
    this.#clock = clock;
    this.#openedMs = this.#progressMs = this.#heardMs = this.#pingedMs = clock();
    const heard = (): void => {
      this.#heardMs = clock();
    };
    socket.on("message", heard);
    socket.on("pong", heard);
    // Pongs queue in memory like any message, so a reader that only pings must not get one each.
    socket.on("ping", (data) => {
      heard();
      if (!this.countNoise() && socket.bufferedAmount === 0) socket.pong(data);
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Call it when the first message came and was valid. */
  greet(): void {
    this.#isGreeted = true;
    this.moved();
  }

  /** Call it when the reader made progress. */
  moved(): void {
    this.#progressMs = this.#clock();
  }

  /** Whether this many more bytes may wait for the client. */
  hasRoomFor(bytes: number): boolean {
    const waiting = this.#socket.bufferedAmount;
    return waiting === 0 || waiting + bytes <= MAX_WAITING_BYTES;
  }

  send(part: string | Uint8Array, binary: boolean): void {
    if (this.isOpen) this.#socket.send(part, { binary });
  }

  /**
   * Checks the time limits; false when the reader was cut off. `owesAnswer`: the reader has something to acknowledge.
   */
  look(owesAnswer: boolean): boolean {
    if (!this.isOpen) return false;
    const nowMs = this.#clock();
    if (!this.#isGreeted) {
      if (nowMs - this.#openedMs <= FIRST_MESSAGE_WITHIN_MS) return true;
      this.close(1008, "no hello");
      return false;
    }
    const waiting = this.#socket.bufferedAmount;
    // Bytes that are sent while more wait also count as a sign of life: no ping can overtake a long message.
    if (waiting < this.#waitingBytes) this.#heardMs = nowMs;
    if (waiting < this.#waitingBytes || (waiting === 0 && !owesAnswer)) this.#progressMs = nowMs;
    this.#waitingBytes = waiting;
    if (nowMs - this.#progressMs > STALLED_AFTER_MS) return this.#cut("stalled");
    if (nowMs - this.#heardMs > SILENT_AFTER_MS) return this.#cut("silent");
    if (nowMs - this.#pingedMs >= PING_EVERY_MS && waiting === 0 && this.isOpen) {
      this.#pingedMs = nowMs;
      this.#socket.ping();
    }
    return true;
  }

  /** True when the limit is exceeded and the connection is closing. */
  countNoise(): boolean {
    const nowMs = this.#clock();
    if (nowMs - this.#noiseSinceMs > 1000) {
      this.#noiseSinceMs = nowMs;
      this.#noise = 0;
    }
    if (++this.#noise <= MAX_NOISE_PER_SECOND) return false;
    this.close(1008, "too many messages");
    return true;
  }

  close(code: CloseCode, reason: string): void {
    if (!this.isOpen) return;
    this.#dropped(reason);
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), GOODBYE_MS).unref();
  }

  #cut(reason: string): false {
    this.#dropped(reason);
    this.#socket.terminate();
    return false;
  }
}
