/** `/metrics` of a hub, on this machine's loopback address alone. */
import { once } from "node:events";
import { statfs } from "node:fs/promises";
import { createServer } from "node:http";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import type { Hub } from "../hub.ts";
import { hubMetrics } from "./metrics.ts";

const HOST = "127.0.0.1";

/** Throws EdgeError `bad-config` where the port is taken. */
export async function openMetrics(hub: Hub, port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    try {
      const disk = await statfs(hub.dataDir).then(
        ({ bavail, blocks, bsize }) => ({ free: bavail * bsize, size: blocks * bsize }),
        () => undefined,
      );
      const text = hubMetrics(hub, await hub.stream(), disk);
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
    } catch (error) {
      response.writeHead(500).end(reasonOf(error));
    }
  });
  server.listen(port, HOST);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new EdgeError("bad-config", `hub.yaml: metrics: port ${port} cannot be used: ${reasonOf(error)}`);
  }
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
