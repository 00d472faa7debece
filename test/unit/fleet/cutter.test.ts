/** How the commit log is cut anew for the hub, and what of it the hub makes a log again. */
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { Cutter, type Frame } from "../../../edge/fleet/cutter.ts";
import { NO_COUNTS } from "../../../edge/fleet/wire/counts.ts";
import { type Piece, readHead, readPieces } from "../../../edge/fleet/wire/frame.ts";
import { takeFrames } from "../../../edge/hub/take-frames.ts";
import { LogFolder, never } from "../../fakes/log/folder.ts";
import { numbered, T0 } from "../../fakes/source/samples.ts";
import { randomOf } from "../../run/seed.ts";

const folder = new LogFolder();
const RUN = "0123456789abcdef";
const WHOLE = 1e9;

const event = (n: number): EdgeEvent => ({
  eventUid: `uid-${n}`,
  type: "piece.finished",
  time: T0,
  receivedAt: T0,
  schema: "test/1",
  payload: { n, text: "x".repeat(200) },
});

const open: Cutter[] = [];
afterEach(async () => {
  for (const cut of open.splice(0)) await cut.close();
});

function cutter(messageBytes: number, onHole: (hole: unknown) => void = () => undefined): Cutter {
  const options = { dir: folder.dir, logUid: "log", run: RUN, messageBytes, onHole };
  const cut = new Cutter(options, { position: 0, counts: NO_COUNTS });
  open.push(cut);
  return cut;
}

async function allOf(cut: Cutter, upTo: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (let frame = await cut.next(upTo); frame !== undefined; frame = await cut.next(upTo)) frames.push(frame);
  return frames;
}

const piecesOf = ({ bytes }: Frame): Piece[] =>
  readPieces(bytes, readHead(bytes) as NonNullable<ReturnType<typeof readHead>>);
const arrived = ({ bytes }: Frame) => ({ bytes, head: readHead(bytes) as NonNullable<ReturnType<typeof readHead>> });

/** Samples, events and waveforms in turn. Resolves with the position. */
async function fill(rounds: number): Promise<number> {
  const log = await folder.start({ segmentBytes: 20_000 });
  let to = 0;
  for (let n = 0; n < rounds; n++) {
    log.push(numbered(n * 100, 100, 1 + (n % 5)));
    log.pushEvents({ events: [event(n), event(n + 0.5)] });
    const [tag, start] = [6 as TagRef, T0 + n];
    to = log.pushWaveform({
      tag,
      start,
      receivedAt: T0,
      dtS: 1,
      unit: "g",
      points: new Float32Array(20),
      status: 0,
      flags: 0,
      context: {},
    });
    await log.committed(to, never);
  }
  await folder.stop(log);
  return to;
}

it("[UL5] messages hold every position once, within the largest size, and describe each tag once", async () => {
  const to = await fill(60);
  const frames = await allOf(cutter(4_096), to);
  expect(frames.length).toBeGreaterThan(3);
  expect(frames.map(({ from }) => from)).toEqual([0, ...frames.slice(0, -1).map((frame) => frame.to)]);
  expect(frames.at(-1)?.to).toBe(to);
  for (const { bytes } of frames) expect(bytes.length).toBeLessThanOrEqual(4_096);
  expect(frames.flatMap(({ described }) => described).sort()).toEqual([1, 2, 3, 4, 5]);
  expect(frames.at(-1)?.counts).toEqual({ samples: 6_000, events: 120, waveforms: 0, leftOut: 60, lost: 0 });
});

it("[UL5] long texts that compress well make no message that the hub would refuse as too large", async () => {
  const log = await folder.start();
  const words = "字".repeat(60_000);
  const builder = new BatchBuilder();
  for (let n = 0; n < 250; n++) builder.addText(1 as TagRef, T0 + n, words, 0, 0);
  const to = log.push(builder.finish(T0));
  await log.committed(to, never);
  await folder.stop(log);
  const frames = await allOf(cutter(65_536), to);
  expect(frames.flatMap(piecesOf).length).toBeGreaterThan(1);
  expect(frames.at(-1)?.counts.samples).toBe(250);
}, 60_000);

it("[UL6] a waveform is declared by a note in its place, the same whenever it is sent", async () => {
  const to = await fill(3);
  const notes = async () =>
    (await allOf(cutter(WHOLE), to))
      .flatMap(piecesOf)
      .flatMap((piece) => (piece.kind === "leftOut" ? piece.events : []));
  const first = await notes();
  expect(first).toHaveLength(3);
  expect(first[0]).toMatchObject({ type: "waveform.left-out", payload: { points: 20 } });
  expect(new Set(first.map(({ eventUid }) => eventUid)).size).toBe(3);
  expect(await notes()).toEqual(first);
});

it("[UL9] cutting goes on inside a segment, and tags after the place are described again", async () => {
  const to = await fill(40);
  const cut = cutter(2_048);
  const frames = await allOf(cut, to);
  const at = frames[Math.floor(frames.length / 2)] as Frame;
  await cut.seek(at.from, frames[Math.floor(frames.length / 2) - 1]?.counts ?? NO_COUNTS);
  const again = await allOf(cut, to);
  expect(again[0]?.from).toBe(at.from);
  expect(again.at(-1)?.counts).toEqual(frames.at(-1)?.counts);
});

it("[UL6] items that are gone from the log are a hole for the hub, and are counted by both", async () => {
  const to = await fill(60);
  const [, second] = await folder.segments();
  await unlink(join(folder.dir, second as string));
  const holes: unknown[] = [];
  const frames = await allOf(
    cutter(4_096, (hole) => holes.push(hole)),
    to,
  );
  expect(holes).toHaveLength(1);
  const lost = frames.at(-1)?.counts.lost as number;
  expect(lost).toBeGreaterThan(0);
  const taken = takeFrames(frames.map(arrived), { from: 0, counts: NO_COUNTS });
  expect(taken).toMatchObject({ to, counts: frames.at(-1)?.counts, miscounted: undefined });
  expect(taken.groups.length).toBe(2);
  expect((taken.groups[1]?.from as number) - (taken.groups[0]?.to as number)).toBe(lost);
});

it("[HU2] repeated, reordered and overlapping messages make the same log as each one once", async () => {
  const to = await fill(30);
  const random = randomOf("take frames");
  const [small, large] = [await allOf(cutter(1_500), to), await allOf(cutter(4_000), to)];
  for (let round = 0; round < 30; round++) {
    let state = { from: 0, counts: NO_COUNTS };
    const entries: unknown[] = [];
    for (let step = 0; state.from < to && step < 10_000; step++) {
      const set = random() < 0.5 ? small : large;
      // Mostly the message that continues, else any other one.
      const next = set.findIndex((frame) => frame.from <= state.from && frame.to > state.from);
      const at = random() < 0.6 ? next : Math.floor(random() * set.length);
      const taken = takeFrames([arrived(set[at] as Frame)], state);
      expect(taken.miscounted).toBeUndefined();
      for (const group of taken.groups) {
        expect(group.from).toBe(state.from);
        entries.push(...group.entries);
      }
      state = { from: taken.to, counts: taken.counts };
    }
    expect(state.counts).toEqual(small.at(-1)?.counts);
    expect(valuesOf(entries)).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
  }
});

function valuesOf(entries: readonly unknown[]): number[] {
  return (entries as { kind: string; batch?: { values: Float64Array } }[]).flatMap(({ batch }) => [
    ...(batch?.values ?? []),
  ]);
}
