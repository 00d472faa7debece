import { BinaryStream, DataChangeNotification, EventNotificationList, NotificationMessage, PublishResponse, StatusCodes } from "node-opcua";
import { afterEach, expect, it } from "vitest";
import { ChunkReader, type LiftedMessage } from "../../../../../edge/sources/opcua/fast-lane/chunk-reader.ts";
import { deferNotifications, deferredBody, giveBack, lend, restoreNotifications } from "../../../../../edge/sources/opcua/fast-lane/deferred.ts";
import { findNotifications } from "../../../../../edge/sources/opcua/fast-lane/publish-envelope.ts";
import { Dice, encodedNotification, START } from "./notifications.ts";

afterEach(restoreNotifications);

const HEADER_BYTES = 24;
const MESSAGES = 3_000;

/** A PublishResponse as its bytes, encoding id first. */
function response(dice: Dice, notificationData: (DataChangeNotification | EventNotificationList)[]): Buffer {
  const message = new PublishResponse({
    responseHeader: { requestHandle: dice.below(1000), serviceResult: StatusCodes.Good, timestamp: START },
    subscriptionId: 7,
    availableSequenceNumbers: Array.from({ length: dice.below(4) }, (_, i) => i + 1),
    moreNotifications: dice.below(2) === 1,
    notificationMessage: new NotificationMessage({ sequenceNumber: 1 + dice.below(1000), publishTime: START, notificationData }),
    results: Array.from({ length: dice.below(3) }, () => StatusCodes.Good),
  });
  const stream = BinaryStream.createGrowable(1024, 1 << 24);
  message.encode(stream);
  return Buffer.concat([Buffer.from([1, 0, 829 & 0xff, 829 >> 8]), stream.buffer.subarray(0, stream.length)]);
}

function notification(dice: Dice, items: number): DataChangeNotification {
  const made = new DataChangeNotification();
  made.decode(new BinaryStream(encodedNotification(dice, 1, items)));
  return made;
}

/** Chunks of a channel without security, each with its own sequence number. */
function chunksOf(body: Buffer, dice: Dice, requestId: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let from = 0; from < body.length || chunks.length === 0; ) {
    const to = dice.below(3) === 0 ? body.length : Math.min(body.length, from + 1 + dice.below(200));
    const header = Buffer.alloc(HEADER_BYTES);
    header.write(to === body.length ? "MSGF" : "MSGC", "latin1");
    header.writeUInt32LE(HEADER_BYTES + to - from, 4);
    header.writeUInt32LE(11, 8);
    header.writeUInt32LE(3, 12);
    header.writeUInt32LE(100 + chunks.length, 16);
    header.writeUInt32LE(requestId, 20);
    chunks.push(Buffer.concat([header, body.subarray(from, to)]));
    from = to;
  }
  return chunks;
}

/** What the reader gave to node-opcua, and what it lifted, with the bodies copied because their buffer is used again. */
class Channel {
  passed: Buffer[] = [];
  readonly lifted: Buffer[][] = [];
  readonly reader = new ChunkReader({
    onBytes: (bytes) => this.passed.push(bytes),
    onLifted: ({ bytes, bodies }, stub) => {
      this.lifted.push(bodies.map(({ start, end }) => Buffer.from(bytes.subarray(start, end))));
      stub();
      return true;
    },
  });

  /** Socket reads end anywhere. */
  feed(bytes: Buffer, dice: Dice): void {
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + 1 + dice.below(300));
      this.reader.feed(Buffer.from(bytes.subarray(from, to)));
      from = to;
    }
  }

  take(): Buffer {
    return Buffer.concat(this.passed.splice(0));
  }
}

/** The bodies of all chunks, and their headers without sizes. */
function messageOf(bytes: Buffer): { body: Buffer; headers: string[] } {
  const bodies: Buffer[] = [];
  const headers: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    expect(size).toBeGreaterThanOrEqual(HEADER_BYTES);
    expect(at + size).toBeLessThanOrEqual(bytes.length);
    headers.push(bytes.toString("hex", at, at + 4) + bytes.toString("hex", at + 8, at + HEADER_BYTES));
    bodies.push(bytes.subarray(at + HEADER_BYTES, at + size));
    at += size;
  }
  return { body: Buffer.concat(bodies), headers };
}

/** A stub with the bodies put back in the place of their numbers. */
function whole(stub: Buffer, bodies: readonly Buffer[]): Buffer {
  let rest = stub;
  const parts: Buffer[] = [];
  for (const [number, body] of bodies.entries()) {
    const mark = Buffer.from([1, 0, 0x2b, 3, 1, 4, 0, 0, 0, number, 0, 0, 0]);
    const at = rest.indexOf(mark);
    expect(at).toBeGreaterThanOrEqual(0);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    parts.push(rest.subarray(0, at + 5), length, body);
    rest = rest.subarray(at + mark.length);
  }
  return Buffer.concat([...parts, rest]);
}

it(`${MESSAGES.toLocaleString("en")} publish responses in chunks and reads of any length: node-opcua gets every chunk with its numbers, and nothing of the message is lost or changed`, () => {
  const channel = new Channel();
  for (let seed = 0; seed < MESSAGES; seed++) {
    const dice = new Dice(seed);
    const body = response(
      dice,
      Array.from({ length: 1 + dice.below(3) }, () => notification(dice, dice.below(6))),
    );
    const chunks = chunksOf(body, dice, seed);
    channel.feed(Buffer.concat(chunks), dice);
    const { body: stub, headers } = messageOf(channel.take());
    expect(headers, `seed ${seed}`).toEqual(messageOf(Buffer.concat(chunks)).headers);
    expect(whole(stub, channel.lifted.pop() ?? []).equals(body), `seed ${seed}`).toBe(true);
  }
});

it("other messages, keep-alives and events pass as they are, between chunks of any kind", () => {
  const dice = new Dice(5);
  const channel = new Channel();
  const other = Buffer.concat([Buffer.from([1, 0, 0x77, 2]), Buffer.alloc(5000, 7)]);
  const events = response(dice, [new EventNotificationList({ events: [] })]);
  const bytes = Buffer.concat([
    Buffer.from("ACKF\x1c\0\0\0aaaabbbbccccddddeeee", "latin1"),
    ...chunksOf(other, dice, 1),
    ...chunksOf(response(dice, []), dice, 2),
    ...chunksOf(events, dice, 3),
    Buffer.from("ERRF\x10\0\0\0\0\0\x01\x80\xff\xff\xff\xff", "latin1"),
  ]);
  channel.feed(bytes, dice);
  expect(channel.take().equals(bytes)).toBe(true);
  expect(channel.lifted).toEqual([]);
});

it("a response that the server gives up half-way passes with its abort", () => {
  const dice = new Dice(1);
  const channel = new Channel();
  const [first] = chunksOf(response(dice, [notification(dice, 40)]), new Dice(2), 9);
  const begun = Buffer.from(first as Buffer);
  begun.write("MSGC", "latin1");
  const abort = Buffer.concat([Buffer.from("MSGA\x20\0\0\0", "latin1"), begun.subarray(8, 24), Buffer.alloc(8)]);
  channel.feed(Buffer.concat([begun, abort]), dice);
  expect(channel.take().equals(Buffer.concat([begun, abort]))).toBe(true);
});

it("hostile bytes reach node-opcua unchanged, or lifted whole: never others, never more", () => {
  let lifted = 0;
  for (let seed = 0; seed < 5_000; seed++) {
    const dice = new Dice(seed);
    const body = Buffer.from(response(dice, [notification(dice, 1 + dice.below(4))]));
    for (let i = dice.below(4); i >= 0; i--) body[4 + dice.below(body.length - 4)] = dice.of([0, 0x7f, 0x80, 0xff, dice.below(256)]);
    const bytes = Buffer.concat(chunksOf(body, dice, seed));
    if (seed % 3 === 0) bytes[dice.below(24)] = dice.below(256);
    const channel = new Channel();
    channel.feed(bytes, dice);
    const passed = channel.take();
    const bodies = channel.lifted[0];
    if (bodies === undefined) {
      // An unfinished message is still held back; what was passed is a beginning of it.
      expect(bytes.subarray(0, passed.length).equals(passed), `seed ${seed}`).toBe(true);
    } else {
      lifted++;
      expect(whole(messageOf(passed).body, bodies).equals(messageOf(bytes).body), `seed ${seed}`).toBe(true);
    }
  }
  expect(lifted).toBeGreaterThan(1_000);
});

it("a chunk shorter than its own header ends the reading: node-opcua gets everything from there on", () => {
  const channel = new Channel();
  const bytes = Buffer.concat([Buffer.from("MSGF\x05\0\0\0", "latin1"), Buffer.alloc(100, 1)]);
  channel.feed(bytes, new Dice(3));
  expect(channel.take().equals(bytes)).toBe(true);
});

it("lengths that do not fit are not found to be notifications", () => {
  const dice = new Dice(8);
  const body = response(dice, [notification(dice, 2)]);
  expect(findNotifications(body, body.length)).toHaveLength(1);
  for (let end = 0; end < body.length; end++) expect(findNotifications(body, end)).toBeUndefined();
});

it("the bytes are used again only once every notification was read from them", () => {
  deferNotifications();
  const dice = new Dice(4);
  const buffers: Buffer[] = [];
  let gives = true;
  const decode = ({ bytes, bodies }: LiftedMessage, stub: () => void): boolean => {
    buffers.push(bytes);
    return lend({ bytes, bodies }, stub);
  };
  const reader = new ChunkReader({
    onBytes: (chunk) => {
      const stream = new BinaryStream(chunk.subarray(HEADER_BYTES + 4));
      const came = new PublishResponse();
      came.decode(stream);
      for (const data of came.notificationMessage.notificationData ?? []) {
        const body = deferredBody(data as DataChangeNotification);
        expect(body?.stream.buffer).toBe(buffers.at(-1));
        if (gives && body !== undefined) giveBack(body);
      }
    },
    onLifted: decode,
  });
  const send = (): void => {
    const body = response(dice, [notification(dice, 2), notification(dice, 1)]);
    const header = chunksOf(Buffer.alloc(0), dice, 1)[0] as Buffer;
    header.writeUInt32LE(HEADER_BYTES + body.length, 4);
    reader.feed(Buffer.concat([header, body]));
  };
  for (const isGiven of [true, false, true]) {
    gives = isGiven;
    send();
  }
  expect(buffers[1]).toBe(buffers[0]);
  expect(buffers[2]).not.toBe(buffers[1]);
});
