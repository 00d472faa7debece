import type { IncomingMessage } from "node:http";

export const STREAM_PATH = "/api/v1/stream";
export const REPLAY_PATH = "/api/v1/replay";

/** All other requests for an upgrade, to HTTP/2 for example, are answered as plain requests (RFC 9110, 7.8). */
export function isStreamUpgrade({ url, headers }: Pick<IncomingMessage, "url" | "headers">): boolean {
  const path = url?.split("?", 1)[0];
  return (path === STREAM_PATH || path === REPLAY_PATH) && headers.upgrade?.toLowerCase() === "websocket";
}
