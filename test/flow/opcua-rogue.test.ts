/** Servers with invalid answers: each ends only its own connection. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { OpcuaTestServer } from "../fakes/opcua/server.ts";
import { OpcuaRig } from "../fakes/opcua/session.ts";

/** A message chunk of OPC 10000-6, 7.1.2: type, chunk kind, length, body. */
function chunk(type: string, body: Buffer, length = body.length + 8): Buffer {
  const head = Buffer.alloc(8);
  head.write(type);
  head.writeUInt32LE(length >>> 0, 4);
  return Buffer.concat([head, body]);
}

/** ACK: version, receive and send buffer, longest message, most chunks. */
function ack(...numbers: readonly number[]): Buffer {
  const body = Buffer.alloc(numbers.length * 4);
  for (const [i, number] of numbers.entries()) body.writeUInt32LE(number >>> 0, i * 4);
  return chunk("ACKF", body);
}

function error(length: number, text = "bad"): Buffer {
  const body = Buffer.alloc(8 + text.length);
  body.writeUInt32LE(0x80ad0000, 0);
  body.writeInt32LE(length, 4);
  body.write(text, 8);
  return chunk("ERRF", body);
}

const noise = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 197 + 31) & 0xff));
const GOOD = ack(0, 65_535, 65_535, 0, 0);
const MOST = 0xffff_ffff;

/** Answers to the first bytes of a client, and to the next. */
const ANSWERS: Readonly<Record<string, readonly (Buffer | "close" | "silence" | "endless")[]>> = {
  "buffers of 0": [ack(0, 0, 0, 0, 0)],
  "buffers of 1": [ack(0, 1, 1, 0, 0)],
  "buffers of 2^32 - 1": [ack(MOST, MOST, MOST, MOST, MOST)],
  "one chunk at most": [ack(0, 8192, 8192, 1, 1)],
  "an acknowledge without a body": [chunk("ACKF", Buffer.alloc(0))],
  "half an acknowledge": [GOOD.subarray(0, 12)],
  "a length of 0": [chunk("ACKF", GOOD.subarray(8), 0)],
  "a length of 2^31": [chunk("ACKF", GOOD.subarray(8), 2 ** 31)],
  "an error with a text of 2^31 bytes": [error(2 ** 31 - 1)],
  "an error with a text of -2 bytes": [error(-2)],
  "an error": [error(3)],
  noise: [noise(64)],
  "its own hello": [chunk("HELF", noise(32))],
  "a web page": [Buffer.from("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")],
  "the end": ["close"],
  nothing: ["silence"],
  "a good start, then noise": [GOOD, chunk("OPNF", noise(120))],
  "a good start, then a length of 2^31": [GOOD, chunk("OPNF", noise(120), 2 ** 31)],
  "a good start, then chunks without end": [GOOD, "endless"],
  "a good start, then nothing": [GOOD, "silence"],
  "a good start, then a message of no channel": [GOOD, chunk("MSGF", noise(64))],
};

function serve(answers: readonly (Buffer | "close" | "silence" | "endless")[], socket: Socket): void {
  let step = 0;
  socket.on("error", () => socket.destroy());
  socket.on("data", () => {
    const answer = answers[step++];
    if (answer === "close") socket.destroy();
    else if (answer === "endless") flood(socket);
    else if (Buffer.isBuffer(answer)) socket.write(answer);
  });
}

function flood(socket: Socket): void {
  const piece = chunk("OPNC", noise(8000));
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once("drain", more);
  };
  more();
}

it(`[C14] ${Object.keys(ANSWERS).length} invalid answers of servers end only their own connection`, async () => {
  const pki = await mkdtemp(join(tmpdir(), "gemba-rogue-"));
  await using server = await OpcuaTestServer.start(pki);
  await using good = await OpcuaRig.of({
    tags: [{ path: "own:Double1", every: 0 }],
    config: { endpoint: server.endpoint },
    name: "good",
  });
  const running = good.keepRunning();
  await vi.waitFor(() => expect(good.inlet.samples(0).length).toBeGreaterThan(3), { timeout: 20_000, interval: 50 });
  const residentBefore = process.memoryUsage().rss;
  for (const [what, answers] of Object.entries(ANSWERS)) {
    const rogue = createServer((socket) => serve(answers, socket)).listen(0, "127.0.0.1");
    await once(rogue, "listening");
    const endpoint = `opc.tcp://127.0.0.1:${(rogue.address() as AddressInfo).port}`;
    await using bad = await OpcuaRig.of({
      tags: [{ path: "own:Double1" }],
      config: { endpoint, connectTimeoutMs: 1000, group: "rogue" },
      name: "rogue",
    });
    await expect(bad.run(), what).rejects.toMatchObject({ name: "EdgeError" });
    rogue.close();
  }
  expect(
    (process.memoryUsage().rss - residentBefore) / 1e6,
    "MB, the thread that was made for them included",
  ).toBeLessThan(150);
  expect(good.links.losses).toEqual([]);
  expect(good.inlet.events).toEqual([]);
  const values = good.inlet.samples(0).map(({ value }) => value);
  expect(values).toEqual(values.map((_, n) => (values[0] as number) + n));
  await good.stop();
  await running;
  await rm(pki, { recursive: true, force: true });
});
