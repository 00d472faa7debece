import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * `pass` forwards bytes, `blackhole` keeps sockets open and forwards none, `deaf` forwards none to the client, `reset`
 * breaks open connections and refuses new ones.
 */
export type ProxyMode = "pass" | "blackhole" | "deaf" | "reset";

/** A TCP proxy on a free loopback port whose behaviour can be changed while it runs. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mode: ProxyMode = "pass";
  /** Bytes to the client until a reset, often in the middle of a message. */
  #untilCut = Number.POSITIVE_INFINITY;
  /** Sockets to clients, each with the one to the server behind it. */
  readonly #clients = new Set<Socket>();
  readonly #late = new Map<Socket, Promise<void>>();
  readonly #corrupting = { client: false, server: false };
  /** Delay of every chunk to the client. */
  delayMs = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true });
    const proxy = new TcpProxy(server);
    server.on("connection", (client) => proxy.#accept(client, port));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get mode(): ProxyMode {
    return this.#mode;
  }

  /** Forwards this many more bytes to the client, then resets. */
  cutAfter(bytes: number): void {
    this.#untilCut = bytes;
  }

  /** Flips one bit of the next chunk to the client, or to the server. */
  corruptNext(to: "client" | "server" = "client"): void {
    this.#corrupting[to] = true;
  }

  /** Half-closes the connections: clients receive nothing more, but their bytes still reach the server. */
  halfClose(): void {
    for (const socket of this.#clients) socket.end();
  }

  set mode(mode: ProxyMode) {
    this.#mode = mode;
    for (const socket of this.#sockets) {
      if (mode === "reset") socket.resetAndDestroy();
      else if (mode === "blackhole" || (mode === "deaf" && !this.#clients.has(socket))) socket.pause();
      else socket.resume();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(client: Socket, port: number): void {
    if (this.#mode === "reset") {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    this.#clients.add(client);
    client.on("close", () => this.#clients.delete(client));
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.on("data", (bytes) =>
        from === server ? this.#pass(bytes, to) : to.write(this.#corrupted(bytes, "server")),
      );
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (this.#mode === "blackhole" || (this.#mode === "deaf" && from === server)) from.pause();
      else from.resume();
    }
  }

  #pass(bytes: Buffer, to: Socket): void {
    if (to.writableEnded) return;
    this.#corrupted(bytes, "client");
    const late = this.#late.get(to);
    if (this.delayMs === 0 && late === undefined) this.#write(bytes, to);
    else this.#writeLate(bytes, to, late);
  }

  #corrupted(bytes: Buffer, to: "client" | "server"): Buffer {
    if (!this.#corrupting[to]) return bytes;
    this.#corrupting[to] = false;
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  }

  /** After chunks that are already delayed, because TCP keeps order. */
  #writeLate(bytes: Buffer, to: Socket, before: Promise<void> | undefined): void {
    const dueMs = performance.now() + this.delayMs;
    const written = (before ?? Promise.resolve()).then(async () => {
      await sleep(Math.max(0, dueMs - performance.now()));
      if (!to.destroyed) this.#write(bytes, to);
      if (this.#late.get(to) === written) this.#late.delete(to);
    });
    this.#late.set(to, written);
  }

  #write(bytes: Buffer, to: Socket): void {
    const part = bytes.subarray(0, this.#untilCut);
    this.#untilCut -= part.length;
    if (this.#untilCut > 0) {
      to.write(part);
      return;
    }
    this.#untilCut = Number.POSITIVE_INFINITY;
    to.write(part, () => {
      this.mode = "reset";
    });
  }
}
