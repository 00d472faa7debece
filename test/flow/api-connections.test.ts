import { connect } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../../edge/api/http/api.ts";
import { buildApi } from "../../edge/api/server.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { StreamClient } from "../fakes/api/stream-client.ts";

let app: Api;
let port = 0;
const clients: StreamClient[] = [];
const sockets: { destroy(): void }[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

async function start(): Promise<void> {
  app = buildApi(fakeEdge().deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as { port: number }).port;
}

function read(options: ConstructorParameters<typeof StreamClient>[1] = {}): StreamClient {
  const client = new StreamClient(`ws://127.0.0.1:${port}/api/v1/stream`, options);
  clients.push(client);
  return client;
}

/** The server's answer to a text, until it closes the connection. */
function ask(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    sockets.push(socket);
    let answer = "";
    socket.on("data", (data) => {
      answer += String(data);
    });
    socket.on("close", () => resolve(answer));
  });
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5000, interval: 10 });

describe("connections before any route", () => {
  it.each([
    ["a page of another origin", { origin: "https://evil.example" }, 403],
    ["another host name", { host: "evil.example" }, 421],
  ])("refuses the upgrade for %s", async (_, headers, status) => {
    await start();
    const client = read({ headers });
    await until(() => expect(client.refused).toBe(status));
  });

  it("accepts the upgrade from a page of its own", async () => {
    await start();
    const client = read({ headers: { origin: `http://127.0.0.1:${port}` } });
    await until(() => expect(client.changes).toHaveLength(1));
  });

  it.each([
    ["no version", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
    ["a bad key", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x"],
  ])("refuses a handshake with %s by problem details", async (_, headers) => {
    await start();
    const answer = await ask(
      "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n" +
        `Upgrade: websocket\r\n${headers}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(answer).toContain("content-type: application/problem+json");
    expect(answer).toContain("x-content-type-options: nosniff");
  });

  it.each([
    ["/api/v1/assets", "websocket"],
    ["/api/v1/assets", "h2c"],
  ])("answers %s when it asks to upgrade to %s as if it had not asked", async (path, protocol) => {
    await start();
    const answer = await ask(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(answer).toContain('"assets":[');
  });

  it("[G5] refuses a request without Host, headers that are too large, and a header that never ends", async () => {
    await start();
    const [noHost, noHost11, large, slow] = await Promise.all([
      ask("GET /api/v1/assets HTTP/1.0\r\n\r\n"),
      ask("GET /api/v1/assets HTTP/1.1\r\nConnection: close\r\n\r\n"),
      ask(`GET /api/v1/assets HTTP/1.1\r\nHost: localhost\r\nx: ${"a".repeat(40_000)}\r\n\r\n`),
      ask("GET /api/v1/assets HTTP/1.1\r\nHost: localhost\r\n"),
    ]);
    expect(noHost).toMatch(/^HTTP\/1\.1 421/);
    for (const [answer, status] of [
      [noHost11, 421],
      [large, 431],
      [slow, 408],
    ] as const) {
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
      expect(answer).toContain("content-type: application/problem+json");
    }
  });
});
