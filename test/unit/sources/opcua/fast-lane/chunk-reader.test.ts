import { expect, it } from "vitest";
import {
  ChunkReader,
  FIRST_REQUEST_ID,
  HEADER_BYTES,
} from "../../../../../edge/sources/opcua/fast-lane/chunk-reader.ts";
import { sequenceAt } from "../../../../../edge/sources/opcua/fast-lane/sequence-numbers.ts";
import { sizeOf } from "../../../../run/long-sets.ts";
import { SEED } from "../../../../run/seed.ts";
import { chunksOf, notification, openChunk, response } from "./channel.ts";
import { Dice } from "./notifications.ts";

const HOSTILE = sizeOf("GEMBA_FUZZ", { short: 1_000, full: 20_000 });

const MESSAGES = sizeOf("GEMBA_FUZZ", { short: 1_000, full: 10_000 });

/** Output of the reader to node-opcua and to the lane; bytes are copied because their buffer is reused. */
class Channel {
  readonly #passed: Buffer[] = [];
  readonly messages: { requestId: number; bytes: Buffer }[] = [];
  readonly aborted: { requestId: number; reason: Buffer }[] = [];
  readonly broken: string[] = [];
  readonly buffers: Buffer[] = [];
  isFree = true;
  readonly reader = new ChunkReader({
    onBytes: (bytes) => void this.#passed.push(bytes),
    onMessage: (requestId, bytes, end) => {
      this.buffers.push(bytes);
      this.messages.push({ requestId, bytes: Buffer.from(bytes.subarray(0, end)) });
      return this.isFree;
    },
    onAborted: (requestId, reason) => void this.aborted.push({ requestId, reason }),
    onBroken: (reason) => void this.broken.push(reason),
  });

  /** Socket reads end anywhere. */
  feed(bytes: Buffer, dice: Dice): void {
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + 1 + dice.below(300));
      this.reader.feed(Buffer.from(bytes.subarray(from, to)));
      from = to;
    }
  }

  passed(): Buffer {
    return Buffer.concat(this.#passed.splice(0));
  }
}

/** Splits the bytes into chunks. */
function split(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunks.at(-1)?.length ?? 0)
    chunks.push(bytes.subarray(at, at + bytes.readUInt32LE(at + 4)));
  return chunks;
}

/** Without its sequence number. */
function bare(chunk: Buffer): string {
  const copy = Buffer.from(chunk);
  const at = sequenceAt(copy);
  if (at !== undefined) copy.writeUInt32LE(0, at);
  return copy.toString("hex");
}

function sequencesOf(bytes: Buffer): number[] {
  return split(bytes).flatMap((chunk) => {
    const at = sequenceAt(chunk);
    return at === undefined ? [] : [chunk.readUInt32LE(at)];
  });
}

it(`${MESSAGES.toLocaleString("en")} messages in any chunks: the lane gets its own, node-opcua the others`, () => {
  const dice = new Dice(SEED);
  const channel = new Channel();
  const sent: string[] = [];
  const ours: { requestId: number; bytes: Buffer }[] = [];
  let sequence = 51;
  for (let i = 0; i < MESSAGES; i++) {
    const isOurs = dice.below(3) > 0;
    const requestId = isOurs ? FIRST_REQUEST_ID + i : i;
    const body = response(
      dice,
      Array.from({ length: dice.below(3) }, () => notification(dice, dice.below(6))),
    );
    const chunks = dice.below(20) === 0 ? [openChunk(sequence)] : chunksOf(body, dice, { requestId, sequence });
    const isOpen = chunks[0]?.toString("latin1", 0, 3) === "OPN";
    sequence += chunks.length;
    if (isOurs && !isOpen) ours.push({ requestId, bytes: body });
    else sent.push(...chunks.map(bare));
    channel.feed(Buffer.concat(chunks), dice);
  }
  const passed = channel.passed();
  expect(split(passed).map(bare)).toEqual(sent);
  expect(sequencesOf(passed)).toEqual(Array.from(sent, (_, i) => (sequencesOf(passed)[0] as number) + i));
  expect(channel.messages).toEqual(ours);
  expect(channel.broken).toEqual([]);
  expect(ours.length).toBeGreaterThan(MESSAGES / 2);
});

it("hello, acknowledge and error pass unchanged, whatever came before", () => {
  const dice = new Dice(5);
  const channel = new Channel();
  const ack = Buffer.from("ACKF\x1c\0\0\0aaaabbbbccccddddeeee", "latin1");
  const error = Buffer.from("ERRF\x10\0\0\0\0\0\x01\x80\xff\xff\xff\xff", "latin1");
  channel.feed(
    Buffer.concat([ack, ...chunksOf(response(dice, []), dice, { requestId: FIRST_REQUEST_ID, sequence: 1 }), error]),
    dice,
  );
  expect(channel.passed().equals(Buffer.concat([ack, error]))).toBe(true);
});

it("an answer that the server gives up half-way ends with its reason, and the next one is read", () => {
  const dice = new Dice(2);
  const channel = new Channel();
  const requestId = FIRST_REQUEST_ID + 3;
  const [first] = chunksOf(response(dice, [notification(dice, 40)]), dice, { requestId, sequence: 1 });
  const begun = Buffer.from(first as Buffer);
  begun.write("MSGC", "latin1");
  const abort = Buffer.concat([begun.subarray(0, HEADER_BYTES), Buffer.from("\0\0\x80\x80\xff\xff\xff\xff", "latin1")]);
  abort.write("MSGA", "latin1");
  abort.writeUInt32LE(abort.length, 4);
  abort.writeUInt32LE(2, 16);
  const body = response(dice, []);
  channel.feed(Buffer.concat([begun, abort, ...chunksOf(body, dice, { requestId: requestId + 1, sequence: 3 })]), dice);
  expect(channel.aborted).toEqual([{ requestId, reason: Buffer.from("\0\0\x80\x80\xff\xff\xff\xff", "latin1") }]);
  expect(channel.messages).toEqual([{ requestId: requestId + 1, bytes: body }]);
  expect(channel.broken).toEqual([]);
});

it("node-opcua gets a number out of sequence, even on an answer to the lane", () => {
  const dice = new Dice(3);
  const channel = new Channel();
  const other = (sequence: number): Buffer =>
    Buffer.concat(chunksOf(Buffer.alloc(10), new Dice(9), { requestId: 4, sequence }).slice(0, 1));
  const lane = (sequence: number): Buffer =>
    Buffer.concat(
      chunksOf(response(new Dice(8), []), new Dice(17), { requestId: FIRST_REQUEST_ID, sequence }).slice(0, 1),
    );
  channel.feed(Buffer.concat([other(7), lane(8), other(9), lane(12)]), dice);
  expect(sequencesOf(channel.passed())).toEqual([7, 8, 11]);
});

it("an answer between the parts of another one breaks the connection, and nothing more is read", () => {
  const dice = new Dice(4);
  const channel = new Channel();
  const half = (requestId: number, sequence: number): Buffer => {
    const chunk = Buffer.concat(chunksOf(Buffer.alloc(30), new Dice(3), { requestId, sequence }).slice(0, 1));
    chunk.write("MSGC", "latin1");
    return chunk;
  };
  channel.feed(Buffer.concat([half(FIRST_REQUEST_ID, 1), half(FIRST_REQUEST_ID + 1, 2), half(4, 3)]), dice);
  expect(channel.broken).toEqual(["an answer came between the parts of another one"]);
  expect(channel.passed()).toHaveLength(0);
});

it("hostile bytes never lead to more output than input, or to an error", () => {
  for (let seed = 0; seed < HOSTILE; seed++) {
    const dice = new Dice(SEED + seed);
    const bytes = Buffer.concat(
      Array.from({ length: 4 }, (_, i) =>
        chunksOf(response(dice, [notification(dice, dice.below(4))]), dice, {
          requestId: dice.below(2) === 0 ? FIRST_REQUEST_ID + i : i,
          sequence: 1 + i,
        }),
      ).flat(),
    );
    for (let i = dice.below(6); i >= 0; i--)
      bytes[dice.below(bytes.length)] = dice.of([0, 0x7f, 0x80, 0xff, dice.below(256)]);
    const channel = new Channel();
    channel.feed(bytes, dice);
    const taken = channel.messages.reduce((sum, message) => sum + message.bytes.length, 0);
    expect(channel.passed().length + taken, `seed ${SEED + seed}`).toBeLessThanOrEqual(bytes.length);
  }
});

it("a chunk shorter than its own header ends the reading: node-opcua gets everything from there on", () => {
  const channel = new Channel();
  const bytes = Buffer.concat([Buffer.from("MSGF\x05\0\0\0", "latin1"), Buffer.alloc(100, 1)]);
  channel.feed(bytes, new Dice(3));
  expect(channel.passed().equals(bytes)).toBe(true);
});

it("the bytes are reused only when they are no longer needed", () => {
  const dice = new Dice(4);
  const channel = new Channel();
  for (const [i, isFree] of [true, false, true].entries()) {
    channel.isFree = isFree;
    const [chunk] = chunksOf(response(new Dice(8), []), new Dice(17), {
      requestId: FIRST_REQUEST_ID + i,
      sequence: 1 + i,
    });
    const whole = Buffer.from(chunk as Buffer);
    whole.write("MSGF", "latin1");
    channel.feed(whole, dice);
  }
  expect(channel.buffers[1]).toBe(channel.buffers[0]);
  expect(channel.buffers[2]).not.toBe(channel.buffers[1]);
});
