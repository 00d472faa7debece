/**
 * Connections of boxes and witness. With a key they are TLS with that key on both sides (PSK, RFC 5489): who does not
 * know the key gets no connection, and no certificate can expire while a take-over depends on it. Without a key, plain
 * TCP on loopback only (the config refuses other addresses).
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect as connectPlain, createServer as createPlain, type Server, type Socket } from "node:net";
import { connect as connectTls, createServer as createTls } from "node:tls";
import { EdgeError } from "../../contracts/errors.ts";
import type { Place } from "./place.ts";

/** TLS 1.3 of Node.js knows no such keys; these have forward secrecy. */
const SECURE = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305:DHE-PSK-AES256-GCM-SHA384:DHE-PSK-CHACHA20-POLY1305",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
} as const;
const IDENTITY = "gemba-standby";
const CONNECT_WITHIN_MS = 2_000;
const KEEP_ALIVE_MS = 2_000;

const pskOf = (key: string): Buffer => createHash("sha256").update(`gemba standby ${key}`).digest();

/** Listens; each connection that knows the key goes to `accept`. Throws EdgeError where the address is taken. */
export async function listen(place: Place, key: string | undefined, accept: (socket: Socket) => void): Promise<Server> {
  const server =
    key === undefined
      ? createPlain(accept)
      : createTls(
          {
            ...SECURE,
            handshakeTimeout: CONNECT_WITHIN_MS,
            pskCallback: (_socket, identity) => (identity === IDENTITY ? pskOf(key) : null),
          },
          accept,
        );
  // Node.js leaves it open, also after the time for the handshake.
  server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
  const failed = once(server, "error").then(([error]) => Promise.reject(error as Error));
  try {
    server.listen(place.port, place.host);
    await Promise.race([once(server, "listening"), failed]);
  } catch (error) {
    throw new EdgeError(
      "unavailable",
      `standby: cannot listen on ${place.host}:${place.port}; end the program that uses it, or change the address`,
      { cause: error },
    );
  }
  failed.catch(() => undefined);
  server.on("error", () => undefined);
  return server;
}

/** A connection that is open, TLS included. Rejects where the peer is away or has another key. */
export async function open(place: Place, key: string | undefined, signal: AbortSignal): Promise<Socket> {
  const socket: Socket =
    key === undefined
      ? connectPlain(place)
      : connectTls({
          ...place,
          ...SECURE,
          checkServerIdentity: () => undefined,
          pskCallback: () => ({ psk: pskOf(key), identity: IDENTITY }),
        });
  socket.on("error", () => undefined);
  const within = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_WITHIN_MS)]);
  try {
    await once(socket, key === undefined ? "connect" : "secureConnect", { signal: within });
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
