/**
 * Child process of fuzzers.ts: hostile requests, streams, messages and answers, bounded in rate, until the parent is
 * gone.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { WebSocket } from "ws";
import { between, type Random, seeded } from "../random.ts";
import type { FuzzOrder, FuzzReport } from "./fuzzers.ts";

const REST_MS = 40;
const MAX_FAILURES = 20;
/** Operations left out: they connect to other servers, or stop the edge. */
const LEFT_OUT = /discovery|restart|reload/;

const order = JSON.parse(process.argv[2] as string) as FuzzOrder;
const random = seeded(order.seed);
const counts = { requests: 0, streams: 0, messages: 0, connections: 0 };
const failures: string[] = [];

process.on("disconnect", () => process.exit(0));
process.on("message", (message) => {
  if (message === "report") process.send?.({ ...counts, failures } satisfies FuzzReport);
});

async function again(act: (address: string) => Promise<void>): Promise<never> {
  for (;;) {
    await sleep(between(random, 0, 2 * REST_MS));
    const address = edgeAddress();
    if (address === undefined) continue;
    // A connection cut by a dying edge is not an answer.
    await act(address).catch(() => undefined);
  }
}

function edgeAddress(): string | undefined {
  try {
    return (JSON.parse(readFileSync(order.runFile, "utf8")) as { address: string }).address;
  } catch {
    return undefined;
  }
}

function failed(what: string): void {
  if (failures.length < MAX_FAILURES) failures.push(what);
}

const WORDS = [
  "",
  "NaN",
  "-1",
  "1e308",
  "Infinity",
  "2255-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "%2e%2e%2f",
  "\u0000",
  "'; DROP TABLE samples; --",
  "$" + "{env:HOME}",
  "𝔊".repeat(50),
  "x".repeat(4_000),
] as const;

function pick<T>(list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

/** Paths with their operations, as the API describes itself. */
let described: { readonly address: string; readonly paths: readonly [string, Record<string, Operation>][] } | undefined;

async function pathsOf(address: string) {
  if (described?.address !== address) {
    const answer = await fetch(`${address}/api/docs/json`);
    const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Operation>> };
    described = { address, paths: Object.entries(paths).filter(([path]) => !LEFT_OUT.test(path)) };
  }
  return described.paths;
}

async function hostileRequest(address: string): Promise<void> {
  const [path, operations] = pick(await pathsOf(address));
  const [method, { parameters = [] }] = pick(Object.entries(operations));
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) if (place === "query" && random() < 0.6) query.set(name, pick(WORDS));
  if (random() < 0.2) query.append(pick(WORDS), pick(WORDS));
  const filled = path.replace(/\{[^}]*\}/g, () => encodeURIComponent(pick(WORDS)) || "x");
  const hasBody = method !== "get" && method !== "head" && random() < 0.9;
  const response = await fetch(`${address}${filled}?${query}`, {
    method: method.toUpperCase(),
    ...(hasBody ? { headers: { "content-type": "application/json" }, body: hostileBody() } : {}),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  counts.requests++;
  // 503 means that a part is away or overloaded, which happens here.
  if (response.status === 500 || /\n\s+at .*\.ts:\d+/.test(text))
    failed(`${method} ${filled}?${query} answered ${response.status}: ${text.slice(0, 200)}`);
}

function hostileBody(): string {
  const kind = Math.floor(random() * 6);
  if (kind === 0) return "[".repeat(2_000);
  if (kind === 1) return '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}';
  if (kind === 2)
    return JSON.stringify({ comment: pick(WORDS), reason: pick(WORDS), minutes: 1e308, name: pick(WORDS) });
  if (kind === 3) return "x".repeat(100_000);
  if (kind === 4) return JSON.stringify([pick(WORDS), null, 1, {}]);
  return JSON.stringify({ [pick(WORDS)]: { [pick(WORDS)]: pick(WORDS) } });
}

async function hostileStream(address: string): Promise<void> {
  const socket = new WebSocket(`${address.replace("http", "ws")}/api/v1/${pick(["stream", "replay"])}`);
  socket.on("error", () => undefined);
  await Promise.race([once(socket, "open"), sleep(5_000)]);
  counts.streams++;
  if (socket.readyState !== WebSocket.OPEN) return socket.terminate();
  for (let i = 0; i < 5; i++) {
    const kind = Math.floor(random() * 5);
    if (kind === 0) socket.send(JSON.stringify({ kind: "hello", version: pick(WORDS), tags: [pick(WORDS)] }));
    else if (kind === 1) socket.send(noise(200));
    else if (kind === 2) socket.send("x".repeat(70_000));
    else if (kind === 3)
      socket.send(JSON.stringify({ kind: pick(["ack", "replay", "__proto__"]), from: pick(WORDS), speed: 1e308 }));
    else socket.ping(noise(20));
    await sleep(between(random, 0, 50));
    if (socket.readyState !== WebSocket.OPEN) return;
  }
  // Some connections stay open and never read.
  if (random() < 0.3) (socket as unknown as { _socket?: Socket })._socket?.pause();
  await sleep(between(random, 0, 2_000));
  socket.terminate();
}

/** Bytes that are not HTTP, or begin like it and never end. */
async function hostileBytes(address: string): Promise<void> {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  socket.on("error", () => socket.destroy());
  await Promise.race([once(socket, "connect"), sleep(2_000)]);
  counts.connections++;
  if (random() < 0.5) socket.write(noise(500));
  else socket.write("GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
  await sleep(between(random, 0, 1_500));
  socket.destroy();
}

/** Messages on a topic of a source, none of which fit its config. */
async function publishNoise(): Promise<never> {
  const client = await connectAsync(order.broker, { reconnectPeriod: 250, clientId: "chaos-noise" });
  client.on("error", () => undefined);
  for (;;) {
    await sleep(between(random, 0, 2 * REST_MS));
    if (!client.connected) continue;
    const topic = pick(["noise/a", "noise/b/c/d", "noise/__proto__", "spBv1.0/x/NDATA/y"]);
    client.publish(topic, random() < 0.5 ? hostileBody() : noise(300), { qos: pick([0, 1] as const) });
    counts.messages++;
  }
}

function noise(most: number): Buffer {
  return Buffer.from(Array.from({ length: 1 + Math.floor(random() * most) }, () => Math.floor(random() * 256)));
}

/**
 * An OPC UA server (OPC 10000-6, 7.1.2) that answers every request with well-formed chunks of wrong content, with
 * silence, or by closing.
 */
function answerNonsense(socket: Socket, own: Random): void {
  socket.on("error", () => socket.destroy());
  socket.on("data", () => {
    const kind = Math.floor(own() * 5);
    if (kind === 0) return;
    if (kind === 1) return void socket.destroy();
    const type = pick(["ACKF", "OPNF", "MSGF", "MSGC", "ERRF", "HELF"]);
    const body = noise(200);
    const head = Buffer.alloc(8);
    head.write(type);
    head.writeUInt32LE(pick([body.length + 8, 0, 1, 2 ** 31, 2 ** 32 - 1]), 4);
    socket.write(Buffer.concat([head, kind === 2 ? Buffer.alloc(20) : body]));
  });
}

const rogue = createServer((socket) => answerNonsense(socket, random)).listen(0, "127.0.0.1");
await once(rogue, "listening");
process.send?.({ endpoint: `opc.tcp://127.0.0.1:${(rogue.address() as AddressInfo).port}` });

await Promise.all([again(hostileRequest), again(hostileStream), again(hostileBytes), publishNoise()]);
