/** Hostile clients at the simulated servers do not harm the plant (row S10 of the security checklist). */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { AttackedServer, helloFor } from "../fakes/simulators/attacked-server.ts";

let server: AttackedServer;
beforeAll(async () => {
  server = await AttackedServer.start("utilities");
});
afterAll(() => server?.close());

it("[S10] 300 silent sockets and 20 partial hellos are closed and block no other client", async () => {
  const silent = await Promise.all(Array.from({ length: 320 }, () => server.opened()));
  for (const socket of silent.slice(0, 20)) socket.write("HELF");
  await vi.waitFor(() => expect(silent.filter(({ destroyed }) => !destroyed)).toEqual([]), {
    timeout: 60_000,
    interval: 100,
  });
  await server.visit();
});

it("[S10] 20 clients that send chunks without an end are closed, one after the other", async () => {
  // A valid hello, then endless chunks of one message (OPC 10000-6, 6.7.2).
  const part = Buffer.alloc(8_000);
  part.write("OPNC");
  part.writeUInt32LE(part.length, 4);
  for (let i = 0; i < 20; i++) {
    const socket = await server.opened();
    socket.write(helloFor(server.endpoint));
    const more = (): void => {
      while (!socket.destroyed && socket.write(part));
    };
    socket.on("drain", more);
    more();
    await vi.waitFor(() => expect(socket.destroyed).toBe(true), { timeout: 60_000, interval: 20 });
  }
  await server.visit();
});
