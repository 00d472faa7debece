/**
 * `npm run bench -- fleet`: an edge that sends a backlog to its hub over a NATS server on this machine. The log is that
 * of the demo plant, which runs for `--seconds`; the backlog is that log several times, each time later.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { Cutter } from "../../edge/fleet/cutter.ts";
import { Chain } from "../../edge/fleet/wire/chain.ts";
import { NO_COUNTS } from "../../edge/fleet/wire/counts.ts";
import { encodeFrame, type FrameHead, readHead, readPieces } from "../../edge/fleet/wire/frame.ts";
import { readDownward } from "../../edge/fleet/wire/greeting.ts";
import { Fleet } from "../../test/fakes/fleet/fleet.ts";
import { cpuUs } from "../process-figures.ts";
import { type Figures, figure } from "../report.ts";
import { type DemoLog, demoLog, writeBacklog } from "./demo-log.ts";
import { type ManyFigures, manyEdges } from "./many.ts";

const EVERY_S = 2.5;
const TAGS_WITHIN_S = 10;
const MESSAGE_BYTES = 64 * 1024;
/** Of one edge, or of all of them together. The first million costs more: V8 compiles the programs meanwhile. */
const BACKLOG = 4_000_000;

interface FleetBench {
  readonly seconds: number;
  readonly rounds: number;
  /** More than one: all of them send at once. */
  readonly edges: number;
  readonly servers: number;
}

export async function benchFleet({ seconds, rounds, edges, servers }: FleetBench): Promise<Figures> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-fleet-bench-"));
  try {
    const demo = await demoLog(dir, seconds);
    if (edges > 1) return await ofMany(demo, { rounds, edges, servers });
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
      figure("bytesLater", "the same after ten seconds, when most tags are described", "bytes", [bytes.later]),
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

async function ofMany(demo: DemoLog, { rounds, edges, servers }: Omit<FleetBench, "seconds">): Promise<Figures> {
  const runs: ManyFigures[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await manyEdges(demo, { edges, servers, samples: BACKLOG }));
  const of = (key: keyof ManyFigures) => runs.map((run) => run[key]);
  const perSecond = (edges * demo.samples) / (demo.spanUs / 1e6);
  const factors = of("samplesPerSecond").map((rate) => rate / perSecond);
  const what = `${edges} edges, ${servers} NATS servers, one hub: from backlog to the hub's disk`;
  return [
    figure("samplesPerSecond", what, "1/s", of("samplesPerSecond")),
    figure("bytesPerSample", "messages with samples and tags, by samples", "bytes", of("bytesPerSample")),
    figure("hubUs", "CPU of the hub's process, a sample", "µs", of("hubUs")),
    figure("edgeUs", "CPU of the edges' processes, a sample", "µs", of("edgeUs")),
    figure("serversUs", "CPU of all servers together, a sample", "µs", of("serversUs")),
    figure("lost", "items that the copies of the logs lack", "items", of("lost")),
    figure("catchUpFactor", "rate of a backlog, by that of as many demo plants", "", factors),
  ];
}

async function bytesPerSample({ dir, position, samples, spanUs }: DemoLog) {
  const options = { dir, logUid: "log", run: "0".repeat(16), messageBytes: MESSAGE_BYTES, onHole: () => undefined };
  const cutter = new Cutter(options, { position: 0, counts: NO_COUNTS });
  cutter.useChains(true);
  const chains = { read: new Chain(), written: new Chain() };
  const step = (position * EVERY_S * 1e6) / spanUs;
  const bytes = { samples: 0, all: 0, later: 0, laterItems: 0 };
  for (let upTo = step; cutter.position < position; upTo += step)
    for (let frame = await cutter.next(Math.min(upTo, position)); frame !== undefined; ) {
      bytes.all += frame.bytes.length;
      if (frame.from >= (TAGS_WITHIN_S / EVERY_S) * step) {
        bytes.later += frame.bytes.length;
        bytes.laterItems += frame.to - frame.from;
      }
      bytes.samples += samplesAlone(frame.bytes, chains);
      frame = await cutter.next(Math.min(upTo, position));
    }
  await cutter.close();
  return { samples: bytes.samples / samples, all: bytes.all / samples, later: bytes.later / bytes.laterItems };
}

/** Bytes of a message if it had its samples alone. */
function samplesAlone(bytes: Buffer, { read, written }: { read: Chain; written: Chain }): number {
  const head = readHead(bytes) as FrameHead;
  const pieces = readPieces(bytes, head, read).filter(({ kind }) => kind === "samples");
  return encodeFrame(head, pieces, written).length;
}

async function catchUp(demo: DemoLog) {
  await using fleet = await Fleet.make();
  const { position, samples } = await writeBacklog(join(fleet.dir, "edge", "log"), demo, BACKLOG);
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
