/** A reader of `/api/v1/stream` like the page: it takes every message and acknowledges each frame. */
import { setTimeout as sleep } from "node:timers/promises";
import { decodeFrame, type WireFrame } from "../../edge/batch/wire.ts";
import type { EdgeMessage } from "../../edge/contracts/path/stream.ts";

const OPEN_WITHIN_MS = 60_000;

export interface ViewerOptions {
  /** Called with each frame, before or after its acknowledgement. */
  readonly onFrame?: (frame: WireFrame) => void;
  /** The page acknowledges a frame when it has drawn it; 0 acknowledges at once. */
  readonly drawsInMs?: number;
}

export class StreamViewer {
  /** Resolves after the first snapshot. */
  readonly hasWhole: Promise<void>;
  tagUids: readonly string[] = [];
  readonly #socket: WebSocket;
  readonly #options: ViewerOptions;
  readonly #whole = Promise.withResolvers<void>();

  /** `address` of the edge. */
  constructor(address: string, options: ViewerOptions = {}) {
    this.#options = options;
    const late = setTimeout(
      () => this.#whole.reject(new Error(`no snapshot came within ${OPEN_WITHIN_MS / 1000} s`)),
      OPEN_WITHIN_MS,
    );
    this.hasWhole = this.#whole.promise.finally(() => clearTimeout(late));
    this.#socket = new WebSocket(`${address.replace(/^http/, "ws")}/api/v1/stream`);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.addEventListener("open", () => this.#send({ kind: "hello", have: 0 }));
    this.#socket.addEventListener("error", () => this.#whole.reject(new Error(`${address}: the stream broke`)));
    this.#socket.addEventListener("message", ({ data }: { readonly data: string | ArrayBuffer }) => {
      if (typeof data === "string") this.#read(JSON.parse(data) as EdgeMessage);
      else void this.#take(decodeFrame(new Uint8Array(data)));
    });
  }

  /** The connection is open. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  close(): void {
    this.#socket.close();
  }

  #read(message: EdgeMessage): void {
    if (message.kind === "dictionary") this.tagUids = message.tags.map(({ tagUid }) => tagUid);
  }

  async #take(frame: WireFrame): Promise<void> {
    const { drawsInMs = 0, onFrame } = this.#options;
    onFrame?.(frame);
    // Only complete changes are drawn.
    if (frame.last && drawsInMs > 0) await sleep(drawsInMs);
    this.#send({ kind: "ack", version: frame.version });
    if (frame.last) this.#whole.resolve();
  }

  #send(message: object): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }
}
