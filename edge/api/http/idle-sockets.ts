import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Closes connections whose first request does not come in time. Node.js answers a silent connection and waits for the
 * other side to close it: a peer that never does would keep its place.
 */
export function closeIdleSockets(
  server: Server,
  { withinMs, event }: { readonly withinMs: number; readonly event: "connection" | "secureConnection" },
): void {
  const waiting = new WeakMap<Socket, NodeJS.Timeout>();
  server.on(event, (socket: Socket) => {
    const timer = setTimeout(() => socket.destroy(), withinMs);
    waiting.set(socket, timer);
    socket.once("close", () => clearTimeout(timer));
  });
  const asked = ({ socket }: IncomingMessage): void => clearTimeout(waiting.get(socket));
  server.on("request", asked);
  server.on("upgrade", asked);
}
