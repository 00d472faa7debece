import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createClient } from "../../../../../edge/sources/opcua/link/client.ts";

/** Places in the Hello message (OPC 10000-6, 7.1.2.3). */
const RECEIVE_BUFFER_AT = 12;
const SEND_BUFFER_AT = 16;

it("[PA7] the client agrees on chunks of 64 KiB, because the library allocates whole ones for messages", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  const pkiDir = mkdtempSync(join(tmpdir(), "gemba-chunk-size-"));
  onTestFinished(() => {
    server.close();
    rmSync(pkiDir, { recursive: true });
  });
  await once(server, "listening");
  const endpoint = `opc.tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { client, store } = await createClient({
    ...{ name: "plc", endpoint, mode: "none", policy: "Basic256Sha256" },
    ...{ keepAliveMs: 1000, trustsAnyServer: true, pkiDir, applicationUri: "urn:test:gemba" },
  });
  const connected = once(server, "connection") as Promise<[Socket]>;
  const refused = client.connect(endpoint).catch((error: unknown) => error);
  const [socket] = await connected;
  const [hello] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  await client.disconnect();
  await refused;
  await store.dispose();
  expect(hello.toString("latin1", 0, 3)).toBe("HEL");
  expect(hello.readUInt32LE(RECEIVE_BUFFER_AT)).toBe(65_536);
  expect(hello.readUInt32LE(SEND_BUFFER_AT)).toBe(65_536);
});
