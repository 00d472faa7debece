/**
 * `npm run bench -- fleet`: an edge that sends a backlog to its hub over a NATS server on this machine. The log is that
 * of the demo plant, which runs for `--seconds`; the backlog is that log several times, each time later.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { pino } from "pino";
import type { SampleBatch } from "../edge/contracts/path/sample-batch.ts";
import { Cutter } from "../edge/fleet/cutter.ts";
import { NO_COUNTS } from "../edge/fleet/wire/counts.ts";
import { encodeFrame, type FrameHead, readHead, readPieces } from "../edge/fleet/wire/frame.ts";
import { readDownward } from "../edge/fleet/wire/greeting.ts";
import { openLog } from "../edge/historian/log/commit-log.ts";
import { LogReader } from "../edge/historian/log/log-reader.ts";
import { Fleet } from "../test/fakes/fleet/fleet.ts";
import { running, startGemba, stopProcess } from "./gemba-process.ts";
import { cpuUs } from "./process-figures.ts";
import { type Figures, figure } from "./report.ts";

const EVERY_S = 2.5;
const MESSAGE_BYTES = 64 * 1024;
const BACKLOG = 1_000_000;
const never = new AbortController().signal;

interface DemoLog {
  readonly dir: string;
  readonly batches: readonly SampleBatch[];
  readonly samples: number;
  readonly position: number;
  readonly spanUs: number;
}

export async function benchFleet({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-fleet-bench-"));
  try {
    const demo = await demoLog(dir, seconds);
    const bytes = await bytesPerSample(demo);
    const runs = [];
    for (let round = 0; round < rounds; round++) runs.push(await catchUp(demo));
    const perSecond = demo.samples / (demo.spanUs / 1e6);
    const rates = runs.map(({ samplesPerSecond }) => samplesPerSecond);
    const factors = rates.map((rate) => rate / perSecond);
    return [
      figure("samplesPerSecond", "one edge, one NATS server, one hub, from backlog to the hub's disk", "1/s", rates),
      figure("bytesPerSample", "samples in messages of 2.5 s of the demo", "bytes", [bytes.samples]),
      figure("bytesWithAll", "the same messages with events, notes and each tag once, by samples", "bytes", [
        bytes.all,
      ]),
      figure(
        "hubUs",
        "CPU of the hub's process, a sample",
        "µs",
        runs.map(({ hubUs }) => hubUs),
      ),
      figure(
        "edgeUs",
        "CPU of the edge's process, a sample",
        "µs",
        runs.map(({ edgeUs }) => edgeUs),
      ),
      figure(
        "lost",
        "items that the hub lacks, has too much of, or has otherwise",
        "items",
        runs.map(({ lost }) => lost),
      ),
      figure("catchUpFactor", "rate of a backlog, by that of the demo", "", factors),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The commit log of the demo plant after so many seconds. */
async function demoLog(dir: string, seconds: number): Promise<DemoLog> {
  const dataDir = join(dir, "demo");
  const gemba = startGemba({ command: "start", dataDir, more: ["--past-hours", "0"] });
  try {
    await running(dataDir, gemba);
    await sleep(seconds * 1000);
  } finally {
    await stopProcess(gemba);
  }
  const batches: SampleBatch[] = [];
  const reader = new LogReader(join(dataDir, "log"), 0);
  for (let chunk = await reader.read(10_000, Number.POSITIVE_INFINITY); chunk !== undefined; ) {
    batches.push(...chunk.batches);
    chunk = await reader.read(10_000, Number.POSITIVE_INFINITY);
  }
  await reader.close();
  const samples = batches.reduce((sum, { length }) => sum + length, 0);
  const spanUs = (batches.at(-1)?.receivedAt ?? 0) - (batches[0]?.receivedAt ?? 0);
  return { dir: join(dataDir, "log"), batches, samples, position: reader.position, spanUs };
}

async function bytesPerSample({ dir, position, samples, spanUs }: DemoLog) {
  const options = { dir, logUid: "log", run: "0".repeat(16), messageBytes: MESSAGE_BYTES, onHole: () => undefined };
  const cutter = new Cutter(options, { position: 0, counts: NO_COUNTS });
  const step = (position * EVERY_S * 1e6) / spanUs;
  const bytes = { samples: 0, all: 0 };
  for (let upTo = step; cutter.position < position; upTo += step)
    for (let frame = await cutter.next(Math.min(upTo, position)); frame !== undefined; ) {
      bytes.all += frame.bytes.length;
      bytes.samples += samplesAlone(frame.bytes);
      frame = await cutter.next(Math.min(upTo, position));
    }
  await cutter.close();
  return { samples: bytes.samples / samples, all: bytes.all / samples };
}

/** Bytes of a message if it had its samples alone. */
function samplesAlone(bytes: Buffer): number {
  const head = readHead(bytes) as FrameHead;
  return encodeFrame(
    head,
    readPieces(bytes, head).filter(({ kind }) => kind === "samples"),
  ).length;
}

async function catchUp(demo: DemoLog) {
  await using fleet = await Fleet.make();
  const { position, samples } = await writeBacklog(join(fleet.dir, "edge", "log"), demo);
  fleet.uplink = { everyMs: 2_500, messageKb: 64, inFlightKb: 4_096 };
  fleet.step = 0;
  await fleet.start("nats", "hub");
  const ears = await connect({ servers: `127.0.0.1:${fleet.port}` });
  let head = 0;
  let from = 0;
  ears.subscribe("gemba.down.*", {
    callback: (_, { data }) => {
      const mark = readDownward(data);
      if (mark?.kind !== "mark") return;
      if (head === 0) from = performance.now();
      head = Math.max(head, mark.head);
    },
  });
  await fleet.start("edge");
  while (head === 0) await sleep(20);
  const before = { hub: cpuUs(fleet.pidOf("hub")), edge: cpuUs(fleet.pidOf("edge")), head };
  while (head < position) await sleep(20);
  const share = (position - before.head) / position;
  const us = (performance.now() - from) * 1000;
  const result = {
    samplesPerSecond: (samples * share) / (us / 1e6),
    hubUs: (cpuUs(fleet.pidOf("hub")) - before.hub) / (samples * share),
    edgeUs: (cpuUs(fleet.pidOf("edge")) - before.edge) / (samples * share),
  };
  await ears.close();
  const { undeclared, spurious, changed } = await fleet.compare();
  return { ...result, lost: undeclared + spurious + changed };
}

/** The demo's samples again and again, each time later. */
async function writeBacklog(dir: string, { batches, samples, spanUs }: DemoLog) {
  const log = await openLog({ dir, edgeId: "bench", epoch: 1, log: pino({ level: "silent" }), commitMs: 1 });
  const repeats = Math.ceil(BACKLOG / samples);
  for (let n = 0; n < repeats; n++)
    for (const batch of batches) {
      const later = n * (spanUs + 1e6);
      const position = log.push({
        ...batch,
        receivedAt: batch.receivedAt + later,
        times: batch.times.map((time) => time + later),
      });
      if (log.full) await log.committed(position, never);
    }
  const { position } = log;
  await log.close();
  return { position: Math.max(position, log.position), samples: samples * repeats };
}
