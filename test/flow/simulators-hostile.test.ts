/** Hostile clients at the simulated servers do not harm the plant (row S10 of the security checklist). */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPCUACertificateManager, OPCUAClient } from "node-opcua";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Clocks } from "../../simulators/clocks.ts";
import { CounterBases } from "../../simulators/counter-bases.ts";
import { createPlant } from "../../simulators/plants/machining/plant.ts";
import { type SimulatedServer, startServer } from "../../simulators/speak/opcua/server.ts";
import { Wire } from "../../simulators/wire.ts";
import { freePort } from "../fakes/net/free-port.ts";

let folder: string;
let server: SimulatedServer;
const sockets: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gemba-hostile-clients-"));
  const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.now() });
  const wire = new Wire(plant);
  const options = {
    plant,
    clocks: new Clocks(wire),
    wire,
    counters: new CounterBases(wire),
    port: await freePort(),
    folder,
  };
  server = await startServer("utilities", options, { generation: 0 });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const portOf = (): number => Number(new URL(server.endpoint.replace("opc.tcp", "http")).port);

async function opened(): Promise<Socket> {
  const socket = connect(portOf(), "127.0.0.1");
  sockets.push(socket);
  socket.resume();
  socket.on("error", () => socket.destroy());
  await Promise.race([once(socket, "connect"), once(socket, "close")]);
  return socket;
}

/** Resolves when an ordinary client has opened and closed a session. */
async function visit(): Promise<void> {
  const clientCertificateManager = new OPCUACertificateManager({
    rootFolder: join(folder, "client"),
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  const client = OPCUAClient.create({
    endpointMustExist: false,
    clientCertificateManager,
    transportTimeout: 5_000,
    connectionStrategy: { maxRetry: 0 },
  });
  try {
    await client.withSessionAsync(server.endpoint, async (_session) => undefined);
  } finally {
    await clientCertificateManager.dispose();
  }
}

it("[S10] 300 silent sockets and 20 partial hellos are closed and block no other client", async () => {
  const silent = await Promise.all(Array.from({ length: 320 }, opened));
  for (const socket of silent.slice(0, 20)) socket.write("HELF");
  await vi.waitFor(() => expect(silent.filter(({ destroyed }) => !destroyed)).toEqual([]), {
    timeout: 60_000,
    interval: 100,
  });
  await visit();
});

it("[S10] 20 clients that send chunks without an end are closed, one after the other", async () => {
  // A valid hello, then endless chunks of one message (OPC 10000-6, 6.7.2 and 7.1.2).
  const url = Buffer.from(server.endpoint);
  const hello = Buffer.alloc(32 + url.length);
  hello.write("HELF");
  hello.writeUInt32LE(hello.length, 4);
  for (const [i, value] of [0, 65_535, 65_535, 0, 0, url.length].entries()) hello.writeUInt32LE(value, 8 + 4 * i);
  url.copy(hello, 32);
  const part = Buffer.alloc(8_000);
  part.write("OPNC");
  part.writeUInt32LE(part.length, 4);
  for (let i = 0; i < 20; i++) {
    const socket = await opened();
    socket.write(hello);
    const more = (): void => {
      while (!socket.destroyed && socket.write(part));
    };
    socket.on("drain", more);
    more();
    await vi.waitFor(() => expect(socket.destroyed).toBe(true), { timeout: 60_000, interval: 20 });
  }
  await visit();
});
