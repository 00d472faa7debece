import WebSocket from "ws";
import { decodeFrame } from "../../../edge/batch/wire.ts";
import type { ClientMessage, EdgeMessage } from "../../../edge/contracts/path/stream.ts";
import type { SampleSpec } from "../source/tags.ts";
import { samplesOf } from "../source/tags.ts";

/** A reader of the stream in its plainest form: decodes frames into a mirror and acknowledges each. */
export class StreamClient {
  readonly mirror = new Map<number, SampleSpec>();
  readonly kinds: string[] = [];
  readonly frameBytes: number[] = [];
  /** Samples of each change that is complete. */
  readonly changes: number[] = [];
  readonly messages = new Map<EdgeMessage["kind"], EdgeMessage>();
  version = 0;
  epoch: number | undefined;
  closed: { code: number; reason: string } | undefined;
  refused: number | undefined;
  readonly socket: WebSocket;
  #samples = 0;

  constructor(
    url: string,
    options: {
      hello?: ClientMessage | undefined;
      headers?: Record<string, string>;
      mirror?: ReadonlyMap<number, SampleSpec>;
      localAddress?: string;
    } = {},
  ) {
    for (const [ref, sample] of options.mirror ?? []) this.mirror.set(ref, sample);
    this.socket = new WebSocket(url, {
      headers: options.headers ?? {},
      localAddress: options.localAddress ?? "127.0.0.1",
    });
    this.socket.on("open", () => {
      if (!("hello" in options)) this.send({ kind: "hello", have: 0 });
      else if (options.hello !== undefined) this.send(options.hello);
    });
    this.socket.on("message", (data, isBinary) =>
      isBinary ? this.#onFrame(data as Buffer) : this.#onMessage(JSON.parse(String(data)) as EdgeMessage),
    );
    this.socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    this.socket.on("unexpected-response", (_request, response) => {
      this.refused = response.statusCode;
      response.resume();
    });
    this.socket.on("error", () => undefined);
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  close(): void {
    this.socket.terminate();
  }

  #onMessage(message: EdgeMessage): void {
    this.kinds.push(message.kind);
    this.messages.set(message.kind, message);
    if (message.kind === "dictionary") this.epoch = message.epoch;
  }

  #onFrame(bytes: Buffer): void {
    const frame = decodeFrame(bytes);
    this.kinds.push("frame");
    this.frameBytes.push(bytes.length);
    for (const sample of samplesOf(frame.samples)) this.mirror.set(sample.ref, sample);
    this.#samples += frame.samples.length;
    if (frame.last) {
      this.version = frame.version;
      this.changes.push(this.#samples);
      this.#samples = 0;
    }
    this.send({ kind: "ack", version: frame.version });
  }
}
