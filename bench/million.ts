/**
 * `npm run bench -- million [--rate N] [--seconds N]`: a million values a second from OPC UA to closed Parquet files,
 * nothing lost; then the same with every follower.
 */
import { decodeFrame } from "../edge/batch/wire.ts";
import { startInfluxd } from "../test/fakes/influx/influxd.ts";
import { onePass, type Pass } from "./million-pass.ts";
import { type Figures, figure } from "./report.ts";

const RATE = 1_000_000;
const PROBE_SECONDS = 40;
/** Shares of the requested rate that are tried, one after the other, until the machine keeps up. */
const STEPS = [1, 0.75, 0.5, 0.35, 0.25, 0.15, 0.1] as const;
/** A message may wait this long for a request: the edge asks servers to hold twice as much. */
const LATE_MS = 5_000;
/** Smaller shares of a thread are left out. */
const LEAST_US = 0.002;

export async function benchMillion({
  seconds,
  rate = RATE,
}: {
  readonly seconds: number;
  readonly rounds: number;
  readonly rate?: number;
}): Promise<Figures> {
  const possible = await highestRate(rate, Math.min(seconds, PROBE_SECONDS));
  const alone = await onePass({ rate: possible, seconds });
  const all = await withEveryFollower(possible, seconds);
  return [...figuresOf(alone), ...followerFigures(all)];
}

/** The first of the steps at which the edge keeps up and loses nothing. */
async function highestRate(asked: number, seconds: number): Promise<number> {
  for (const step of STEPS) {
    const { lateMs, lost, declared, pathUs } = await onePass({ rate: asked * step, seconds, isProbe: true });
    process.stderr.write(
      `${asked * step} values/s: late by ${lateMs} ms, lost ${lost}, declared ${declared}, ` +
        `path ${pathUs.toFixed(3)} µs\n`,
    );
    if (lost + declared === 0 && lateMs < LATE_MS) return asked * step;
  }
  throw new Error(`the machine cannot do ${(STEPS.at(-1) as number) * asked} values/s`);
}

/** Key figures, a sink and a reader of the stream beside the historian and the books. */
async function withEveryFollower(rate: number, seconds: number): Promise<Pass & { readonly frames: Frames }> {
  const server = await startInfluxd();
  const frames = { count: 0, samples: 0 };
  try {
    const made = await fetch(`${server.url}/query`, {
      method: "POST",
      body: "q=CREATE DATABASE bench",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    if (!made.ok) throw new Error(`InfluxDB answered ${made.status}`);
    const more = {
      kpis: {},
      sinks: [{ name: "influx", kind: "influx", url: server.url, api: "v1", database: "bench" }],
    };
    const beside = ({ address }: { readonly address: string }) => reader(address, frames);
    return { ...(await onePass({ rate, seconds, more, beside, isProbe: true })), frames };
  } finally {
    await server.stop();
  }
}

interface Frames {
  count: number;
  samples: number;
}

/** A reader of the stream that acknowledges each frame at once. */
function reader(address: string, frames: Frames): AsyncDisposable {
  const socket = new WebSocket(`${address.replace(/^http/, "ws")}/api/v1/stream`);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => socket.send(JSON.stringify({ kind: "hello", have: 0 })));
  socket.addEventListener("message", ({ data }: { readonly data: string | ArrayBuffer }) => {
    if (typeof data === "string") return;
    const { version, samples } = decodeFrame(new Uint8Array(data));
    frames.count++;
    frames.samples += samples.length;
    socket.send(JSON.stringify({ kind: "ack", version }));
  });
  return {
    [Symbol.asyncDispose]: () => {
      socket.close();
      return Promise.resolve();
    },
  };
}

function figuresOf(pass: Pass): Figures {
  const us = (key: string, what: string, value: number) => figure(key, what, "µs/value", [value]);
  const threads = [...pass.threads].filter(([, cost]) => cost >= LEAST_US).sort((a, b) => b[1] - a[1]);
  return [
    figure("rate", "values from the first one to the last one received", "values/s", [pass.rate]),
    figure("lateMs", "longest wait of a message for the edge", "ms", [pass.lateMs]),
    figure("lost", "samples missing or wrong in the closed Parquet files, declared ones too", "samples", [pass.lost]),
    figure("declared", "samples that the edge declared as lost", "samples", [pass.declared]),
    us("pathUs", "worker, commit log, twin, limits: the edge process without the thread of the books", pass.pathUs),
    ...threads.map(([name, cost]) => us(`  ${name}`, "of the edge process, by the kernel's count", cost)),
    us("historianUs", "historian process: following the log", pass.followUs),
    us("closingUs", "historian process: closing of spans", pass.closingUs),
    us("loadUs", "the server that sends", pass.loadUs),
    figure("drainS", "from the last value until every sample is in closed spans", "s", [pass.drainS]),
    figure("edgeMb", "memory of the edge process at the end", "MiB", [pass.edgeMb]),
    figure("historianMb", "memory of the historian process at the end", "MiB", [pass.historianMb]),
  ];
}

function followerFigures(pass: Pass & { readonly frames: Frames }): Figures {
  const seconds = pass.samples / pass.rate;
  return [
    figure("allRate", "the same with sink, key figures and a reader of the stream", "values/s", [pass.rate]),
    figure("allLost", "lost and not declared", "samples", [pass.lost]),
    figure("allDeclared", "declared as lost", "samples", [pass.declared]),
    figure("allPathUs", "the edge process without the thread of the books", "µs/value", [pass.pathUs]),
    ...pass.behind.map(({ name, state, backlog, missed }) =>
      figure(
        `  ${name}`,
        `${state}; waits in the commit log at the last value${missed > 0 ? `; ${missed} missed` : ""}`,
        "items",
        [backlog],
      ),
    ),
    figure("  stream", "frames a second to the reader, each with the newest values", "frames/s", [
      pass.frames.count / seconds,
    ]),
    figure("  stream values", "of the received values", "%", [(100 * pass.frames.samples) / pass.samples]),
  ];
}
