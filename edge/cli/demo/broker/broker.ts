import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";

/** Maximum payload that the broker passes on. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;
const MAX_CONNECTIONS = 256;
/** Time for clients to disconnect before the broker closes their sockets. */
const CLOSE_WITHIN_MS = 500;

/** A running demo broker. */
export interface Broker {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * An MQTT 3.1.1 broker in memory for the demo plant. It has no users, so it listens on loopback addresses only; its
 * messages are lost when it ends. A real plant needs a real broker (docs/connect-mqtt.md).
 */
export async function startBroker(options: { host: string; port: number }): Promise<Broker> {
  if (!isLoopback(options.host))
    throw new Error(
      `the demo broker checks no passwords and listens on loopback only, not on ${options.host}; use 127.0.0.1`,
    );
  const aedes = await Aedes.createBroker({
    maxClientsIdLength: 128,
    maxTopicLevels: 16,
    // Otherwise a subscriber that stops reading delays the messages of all others.
    drainTimeout: 5_000,
    authorizePublish: (_client, packet, done) => {
      if (packet.payload.length > MAX_PAYLOAD_BYTES) done(new Error(`payload above ${MAX_PAYLOAD_BYTES} bytes`));
      else if (packet.topic.startsWith("$SYS/")) done(new Error("$SYS topics are the broker's"));
      else done(null);
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.setNoDelay(true);
    aedes.handle(socket);
  });
  server.maxConnections = MAX_CONNECTIONS;
  aedes.on("clientError", (client) => client.close());
  aedes.on("connectionError", (client) => client.close());
  const port = await listen(server, options);
  return {
    port,
    async close() {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CLOSE_WITHIN_MS);
        aedes.close(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      for (const socket of sockets) socket.destroy();
      await ended;
    },
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the broker has no TCP port");
  return address.port;
}
