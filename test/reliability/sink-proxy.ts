import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { isPoison } from "./numbered.ts";
import type { Random } from "./random.ts";

/** pass: the server's own answer. The others are failures of a server or its network. */
export type SinkFault = "pass" | "429" | "500" | "reset" | "answer lost" | "silent";

/** Samples of one series and time share a line. */
const VALUES = /[ ,]v\d+=(\d+),/g;

/**
 * A proxy for a real InfluxDB that plays a fallible server: it refuses poisoned
 * lines (the rest of such a write is stored, as InfluxDB does) and answers as set.
 */
export class SinkProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: string;
  readonly #random: Random;
  readonly faults: Record<string, number> = {};
  fault: SinkFault = "pass";
  /** Share of writes with a fault of their own. */
  noise = 0;

  private constructor(server: Server, target: string, random: Random) {
    this.#server = server;
    this.#target = target;
    this.#random = random;
  }

  static async to(target: string, random: Random): Promise<SinkProxy> {
    const server = createServer();
    const proxy = new SinkProxy(server, target, random);
    server.on("request", (incoming: IncomingMessage, response: ServerResponse) => proxy.#take(incoming, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #take(incoming: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("error", () => undefined);
    incoming.on(
      "end",
      () => void this.#answer(incoming, response, Buffer.concat(chunks)).catch(() => response.destroy()),
    );
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    if (incoming.method !== "POST") return void response.writeHead(404).end();
    const fault = this.fault === "pass" && this.#random() < this.noise ? this.#noise() : this.fault;
    if (fault !== "pass") this.faults[fault] = (this.faults[fault] ?? 0) + 1;
    if (fault === "silent") return;
    if (fault === "reset") return void incoming.socket.resetAndDestroy();
    if (fault === "429") return void response.writeHead(429, { "retry-after": "1" }).end('{"message":"too many"}');
    if (fault === "500") return void response.writeHead(500).end('{"error":"engine: broken"}');
    const lines = (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body)
      .toString("utf8")
      .split("\n");
    const good = lines.filter((line) => ![...line.matchAll(VALUES)].some(([, value]) => isPoison(Number(value))));
    const { status, text } =
      good.length === 0 ? { status: 204, text: "" } : await this.#forward(incoming.url ?? "/", good.join("\n"));
    if (fault === "answer lost") return void incoming.socket.resetAndDestroy();
    if (status === 204 && good.length < lines.length) {
      this.faults["partial"] = (this.faults["partial"] ?? 0) + 1;
      // Like InfluxDB 1.6.7, whose "dropped" is unreliable.
      return void response.writeHead(400).end('{"error":"partial write: unable to parse dropped=0"}');
    }
    response.writeHead(status).end(text);
  }

  #noise(): SinkFault {
    return (["500", "reset", "answer lost"] as const)[Math.floor(this.#random() * 3)] as SinkFault;
  }

  #forward(path: string, body: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, this.#target), { method: "POST", timeout: 20_000 }, (answer) => {
        let text = "";
        answer.on("data", (piece: Buffer) => {
          text += piece.toString("utf8");
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 500, text }));
        answer.on("error", reject);
      });
      outgoing.on("timeout", () => outgoing.destroy());
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }
}
