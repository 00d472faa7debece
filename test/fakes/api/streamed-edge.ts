import { connect, type Socket } from "node:net";
import { afterEach, expect, vi } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { type ApiDeps, buildApi } from "../../../edge/api/server.ts";
import type { TwinReader } from "../../../edge/contracts/path/twin.ts";
import type { SampleSpec } from "../source/tags.ts";
import { samplesOf } from "../source/tags.ts";
import { type FakeEdge, fakeEdge } from "./deps.ts";
import { StreamClient } from "./stream-client.ts";

/** An edge that listens, and readers of its stream. All of them end after each test. */
export function streamedEdge() {
  let app: Api | undefined;
  let port = 0;
  const clients: StreamClient[] = [];
  const sockets: { destroy(): void }[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    await app?.close();
  });
  const url = (): string => `ws://127.0.0.1:${port}/api/v1/stream`;
  return {
    sockets,
    url,
    close: () => app?.close(),
    async start(over: Partial<ApiDeps> = {}, size = 50): Promise<FakeEdge> {
      const edge = fakeEdge(over, size);
      app = buildApi(edge.deps);
      await app.listen({ host: "127.0.0.1", port: 0 });
      port = (app.server.address() as { port: number }).port;
      return edge;
    },
    read(options: ConstructorParameters<typeof StreamClient>[1] = {}): StreamClient {
      const client = new StreamClient(url(), options);
      clients.push(client);
      return client;
    },
    /** A connection that was upgraded and then never reads again. */
    async stalledReader(): Promise<Socket> {
      const socket = connect(port, "127.0.0.1");
      sockets.push(socket);
      const key = Buffer.alloc(16).toString("base64");
      socket.write(
        `GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
      );
      const answer = await new Promise<string>((resolve, reject) => {
        socket.once("data", (data) => resolve(String(data)));
        socket.once("error", reject);
      });
      expect(answer).toContain("101 Switching Protocols");
      socket.pause();
      return socket;
    },
  };
}

/** A masked text frame of RFC 6455 with an all-zero mask. */
export function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

export const until = (check: () => void, timeout = 5000): Promise<void> => vi.waitFor(check, { timeout, interval: 10 });

const sorted = (samples: Iterable<SampleSpec>): SampleSpec[] => [...samples].sort((a, b) => a.ref - b.ref);

/** Waits until a reader has everything, then compares sample by sample. */
export async function expectSame(client: StreamClient, twin: TwinReader): Promise<void> {
  await until(() => expect(client.version).toBe(twin.version));
  expect(sorted(client.mirror.values())).toEqual(sorted(samplesOf(twin.snapshot().samples)));
}
