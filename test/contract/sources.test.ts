import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SourcePlugin } from "../../edge/contracts/path/plugin.ts";
import { plugins } from "../../edge/plugins.ts";
import { fakeContext } from "../fakes/source/source-context.ts";

/** Every source, of any protocol, must pass these tests. A new source adds its row. */
interface Row {
  readonly kind: string;
  config(port: number): unknown;
  readonly address: unknown;
  readonly binding: unknown;
}

const SECRET = "s3cret-canary";

const ROWS: readonly Row[] = [
  {
    kind: "opcua",
    config: (port) => ({
      endpoint: `opc.tcp://127.0.0.1:${port}`,
      security: { mode: "none", policy: "Basic256Sha256", insecure: true },
      user: { name: "reader", password: SECRET },
      keepAliveMs: 1000,
      connectTimeoutMs: 3000,
      eventRules: [],
      eventNotifiers: [],
      rings: [],
      group: "contract",
    }),
    address: { root: "/Objects/Machine" },
    binding: { path: "Speed", every: 1000 },
  },
  {
    kind: "sparkplug",
    config: (port) => mqtt(port),
    address: { group: "g", node: "n", device: "d" },
    binding: { metric: "m" },
  },
  {
    kind: "vda5050",
    config: (port) => ({ ...mqtt(port), majorVersion: 2, maps: [] }),
    address: { manufacturer: "m", serialNumber: "s" },
    binding: { topic: "state", pointer: "/driving" },
  },
  {
    kind: "mqtt-json",
    config: (port) => ({ ...mqtt(port), expectEveryMs: 1000 }),
    address: { topic: "t" },
    binding: { pointer: "/v" },
  },
  {
    kind: "modbus",
    config: (port) => ({
      host: "127.0.0.1",
      port,
      timeoutMs: 5_000,
      pollMs: 1_000,
      maxRegisters: 125,
      maxGap: 8,
      expectEveryMs: 5_000,
    }),
    address: { unit: 1 },
    binding: { register: 0, table: "holding", type: "uint16", wordOrder: "big" },
  },
  {
    kind: "s7",
    config: (port) => ({
      host: "127.0.0.1",
      port,
      connection: "op",
      rack: 0,
      slot: 1,
      pduSize: 960,
      timeoutMs: 5_000,
      pollMs: 1_000,
      maxGap: 16,
      encoding: "windows-1252",
      expectEveryMs: 5_000,
    }),
    address: { db: 1 },
    binding: { at: "DBD0", type: "real" },
  },
  {
    kind: "mtconnect",
    config: (port) => ({
      url: `http://127.0.0.1:${port}`,
      user: "reader",
      password: SECRET,
      mode: "stream",
      intervalMs: 500,
      heartbeatMs: 1_000,
      count: 1_000,
      maxDocumentKiB: 8_192,
      skipsNumbers: false,
      conditions: true,
    }),
    address: { device: "d" },
    binding: { dataItem: "x" },
  },
];

const mqtt = (port: number) => ({ url: `mqtt://127.0.0.1:${port}`, user: "reader", password: SECRET, keepAliveS: 5 });

let dir: string;
let server: Server | undefined;
const sockets = new Set<Socket>();

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-contract-"));
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
  rmSync(dir, { recursive: true, force: true });
});

/** A server that accepts connections and stays silent. */
async function mute(): Promise<number> {
  server = createServer((socket) => sockets.add(socket.on("error", () => undefined)));
  await new Promise((resolve) => server?.listen(0, "127.0.0.1", () => resolve(undefined)));
  return ((server as Server).address() as { port: number }).port;
}

async function closedPort(): Promise<number> {
  const port = await mute();
  await new Promise((resolve) => server?.close(resolve));
  server = undefined;
  return port;
}

function make(row: Row, port: number) {
  const plugin = plugins.sources.find((one) => one.kind === row.kind) as SourcePlugin;
  const { context } = fakeContext([{ address: row.address, binding: row.binding }], { dataDir: join(dir, "own") });
  return plugin.create(row.config(port) as never, context as never);
}

it("every kind of source has its row here", () => {
  expect(ROWS.map((row) => row.kind).sort()).toEqual(plugins.sources.map((plugin) => plugin.kind).sort());
});

describe.each(ROWS)("source $kind", (row) => {
  it("create does no I/O", async () => {
    const port = await mute();
    make(row, port);
    expect(readdirSync(dir)).toEqual([]);
    expect(sockets.size).toBe(0);
  });

  it("a refused connection names the endpoint and never the password", async () => {
    const port = await closedPort();
    const error = await make(row, port)
      .connect(AbortSignal.timeout(60_000))
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toContain(`127.0.0.1:${port}`);
    expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain(SECRET);
  });

  it("a connect that hangs ends when the signal aborts", async () => {
    const port = await mute();
    const stopping = new AbortController();
    const connecting = make(row, port).connect(stopping.signal);
    const outcome = connecting.then(
      () => undefined,
      (error: unknown) => error,
    );
    await expect.poll(() => sockets.size).toBeGreaterThan(0);
    stopping.abort();
    // A limit of its own would end it with another error.
    expect(await outcome).toMatchObject({ name: "AbortError" });
  });
});
