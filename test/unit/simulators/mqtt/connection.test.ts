import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it, vi } from "vitest";
import { runDevice } from "../../../../simulators/speak/mqtt/connection.ts";

it("a device reconnects when its connection ends before the broker's answer", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const abort = new AbortController();
  const device = { clientId: "d", keepAliveS: 5, online: () => Promise.resolve() };
  const ended = runDevice(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, device, abort.signal);
  try {
    await vi.waitFor(() => expect(connections).toBeGreaterThan(1), { timeout: 20_000, interval: 20 });
  } finally {
    abort.abort();
    await ended;
    server.close();
  }
});
