import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { reasonOf } from "../../contracts/errors.ts";

/** RFC 6455: the server met an unexpected condition. */
const UNEXPECTED = 1011;

/**
 * Runs a function for one client. An error, at once or later, ends that client's connection and is logged; other
 * clients and the edge continue (rule PA4 in docs/rules/parts.md). Without this, a throw in a message handler of ws is
 * an uncaught exception.
 */
export function serveReader(socket: WebSocket, log: Pick<Logger, "error">, serve: () => unknown): void {
  const failed = (error: unknown): void => {
    log.error({ reason: reasonOf(error) }, "a reader could not be served and is cut off");
    if (socket.readyState === socket.OPEN) socket.close(UNEXPECTED, "the edge failed to serve this reader");
  };
  try {
    const outcome = serve();
    if (outcome instanceof Promise) outcome.catch(failed);
  } catch (error) {
    failed(error);
  }
}
