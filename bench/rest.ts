/**
 * `npm run bench -- rest`: the cost, on a light machine, of a plant in normal operation and of one that is switched
 * off. The plant is the demo of one day, frozen with its scenario in `bench/rest`, so that figures of different commits
 * can be compared.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../edge/cli/process/processes.ts";
import { type Part, type Run, running, startGemba, stopProcess } from "./gemba-process.ts";
import { StreamViewer } from "./load/stream-viewer.ts";
import { cpuUs, rssMb, wakeUps } from "./process-figures.ts";
import { type Figures, figure } from "./report.ts";

const BROKER = fileURLToPath(new URL("../edge/cli/demo/broker/main.ts", import.meta.url));
const PLANT = fileURLToPath(new URL("rest/plant", import.meta.url));
const SCENARIO = fileURLToPath(new URL("rest/scenario.yaml", import.meta.url));
/** Names of the environment variables for the ports of the plant's machines. */
const PORTS = ["TURNING", "MILLING", "ROBOTS", "PROCESS", "ASSEMBLY", "UTILITIES", "MODBUS"];
/**
 * By then the code of the start is compiled and its memory released; a shorter window shortens this time in proportion.
 */
const SETTLES_S = 300;
const WINDOW_S = 60;
/** Interval at which a page draws, that of the screen. */
const DRAWS_IN_MS = 16;

interface Options {
  /** Length of the measured window. */
  readonly seconds: number;
  readonly rounds: number;
  /** Pages that are open while the plant runs. */
  readonly viewers: number;
}

/** The cost of a window: shares of one core, wake-ups of edge and historian, memory of the edge at its end. */
interface Rest {
  readonly shares: Readonly<Record<Part, number>>;
  readonly wakeUps: number;
  readonly rssMb: number;
  readonly historianRssMb: number;
  /** Samples that sources received. */
  readonly samples: number;
}

/** The plant at work, and then the same plant switched off, each in a process tree of its own. */
export async function benchRest({ seconds, rounds, viewers }: Options): Promise<Figures> {
  const live: Rest[] = [];
  const silent: Rest[] = [];
  for (let round = 0; round < rounds; round++) {
    live.push(await onFolder((folder) => atWork(folder, seconds, viewers)));
    silent.push(await onFolder((folder) => switchedOff(folder, seconds)));
  }
  const of = (key: string, what: string, unit: string, runs: readonly Rest[], value: (rest: Rest) => number) =>
    figure(key, what, unit, runs.map(value));
  const share = (key: string, what: string, runs: readonly Rest[], part: Part) =>
    of(key, what, "of one core", runs, ({ shares }) => shares[part]);
  const pages = `${viewers} ${viewers === 1 ? "page" : "pages"} open`;
  return [
    share("edgeShare", `edge, plant at work, ${pages}`, live, "edge"),
    share("historianShare", "historian process", live, "historian"),
    share("brokerShare", "the demo's broker", live, "broker"),
    share("simulatorShare", "simulated machines", live, "simulators"),
    of("wakeupsPerSecond", "threads of edge and historian that began to run", "1/s", live, (rest) => rest.wakeUps),
    of("rssMb", "edge process", "MiB", live, (rest) => rest.rssMb),
    of("historianRssMb", "historian process", "MiB", live, (rest) => rest.historianRssMb),
    of("samplesPerSecond", "received from the machines", "1/s", live, (rest) => rest.samples),
    share("silentEdgeShare", "edge, every machine off, no page open", silent, "edge"),
    share("silentHistorianShare", "historian process, the same", silent, "historian"),
    of("silentWakeupsPerSecond", "the same", "1/s", silent, (rest) => rest.wakeUps),
    of("silentRssMb", "edge process, the same", "MiB", silent, (rest) => rest.rssMb),
  ];
}

async function onFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-bench-rest-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Broker, simulators, edge and historian as `npm start` runs them, with pages open. */
async function atWork(folder: string, seconds: number, viewers: number): Promise<Rest> {
  const child = startGemba({
    command: "start",
    config: PLANT,
    dataDir: folder,
    env: await ports(),
    more: ["--scenario", SCENARIO, "--past-hours", "0"],
  });
  try {
    const { address, pids } = await running(folder, child);
    const pages = Array.from({ length: viewers }, () => new StreamViewer(address, { drawsInMs: DRAWS_IN_MS }));
    await Promise.all(pages.map((page) => page.hasWhole));
    const rest = await measured({ address, pids }, seconds);
    if (pages.some((page) => !page.isOpen)) throw new Error("a page lost its connection while it was measured");
    for (const page of pages) page.close();
    return rest;
  } finally {
    await stopProcess(child);
  }
}

/** The edge and a broker without other clients: no machine answers. */
async function switchedOff(folder: string, seconds: number): Promise<Rest> {
  const broker = fork(BROKER, ["--port", "0"], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [{ port }] = (await once(broker, "message")) as [{ readonly port: number }];
  const child = startGemba({
    command: "edge",
    config: PLANT,
    dataDir: folder,
    env: { ...(await ports()), GEMBA_MQTT: String(port) },
  });
  try {
    const { address, pids } = await running(folder, child);
    return await measured({ address, pids: { ...pids, broker: broker.pid as number } }, seconds);
  } finally {
    await stopProcess(child);
    await stopProcess(broker);
  }
}

/** Free ports for the machines of the plant. Nothing listens there unless it is started. */
async function ports(): Promise<Record<string, string>> {
  const taken = await Promise.all(PORTS.map(async (name) => [`GEMBA_SIM_${name}`, String(await freePort(0))] as const));
  return Object.fromEntries(taken);
}

async function measured({ address, pids }: Run, seconds: number): Promise<Rest> {
  await sleep(Math.min(SETTLES_S, (SETTLES_S / WINDOW_S) * seconds) * 1000);
  const before = await look({ address, pids });
  await sleep(seconds * 1000);
  const after = await look({ address, pids });
  const us = (after.atMs - before.atMs) * 1000;
  const perSecond = (count: (at: Look) => number) => ((count(after) - count(before)) * 1e6) / us;
  const share = (part: Part) => (after.cpuUs[part] - before.cpuUs[part]) / us;
  return {
    shares: {
      edge: share("edge"),
      historian: share("historian"),
      broker: share("broker"),
      simulators: share("simulators"),
    },
    wakeUps: perSecond((at) => at.wakeUps),
    samples: perSecond((at) => at.samples),
    rssMb: rssMb(pids.edge ?? 0),
    historianRssMb: rssMb(pids.historian ?? 0),
  };
}

type Look = Awaited<ReturnType<typeof look>>;

/** The counts so far. */
async function look({ address, pids }: Run) {
  const samples = await received(address);
  const us = (part: Part) => cpuUs(pids[part] ?? 0);
  return {
    atMs: performance.now(),
    samples,
    cpuUs: { edge: us("edge"), historian: us("historian"), broker: us("broker"), simulators: us("simulators") },
    wakeUps: wakeUps(pids.edge ?? 0) + wakeUps(pids.historian ?? 0),
  };
}

async function received(address: string): Promise<number> {
  const health = (await (await fetch(`${address}/api/v1/health`)).json()) as { sources: { received: number }[] };
  return health.sources.reduce((sum, source) => sum + source.received, 0);
}
