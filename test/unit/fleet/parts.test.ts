/** Waveforms on the way to the hub, items that are longer than a message, and those that are too large. */
import { afterEach, expect, it } from "vitest";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { Cutter, type Frame } from "../../../edge/fleet/cutter.ts";
import { NO_COUNTS } from "../../../edge/fleet/wire/counts.ts";
import { type FrameHead, readHead, readPieces } from "../../../edge/fleet/wire/frame.ts";
import { partsOf, readPart } from "../../../edge/fleet/wire/parts.ts";
import { takeFrames } from "../../../edge/hub/take-frames.ts";
import { WholeMessages } from "../../../edge/hub/whole-messages.ts";
import { LogFolder, never } from "../../fakes/log/folder.ts";
import { numbered, T0 } from "../../fakes/source/samples.ts";
import { shuffled } from "../../reliability/random.ts";
import { randomOf } from "../../run/seed.ts";

const folder = new LogFolder();
const RUN = "0123456789abcdef";
const MESSAGE_BYTES = 4_096;
const random = randomOf("parts");
const open: Cutter[] = [];
afterEach(async () => {
  for (const cutter of open.splice(0)) await cutter.close();
});

const waveform = (n: number, points: Float32Array): WaveformBlock => ({
  tag: 6 as TagRef,
  start: T0 + n,
  receivedAt: T0 + n,
  dtS: 1 / 12_800,
  unit: "m/s2",
  points,
  status: 0,
  flags: 0,
  context: { speedPerMin: 1_500, tool: "T1" },
});
const event = (n: number, letters: number) => ({
  eventUid: `uid-${n}`,
  type: "report",
  time: T0,
  receivedAt: T0,
  schema: "test/1",
  payload: {
    text: Array.from({ length: letters }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(""),
  },
});

async function framesOf(to: number, waveforms: "none" | "all"): Promise<Frame[]> {
  const options = { dir: folder.dir, logUid: "log", run: RUN, messageBytes: MESSAGE_BYTES, waveforms };
  const cutter = new Cutter({ ...options, onHole: () => undefined }, { position: 0, counts: NO_COUNTS });
  open.push(cutter);
  const frames: Frame[] = [];
  for (let frame = await cutter.next(to); frame !== undefined; frame = await cutter.next(to)) frames.push(frame);
  return frames;
}

/** What the hub makes of messages in this order. */
function taken(messages: readonly Uint8Array[], whole = new WholeMessages()) {
  let gaps = 0;
  const found = messages.flatMap((data) => {
    const message = whole.take({ data, ack: () => undefined });
    if (message === "gap") gaps++;
    return message === undefined || message === "gap" ? [] : [message.data];
  });
  const frames = found.flatMap((bytes) => {
    const head = readHead(bytes);
    return head === undefined ? [] : [{ bytes, head }];
  });
  return { gaps, ...takeFrames(frames, { from: 0, counts: NO_COUNTS }) };
}

it("[UL16] waveforms reach the hub bit for bit under their positions and tag, and both count them", async () => {
  const log = await folder.start();
  const odd = Float32Array.of(Number.NaN, -0, Number.POSITIVE_INFINITY, 1e-45, 3.5);
  const sent = [odd, new Float32Array(0), Float32Array.from({ length: 12_345 }, () => random() - 0.5)];
  let to = 0;
  for (const [n, points] of sent.entries()) {
    log.push(numbered(n * 10, 10));
    to = log.pushWaveform(waveform(n, points));
  }
  await log.committed(to, never);
  const frames = await framesOf(to, "all");
  expect(frames.flatMap(({ described }) => described)).toContain(6);
  expect(frames.some(({ parts }) => parts.length > 1)).toBe(true);
  for (const part of frames.flatMap(({ parts }) => parts)) expect(part.length).toBeLessThanOrEqual(MESSAGE_BYTES);
  const { groups, counts, to: end } = taken(frames.flatMap(({ parts }) => parts));
  expect([end, counts]).toEqual([to, { ...NO_COUNTS, samples: 30, waveforms: 3 }]);
  const blocks = groups.flatMap(({ entries }) =>
    entries.flatMap((one) => (one.kind === "waveform" ? [one.block] : [])),
  );
  expect(blocks.map(({ points }) => Buffer.from(points.buffer))).toEqual(sent.map(({ buffer }) => Buffer.from(buffer)));
  expect(blocks.map(({ points: _points, ...head }) => head)).toEqual(
    sent.map((_, n) => (({ points: _points, ...head }) => head)(waveform(n, odd))),
  );
  expect((await framesOf(to, "none")).at(-1)?.counts).toEqual({ ...NO_COUNTS, samples: 30, leftOut: 3 });
});

it("[UL17] an event longer than a message goes in parts; one too large is declared, and blocks nothing", async () => {
  const log = await folder.start();
  log.pushEvents({ events: [event(1, 30_000)] });
  log.pushEvents({ events: [{ ...event(2, 10), payload: { text: "x".repeat(9 * 1024 * 1024) } }] });
  const to = log.push(numbered(0, 10));
  await log.committed(to, never);
  const frames = await framesOf(to, "none");
  const { counts, to: end } = taken(frames.flatMap(({ parts }) => parts));
  expect([end, counts]).toEqual([to, { ...NO_COUNTS, samples: 10, events: 1, leftOut: 1 }]);
  const notes = frames.flatMap(({ bytes }) =>
    readPieces(bytes, readHead(bytes) as FrameHead).flatMap((piece) => (piece.kind === "leftOut" ? piece.events : [])),
  );
  expect(notes).toMatchObject([{ type: "event.left-out", payload: { eventUid: "uid-2", type: "report" } }]);
}, 30_000);

it("[UL17] parts repeated, missing, reordered or damaged make the whole message or ask for it again", async () => {
  const log = await folder.start();
  const to = log.pushEvents({ events: [event(1, 40_000)] });
  await log.committed(to, never);
  const [{ parts } = { parts: [] }] = await framesOf(to, "none");
  expect(parts.length).toBeGreaterThan(3);
  expect(taken([...parts, ...parts]).to).toBe(to);
  expect(taken(parts.flatMap((part) => [part, part])).to).toBe(to);
  const without = taken(parts.toSpliced(1, 1));
  expect([without.to, without.gaps > 0]).toEqual([0, true]);
  for (let round = 0; round < 20; round++) {
    const whole = new WholeMessages();
    const damaged = Buffer.from(parts[1] as Buffer);
    damaged.writeUInt8((damaged.readUInt8(round) + 1) % 256, round);
    const first = taken([...shuffled(parts, random), damaged], whole);
    expect([0, to]).toContain(first.to);
    // All of them again, as an edge sends them.
    if (first.to === 0) expect(taken([...parts, ...parts], whole).to).toBe(to);
  }
  const forged = partsOf(Buffer.alloc(100), { run: RUN, from: 0, to: 1 }, 60);
  forged[0]?.writeUInt32LE(2 ** 31, 40);
  expect(readPart(forged[0] as Buffer)).toBeUndefined();
});
