import { connect as connectTcp, isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { ConnectionConfig } from "./config.ts";
import { type OversizedPacket, PacketGuard } from "./packet-guard.ts";

/** A socket to the broker that lets no packet above `maxBytes` through. TLS where the URL says so, never anything less. */
export function guardedSocket(config: ConnectionConfig, options: { maxBytes: number; oversized: (packet: OversizedPacket) => void; failed: (error: Error) => void }): Duplex {
  const { protocol, hostname, port } = new URL(config.url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket =
    protocol === "mqtts:"
      ? connectTls({ host, port: Number(port || 8883), rejectUnauthorized: true, ...(isIP(host) === 0 ? { servername: host } : {}), ...(config.ca === undefined ? {} : { ca: config.ca }) })
      : connectTcp({ host, port: Number(port || 1883), noDelay: true });
  return new GuardedSocket(socket, new PacketGuard(options.maxBytes, options.oversized), options.failed);
}

class GuardedSocket extends Duplex {
  readonly #socket: Socket;

  constructor(socket: Socket, guard: PacketGuard, failed: (error: Error) => void) {
    super();
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      try {
        guard.filter(chunk, (bytes) => {
          if (!this.push(bytes)) socket.pause();
        });
      } catch (error) {
        failed(error as Error);
        this.destroy();
      }
    });
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => {
      failed(error);
      this.destroy();
    });
    socket.on("close", () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
