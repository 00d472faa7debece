import type { Server, Socket } from "node:net";
import type { OPCUAServer } from "node-opcua";

/** A client sends Hello and opens its channel at once; a client that does not occupies a place. */
const CHANNEL_WITHIN_MS = 10_000;
/**
 * The shortest hello with the shortest request to open a channel (OPC 10000-6, 6.7.2 and 7.1.2) is longer than this.
 */
const CHANNEL_BYTES = 120;

/**
 * Limits the effect of a hostile client to its own connection: a socket that stays silent, or sends an incomplete
 * message, is closed, and so is one whose bytes make the protocol stack throw, which would end the process and with it
 * every simulated machine.
 */
export function guardSockets(server: OPCUAServer): void {
  for (const endpoint of server.endpoints) {
    const { _server: listener } = endpoint as unknown as { readonly _server?: Server };
    if (listener === undefined) throw new Error("the OPC UA server has no socket to guard: is it started?");
    listener.on("connection", guard);
  }
}

function guard(socket: Socket): void {
  const timer = setTimeout(() => socket.bytesRead < CHANNEL_BYTES && socket.destroy(), CHANNEL_WITHIN_MS);
  socket.once("close", () => clearTimeout(timer));
  const emit = socket.emit.bind(socket) as (name: string, ...args: unknown[]) => boolean;
  socket.emit = (name: string, ...args: unknown[]): boolean => {
    try {
      return emit(name, ...args);
    } catch {
      socket.destroy();
      return true;
    }
  };
}
