/** Packets of the Sparkplug host when it connects, by the tck-ids of Sparkplug 3.0. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import type { SparkplugAddress, SparkplugBinding } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { sparkplugSource } from "../../edge/sources/mqtt/sparkplug/plugin.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";

const [CONNECT, PUBLISH, SUBSCRIBE, DISCONNECT] = [1, 3, 8, 14] as const;
const CLEAN_START = 0x02;
const WILL = 0x04;
const WILL_QOS_1 = 0x08;
const WILL_RETAIN = 0x20;
const SESSION_EXPIRY = 0x11;

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Packet {
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
}

/** A broker that accepts everything and records all packets. */
async function recorder(protocol: "3.1.1" | "5") {
  const packets: Packet[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (let packet = firstPacket(rest); packet !== undefined; packet = firstPacket(rest)) {
        rest = rest.subarray(packet.end);
        packets.push(packet);
        socket.write(answerTo(packet, protocol === "5"));
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { packets, url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Grants every filter. The test's source subscribes to two filters at once. */
function answerTo({ type, flags, body }: Packet, isV5: boolean): Buffer {
  if (type === CONNECT) return Buffer.from(isV5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]);
  if (type === SUBSCRIBE) return Buffer.from([0x90, isV5 ? 5 : 4, ...body.subarray(0, 2), ...(isV5 ? [0] : []), 1, 0]);
  const idAt = 2 + (type === PUBLISH ? body.readUInt16BE(0) : 0);
  return type === PUBLISH && (flags & 0b0110) !== 0
    ? Buffer.from([0x40, 2, ...body.subarray(idAt, idAt + 2)])
    : Buffer.alloc(0);
}

function firstPacket(bytes: Buffer): (Packet & { end: number }) | undefined {
  let length = 0;
  for (let n = 0; n < 4; n++) {
    const byte = bytes[1 + n];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** n;
    if (byte >= 0x80) continue;
    const from = 2 + n;
    if (bytes.length < from + length) return undefined;
    return {
      type: (bytes[0] as number) >> 4,
      flags: (bytes[0] as number) & 15,
      body: bytes.subarray(from, from + length),
      end: from + length,
    };
  }
  return undefined;
}

it.each([
  ["3.1.1", "message-flow-phid-sparkplug-clean-session-311"],
  ["5", "message-flow-phid-sparkplug-clean-session-50"],
] as const)(
  "MQTT %s [%s; principles-persistence-clean-session; message-flow-phid-sparkplug-subscription, " +
    "-state-publish, -state-publish-payload-timestamp; " +
    "operational-behavior-host-application-disconnect-intentional]: clean, with its will, subscribed before " +
    "its birth, and a goodbye",
  async (protocol, _id) => {
    const { packets, url } = await recorder(protocol);
    const { context } = fakeContext<SparkplugAddress, SparkplugBinding>([
      { address: { group: "g", node: "n" }, binding: { metric: "m" } },
    ]);
    const abort = new AbortController();
    const ended = keepRunning(
      sparkplugSource.create({ url, protocol, hostId: "scada", keepAliveS: 5, reorderTimeoutMs: 1_000 }, context),
      new FakeInlet(),
      abort.signal,
    );
    cleanups.push(async () => {
      abort.abort();
      await ended;
    });
    await vi.waitFor(() => expect(packets.some(({ type }) => type === PUBLISH)).toBe(true), { timeout: 20_000 });

    const [connect, ...later] = packets;
    const flags = connect?.body[7] ?? 0;
    expect(connect?.type).toBe(CONNECT);
    expect(flags & (CLEAN_START | WILL | WILL_RETAIN | 0x18)).toBe(CLEAN_START | WILL | WILL_RETAIN | WILL_QOS_1);
    expect(connect?.body.includes("spBv1.0/STATE/scada")).toBe(true);
    expect(connect?.body.includes('{"online":false,"timestamp":')).toBe(true);
    if (protocol === "5") {
      // Properties begin behind the keep-alive: their length, then identifiers with values.
      const properties = connect?.body.subarray(11, 11 + (connect.body[10] ?? 0)) ?? Buffer.alloc(0);
      const expiry = properties[0] === SESSION_EXPIRY ? properties.readUInt32BE(1) : 0;
      expect(expiry).toBe(0);
    }
    const subscribed = later.findIndex(({ type, body }) => type === SUBSCRIBE && body.includes("spBv1.0/STATE/scada"));
    const born = later.findIndex(({ type }) => type === PUBLISH);
    expect(subscribed).toBeGreaterThanOrEqual(0);
    expect(born).toBeGreaterThan(subscribed);
    const birth = later[born];
    expect([
      birth?.flags,
      birth?.body.includes("spBv1.0/STATE/scada"),
      birth?.body.includes('{"online":true,'),
    ]).toEqual([0b0011, true, true]);
    const timestamps = [connect?.body, birth?.body].map(
      (body) => /"timestamp":(\d+)/.exec(body?.toString("latin1") ?? "")?.[1],
    );
    expect(timestamps[0]).toBe(timestamps[1]);

    abort.abort();
    await ended;
    const goodbye = packets.filter(({ type }) => type === PUBLISH).at(-1);
    expect(goodbye?.body.includes('{"online":false,')).toBe(true);
    expect(packets.at(-1)?.type).toBe(DISCONNECT);
  },
);
