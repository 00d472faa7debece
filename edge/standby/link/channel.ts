/** One connection between two of the three, as frames. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { encodeFrame, type Frame, FrameReader } from "./frames.ts";

/** A peer that takes nothing for so long is gone, whatever TCP says. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

export class Channel {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  /** Called for each frame, in order. */
  onFrame: (frame: Frame) => void = () => undefined;
  /** Monotonic ms at which something last came from the peer. */
  heardAt = performance.now();
  readonly closed: Promise<void>;
  #isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#isClosed = true;
      resolve();
    });
    socket.on("data", (chunk) => this.#take(chunk));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(head: object, body?: Buffer): void {
    if (this.#isClosed) return;
    this.#socket.cork();
    for (const part of encodeFrame(head, body)) this.#socket.write(part);
    this.#socket.uncork();
    if (this.#socket.writableLength > MOST_WAITING_BYTES) this.close();
  }

  /** Sends, and resolves when the peer takes more. */
  async sendWhole(head: object, body?: Buffer): Promise<void> {
    this.send(head, body);
    if (this.#socket.writableNeedDrain && !this.#isClosed)
      await Promise.race([once(this.#socket, "drain").catch(() => undefined), this.closed]);
  }

  /** The peer waits while this side has enough to do. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.heardAt = performance.now();
    try {
      for (const frame of this.#reader.push(chunk)) {
        // A frame before may have ended the connection.
        if (this.#socket.destroyed) return;
        this.onFrame(frame);
      }
    } catch {
      // Not our protocol, or a head that no version of it sends.
      this.close();
    }
  }
}
