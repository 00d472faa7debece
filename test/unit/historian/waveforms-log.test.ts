import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { numbered } from "../../fakes/source/samples.ts";
import { waveform } from "../../fakes/source/waveforms.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-waveform-log-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const signal = AbortSignal.timeout(30_000);

function open(epoch: number, onWaveforms: (blocks: readonly WaveformBlock[]) => void = () => undefined) {
  return openLog({
    dir,
    edgeId: "edge-1",
    epoch,
    log: pino({ level: "silent" }),
    commitMs: 1,
    onCommitted: (_batches, _events, waveforms) => onWaveforms(waveforms),
  });
}

it("[K15] waveforms are handed on only when they are on disk, and replay point by point after a restart", async () => {
  const seen: WaveformBlock[] = [];
  let log = await open(1, (blocks) => seen.push(...blocks));
  const blocks = [
    waveform(3, 1_000_000, { points: Float32Array.from({ length: 8192 }, (_, i) => Math.sin(i)) }),
    waveform(3, 2_000_000, { status: 0x80320000, points: new Float32Array(0), context: {} }),
  ];
  const position = blocks.map((block) => log.pushWaveform(block)).at(-1) as number;
  expect(seen).toEqual([]);
  await log.committed(position, signal);
  expect(seen).toEqual(blocks);
  await log.close();
  log = await open(2);
  const reader = new LogReader(dir, 0);
  expect((await reader.read(10, log.position))?.waveforms).toEqual(blocks);
  await reader.close();
  await log.close();
});

it("[K1] samples, events and waveforms alike are passed on, and acknowledged, only when they are on disk", async () => {
  const seen: string[] = [];
  const onDisk: boolean[] = [];
  const log = await openLog({
    ...{ dir, edgeId: "edge-1", epoch: 1, log: pino({ level: "silent" }), commitMs: 1 },
    onCommitted(batches, events, waveforms, position) {
      for (const [kind, some] of Object.entries({ batches, events, waveforms })) if (some.length > 0) seen.push(kind);
      onDisk.push(position <= log.position);
    },
  });
  const event = { eventUid: "0", type: "piece.finished", time: 1, receivedAt: 1, schema: "piece/1", payload: {} };
  log.push(numbered(0, 3));
  log.pushEvents({ events: [event] });
  const position = log.pushWaveform(waveform(3, 1_000_000));
  expect([seen, log.position < position]).toEqual([[], true]);
  await log.committed(position, signal);
  expect([new Set(seen), onDisk.every(Boolean)]).toEqual([new Set(["batches", "events", "waveforms"]), true]);
  const reader = new LogReader(dir, 0);
  const read = await reader.read(10, log.position);
  expect([read?.samples, read?.events, read?.waveforms]).toEqual([3, [event], [waveform(3, 1_000_000)]]);
  await reader.close();
  await log.close();
});

it("[K16] a sink gets the samples around waveforms; its cursor skips them without counting a loss", async () => {
  const log = await open(1);
  const feed = await log.feed("influx", 0);
  log.push(numbered(0, 3));
  log.pushWaveform(waveform(3, 1_000_000));
  const position = log.push(numbered(3, 2));
  await log.committed(position, signal);
  let samples = 0;
  let to = 0;
  while (to < position) {
    const chunk = await feed.read(100, signal);
    for (const batch of chunk.batches) samples += batch.length;
    to = chunk.to;
    feed.acknowledge(to);
  }
  expect({ samples, to, lost: feed.lost, backlog: feed.backlogSamples }).toEqual({
    samples: 5,
    to: 6,
    lost: 0,
    backlog: 0,
  });
  await log.close();
});

it.each([
  ["too large", waveform(3, 1_000_000, { points: new Float32Array(9 * 1024 * 1024) })],
  ["without a time", waveform(3, Number.NaN)],
  ["without a distance", waveform(3, 1_000_000, { dtS: Number.POSITIVE_INFINITY })],
])("[K15] a waveform %s is counted and declared as a gap, and later data are passed on", async (_what, block) => {
  const log = await open(1);
  log.pushWaveform(block);
  await log.committed(log.push(numbered(0, 2)), signal);
  await log.committed(log.push(numbered(2, 2)), signal);
  expect(log.counters.dropped).toBe(1);
  await log.close();
  const reader = new LogReader(dir, 0);
  const chunk = await reader.read(100, log.position);
  expect(chunk?.waveforms).toEqual([]);
  expect(chunk?.events).toMatchObject([{ type: "gap.declared", payload: { reason: "buffer_full", lost: 1 } }]);
  await reader.close();
});
