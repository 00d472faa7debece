import fc from "fast-check";
import { expect, it } from "vitest";
import { type OversizedPacket, PacketGuard } from "../../../edge/mqtt/packet-guard.ts";

function publication(topic: string, bytes: number): Buffer {
  const body = Buffer.concat([Buffer.from([0, topic.length]), Buffer.from(topic), Buffer.alloc(bytes, 0x61)]);
  const length: number[] = [];
  for (let rest = body.length; ; rest >>= 7) {
    length.push(rest >= 128 ? (rest & 127) | 128 : rest);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([0x30, ...length]), body]);
}

function pass(stream: Buffer, cuts: readonly number[]) {
  const oversized: OversizedPacket[] = [];
  const passed: Buffer[] = [];
  const guard = new PacketGuard(1_000, (packet) => oversized.push(packet));
  let from = 0;
  for (const cut of [...cuts, stream.length]) {
    guard.filter(stream.subarray(from, cut), (bytes) => passed.push(Buffer.from(bytes)));
    from = cut;
  }
  return { oversized, passed: Buffer.concat(passed) };
}

it("cuts packets above the limit out of the stream wherever chunks end", () => {
  const small = [publication("a", 10), publication("b", 900), publication("c", 0), publication("d", 300)];
  const stream = Buffer.concat([
    small[0] as Buffer,
    publication("big/one", 20_000),
    small[1] as Buffer,
    small[2] as Buffer,
    publication("big/two", 5_000),
    publication("big/three", 1_001),
    small[3] as Buffer,
  ]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(stream.length), { maxLength: 40 }), (cuts) => {
      const { oversized, passed } = pass(
        stream,
        cuts.toSorted((a, b) => a - b),
      );
      expect(passed.equals(Buffer.concat(small))).toBe(true);
      expect(oversized.map(({ bytes }) => bytes)).toEqual([20_009, 5_009, 1_012]);
    }),
    { numRuns: 300 },
  );
  expect(pass(stream, []).oversized.map(({ topic }) => topic)).toEqual(["big/one", "big/two", "big/three"]);
});

it("names the packet identifier of a cut publication of QoS 1, wherever chunks end", () => {
  const packet = publication("big", 5_000);
  packet[0] = 0x32;
  packet.writeUInt16BE(0x1234, packet.indexOf("big") + 3);
  for (const cuts of [[], [1], [2, 3, 5, 9], [8]])
    expect(pass(packet, cuts).oversized).toEqual([{ bytes: 5_005, topic: "big", messageId: 0x1234 }]);
});

it("passes on a whole chunk without copying it", () => {
  const chunk = publication("a", 10);
  new PacketGuard(1_000, () => undefined).filter(chunk, (bytes) => expect(bytes).toBe(chunk));
  expect.assertions(1);
});

it("refuses a stream that is not MQTT", () => {
  expect(() => pass(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]), [])).toThrow(RangeError);
});
