import { connect as connectTcp, isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { EdgeError } from "../contracts/errors.ts";
import type { ConnectionConfig } from "./connection.ts";
import { type OversizedPacket, PacketGuard } from "./packet-guard.ts";

/** Options of the guarded socket. */
export interface GuardOptions {
  readonly maxBytes: number;
  readonly oversized: (packet: OversizedPacket) => void;
  readonly failed: (error: Error) => void;
}

/**
 * A socket to the broker at `url` that lets no packet above `maxBytes` through. With TLS where the URL asks for it,
 * without fallback.
 */
export function guardedSocket(
  config: ConnectionConfig,
  url: string,
  { maxBytes, oversized, failed }: GuardOptions,
): GuardedSocket {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket =
    protocol === "mqtts:"
      ? connectTls({ host, port: Number(port || 8883), ...tlsOptions(config, host) })
      : connectTcp({ host, port: Number(port || 1883), noDelay: true });
  return new GuardedSocket(socket, new PacketGuard(maxBytes, oversized), failed);
}

function tlsOptions({ ca, cert, key }: ConnectionConfig, host: string): ConnectionOptions {
  if ((cert === undefined) !== (key === undefined))
    throw new EdgeError(
      "bad-config",
      `a client certificate needs both cert and key; add ${cert === undefined ? "cert" : "key"} to the source`,
    );
  return {
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}

/** The stream that mqtt.js reads and writes, with the guard in between. */
export class GuardedSocket extends Duplex {
  readonly #socket: Socket;
  #heardAtMs = performance.now();

  constructor(socket: Socket, guard: PacketGuard, failed: (error: Error) => void) {
    super();
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#heardAtMs = performance.now();
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

  /** When anything came from the broker last, on the clock of `performance`. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Milliseconds since anything came from the broker. */
  get silentMs(): number {
    return performance.now() - this.#heardAtMs;
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
