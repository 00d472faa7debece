/** What an edge that means harm can send with its own rights, and what becomes of it (rules HU30 and HU31). */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, crc32, zstdCompressSync } from "node:zlib";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { ByteWriter } from "../../../edge/fleet/wire/bytes.ts";
import { NO_COUNTS } from "../../../edge/fleet/wire/counts.ts";
import { encodeFrame, type FrameHead, readHead, readPieces } from "../../../edge/fleet/wire/frame.ts";
import type { Downward } from "../../../edge/fleet/wire/greeting.ts";
import { partsOf } from "../../../edge/fleet/wire/parts.ts";
import { Dictionary, TooManyTags } from "../../../edge/hub/edge-record.ts";
import { HeldMessages } from "../../../edge/hub/held-messages.ts";
import type { HubEdge } from "../../../edge/hub/hub-edge.ts";
import { openHubEdge } from "../../../edge/hub/open-hub-edge.ts";
import { EdgeFeed } from "../../../edge/hub/site/edge-feed.ts";
import { MOST_OF_EDGE, TAKEN_WITHIN_MS } from "../../../edge/hub/stream-message.ts";
import { WholeMessages } from "../../../edge/hub/whole-messages.ts";
import { TokenBuckets } from "../../../edge/observe/token-buckets.ts";
import { numbered, T0 } from "../../fakes/source/samples.ts";

const RUN = "0123456789abcdef";
const MB = 1024 * 1024;
const historian = {
  answers: "embedded",
  rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 },
  maxBytes: 1e9,
  memoryLimitMb: 64,
};
const greeting = {
  ...{ protocol: 1, edgeId: "edge", logUid: "log", site: "", starts: [{ epoch: 1, run: RUN, position: 0 }] },
  ...{ position: 0, oldest: 0, counts: NO_COUNTS },
};
let folder = "";
let edge: HubEdge | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gemba-hub-attacks-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await edge?.close();
  edge = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function opened(say: (message: Downward) => void = () => undefined): Promise<HubEdge> {
  const log = pino({ level: "silent" });
  edge = await openHubEdge({ folder, config: { logHours: 1, historian }, log, say }, greeting);
  return edge as HubEdge;
}

/** A message of some items with this body, whose checksum is right. */
function forged(write: (body: ByteWriter) => void, items = 1): Buffer {
  const body = new ByteWriter();
  write(body);
  const packed = zstdCompressSync(body.view(), { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  const empty = encodeFrame({ run: RUN, from: 0, to: items, before: NO_COUNTS }, []);
  const frame = Buffer.concat([empty.subarray(0, 68), packed]);
  frame.writeUInt32LE(body.length, 64);
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
  return frame;
}

const read = (frame: Buffer) => readPieces(frame, readHead(frame) as FrameHead);
const EVENTS = 2;
const eventsOf = (json: string) =>
  forged((body) => {
    body.varint(1);
    body.u8(EVENTS);
    body.block(Buffer.from(json));
  });

it("[HU30] a short message that unpacks to millions of pieces, batches or values is refused before it is built", () => {
  const many = 1_000_000;
  const pieces = forged((body) => {
    body.varint(many);
    // Pieces of no lost items.
    for (let n = 0; n < many; n++) {
      body.u8(4);
      body.varint(0);
    }
  });
  expect(pieces.length).toBeLessThan(2_000);
  expect(() => read(pieces)).toThrow("more pieces");
  const batches = forged((body) => {
    body.varint(1);
    body.u8(1);
    body.varint(many);
    body.varint(many);
    body.block(Buffer.alloc(3 * many));
    for (let stream = 0; stream < 11; stream++) body.varint(0);
  });
  expect(batches.length).toBeLessThan(2_000);
  expect(() => read(batches)).toThrow("more batches");
  const values = eventsOf(`[${"{},".repeat(5 * many)}{}]`);
  expect(values.length).toBeLessThan(10_000);
  expect(() => read(values)).toThrow("too many values");
});

it("[HU30] parts of a byte each take no more memory than the whole of them", () => {
  const whole = Buffer.alloc(20_000, 7);
  const head = { run: RUN, from: 0, to: 1 };
  const parts = partsOf(whole, head, 45);
  expect(parts).toHaveLength(20_000);
  const messages = new WholeMessages();
  const taken = parts.map((data) => messages.take({ data, ack: () => undefined }));
  const last = taken.at(-1);
  expect(taken.slice(0, -1).every((one) => one === undefined)).toBe(true);
  expect(typeof last === "object" && Buffer.compare(Buffer.from(last.data), whole)).toBe(0);
});

it("[HU30] descriptions of tags are bounded, and the edge hears why it is refused", async () => {
  const tag = { tagUid: "t", assetUid: "a", component: "c", signal: "s", type: "float" };
  const tags = Dictionary.open(join(folder, "."), 10_000);
  const rename = () => {
    // A tag that is renamed again and again, and new ones.
    for (let n = 0; ; n++) tags.add([{ ...tag, ref: (n % 3) as TagRef, tagUid: `t${n % 3}`, signal: `s${n}` }], n);
  };
  expect(rename).toThrow(TooManyTags);
  expect(tags.known.length).toBeLessThan(150);
  tags.close();
  const said: Downward[] = [];
  const part = await opened((message) => said.push(message));
  vi.spyOn(Dictionary.prototype, "add").mockImplementation(() => {
    throw new TooManyTags(7);
  });
  const ack = vi.fn();
  const data = encodeFrame({ run: RUN, from: 0, to: 10, before: NO_COUNTS }, [
    { kind: "samples", batches: [numbered(0, 10)] },
  ]);
  part.push({ data, ack });
  await vi.waitFor(() => expect(ack).toHaveBeenCalled());
  expect(said.at(-1)).toMatchObject({
    kind: "refused",
    en: expect.stringContaining("more than the hub keeps of one edge"),
    zh: expect.stringContaining("变量"),
  });
  expect(part.ledger().problem).toBe(null);
});

it("[HU31] messages of one edge that wait are bounded by number and bytes, also those that the disk refused", () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  const held = new HeldMessages();
  const large = { data: new Uint8Array(MOST_OF_EDGE.bytes / 4), ack: vi.fn() };
  const kept = Array.from({ length: 4 }, () => held.keep(large));
  expect(held.hasRoom(large)).toBe(false);
  kept[0]?.ack();
  kept[0]?.ack();
  expect(large.ack).toHaveBeenCalledTimes(1);
  expect(held.hasRoom(large)).toBe(true);
  for (const one of kept) one.ack();
  const small = { data: new Uint8Array(1), ack: () => undefined };
  for (let n = 0; n < MOST_OF_EDGE.messages; n++) {
    expect(held.hasRoom(small)).toBe(true);
    held.keep(small).leave();
  }
  // They still count at the server, which gives them again later.
  expect(held.hasRoom(small)).toBe(false);
  clock.mockReturnValue(TAKEN_WITHIN_MS);
  expect(held.hasRoom(small)).toBe(true);
  for (let n = 0; n < MOST_OF_EDGE.messages; n++) held.keep(small).leave();
  expect(held.hasRoom(small)).toBe(false);
  held.forgetLeft();
  expect(held.hasRoom(small)).toBe(true);
});

it("[HU31] an event that is nested too deeply leaves the stream, and the edge hears which message it was", async () => {
  const said: Downward[] = [];
  const part = await opened((message) => said.push(message));
  const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  const head = `"eventUid":"u","type":"t","schema":"s","time":${T0},"receivedAt":${T0}`;
  const ack = vi.fn();
  part.push({ data: eventsOf(`[{${head},"payload":${deep}}]`), ack });
  await vi.waitFor(() => expect(ack).toHaveBeenCalled());
  expect(said.at(-1)).toMatchObject({ kind: "mark", head: 0, again: "gap", unread: { from: 0, to: 1 } });
  // What comes after it is taken.
  const pieces = [{ kind: "lost", items: 1 } as const, { kind: "samples", batches: [numbered(1, 9)] } as const];
  part.push({ data: encodeFrame({ run: RUN, from: 0, to: 10, before: NO_COUNTS }, pieces), ack });
  await vi.waitFor(() => expect(part.position).toBe(10));
  expect(part.ledger().messages).toMatchObject({ damaged: 1, taken: 1 });
});

it("[HU31] what is no message at all asks nobody to send again: a server's answer may go to another edge", async () => {
  const said: Downward[] = [];
  const part = await opened((message) => said.push(message));
  const ack = vi.fn();
  part.push({ data: Buffer.from('{"stream":"GEMBA_UP", "seq":1}'), ack });
  await vi.waitFor(() => expect(ack).toHaveBeenCalled());
  expect(said.filter((one) => one.kind === "mark" && one.again !== undefined)).toEqual([]);
  expect(part.ledger().messages.damaged).toBe(1);
  // One that was damaged on its way is asked for.
  const damaged = encodeFrame({ run: RUN, from: 0, to: 0, before: NO_COUNTS }, []).fill(1, 20, 24);
  part.push({ data: damaged, ack });
  await vi.waitFor(() => expect(said.some((one) => one.kind === "mark" && one.again === "gap")).toBe(true));
});

it("[HU31] times that no clock shows are refused: they would be no dates on the page of all sites", async () => {
  const part = await opened();
  for (const receivedAt of [1e300, -1, 1e19]) {
    const ack = vi.fn();
    const event = { eventUid: "u", type: "t", schema: "s", time: T0, receivedAt, payload: {} };
    const head = { run: RUN, from: 0, to: 1, before: NO_COUNTS };
    part.push({ data: encodeFrame(head, [{ kind: "events", events: [event] }]), ack });
    await vi.waitFor(() => expect(ack).toHaveBeenCalled());
  }
  const batch = { ...numbered(0, 1), receivedAt: 1.5e16 };
  expect(() =>
    read(encodeFrame({ run: RUN, from: 0, to: 1, before: NO_COUNTS }, [{ kind: "samples", batches: [batch] }])),
  ).toThrow("at a time that cannot be");
  expect(part.position).toBe(0);
  expect(part.ledger()).toMatchObject({ storedTo: null, messages: { damaged: 3 } });
});

it("[HU31] live messages of one edge take a bounded share of the hub's time, and have a largest size", () => {
  let now = 1_000_000;
  const feed = new EdgeFeed({}, () => now);
  // Each costs the hub 600 ms.
  const costs = (): void => {
    now += 600;
  };
  feed.follow({ took: () => undefined, live: costs });
  const batches = [numbered(0, 1)];
  const live = encodeFrame({ run: RUN, from: 0, to: 1, before: NO_COUNTS }, [{ kind: "samples", batches }]);
  const [{ starts }] = [greeting];
  const heard = () => feed.hearLive(live, starts);
  expect([heard(), heard(), heard(), heard()].map((reason) => reason === undefined)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  now += 3_000;
  expect(heard()).toBeUndefined();
  now += 60_000;
  const bomb = forged((body) => body.append(Buffer.alloc(9 * MB)));
  expect(feed.hearLive(bomb, starts)).toBe("it is too large");
});

it("[HU31] each edge may greet so often, and those of others do not count", () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  const greetings = new TokenBuckets(10);
  const take = (id: string) => greetings.take(id, { burst: 20, perSecond: 1 }, performance.now()) === 0;
  const taken = (id: string, times: number) => Array.from({ length: times }, () => take(id)).filter(Boolean);
  expect(taken("a", 1_000)).toHaveLength(20);
  expect(taken("b", 5)).toHaveLength(5);
  clock.mockReturnValue(3_500);
  expect(taken("a", 1_000)).toHaveLength(3);
  clock.mockReturnValue(1e6);
  expect(taken("a", 1_000)).toHaveLength(20);
});
