/** CPU time of the whole edge, as it runs for a plant, and of a bare client on the same server. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EDGE_FLAGS } from "../scripts/right-node.mjs";
import { strippedEnv } from "../scripts/stripped-files.mjs";
import { tied } from "./load/tied.ts";
import { cpuUs, rssMb } from "./process-figures.ts";

const TAGS_PER_ASSET = 100;
const START_WITHIN_MS = 120_000;
/**
 * Time from the first values until the memory of the start is released (edge/observe/memory.ts), which happens once
 * in a run and is not part of the cost of a sample.
 */
export const SETTLES_MS = 15_000;

export interface Load {
  readonly endpoint: string;
  readonly tags: number;
  /** Length of the measured window. */
  readonly seconds: number;
  /** Sampling interval of each item; a second by default. */
  readonly everyMs?: number;
}

/** Cost of a steady window of the whole edge: CPU µs per sample of every process, and resident memory at its end. */
export interface EdgeCost {
  readonly us: number;
  readonly edgeRssMb: number;
  readonly historianRssMb: number;
}

/** A live edge with a plant of plain variables. */
export interface PlantEdge extends AsyncDisposable {
  readonly address: string;
  readonly dataDir: string;
  readonly pids: { readonly edge: number; readonly historian: number };
  /** Samples received by its sources so far. */
  received(): Promise<number>;
}

/**
 * Starts the edge as for a plant: main with its worker, historian, limit detectors on every tag. `more` is added to
 * the plant's config, `env` to the environment. Resolves after `atLeast` samples.
 */
export async function startPlantEdge(
  load: Load,
  {
    atLeast,
    more = {},
    env = {},
  }: {
    readonly atLeast: number;
    readonly more?: Readonly<Record<string, unknown>>;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<PlantEdge> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-edge-"));
  writePlant(join(dir, "plant"), load, more);
  const main = join(import.meta.dirname, "..", "edge", "main.ts");
  const args = [
    "edge",
    "--config",
    join(dir, "plant"),
    "--data-dir",
    join(dir, "data"),
    "--port",
    "0",
    "--log-level",
    "warn",
  ];
  const child = spawn(...tied(process.execPath, [...EDGE_FLAGS, main, ...args]), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // The same as in `npm start`, the `gemba` command and the image.
    env: {
      MALLOC_ARENA_MAX: "1",
      ...process.env,
      ...env,
      ...strippedEnv({ ...process.env, ...env }),
    },
  });
  const dispose = async (): Promise<void> => {
    await stop(child);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const run = await waitFor(
      () =>
        JSON.parse(readFileSync(join(dir, "data", "run.json"), "utf8")) as {
          address: string;
          pids: { edge: number; historian: number };
        },
    );
    const received = async () =>
      (
        (await (await fetch(`${run.address}/api/v1/health`)).json()) as { sources: { received: number }[] }
      ).sources.reduce((sum, source) => sum + source.received, 0);
    await waitFor(async () => {
      if ((await received()) < atLeast) throw new Error("still starting");
      return true;
    });
    return { ...run, dataDir: join(dir, "data"), received, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Cost of a steady window of the whole edge. */
export async function wholeEdge(load: Load): Promise<EdgeCost> {
  await using edge = await startPlantEdge(load, { atLeast: load.tags * 3 });
  const { pids } = edge;
  const us = await measured(() => cpuUs(pids.edge) + cpuUs(pids.historian), edge.received, load.seconds);
  return { us, edgeRssMb: rssMb(pids.edge), historianRssMb: rssMb(pids.historian) };
}

/** CPU µs per value of node-opcua's own client that subscribes to the same tags and only counts. */
export function stockClientUs(load: Load): Promise<number> {
  return clientUs("stock-client.ts", load);
}

/** CPU µs per value of our client alone, fast lane on, that only counts. */
export function fastClientUs(load: Load): Promise<number> {
  return clientUs("fast-client.ts", load);
}

async function clientUs(program: string, load: Load): Promise<number> {
  const child = fork(join(import.meta.dirname, program), [load.endpoint, String(load.tags)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new AbortController();
  child.once("exit", (code) => ended.abort(new Error(`${program} ended with ${code}`)));
  const late = setTimeout(
    () => ended.abort(new Error(`${program} did not make its items within ${START_WITHIN_MS / 1_000} s`)),
    START_WITHIN_MS,
  );
  try {
    await messageOf(child, "ready", ended.signal);
    clearTimeout(late);
    const received = async () => {
      const answer = messageOf(child, "count", ended.signal);
      child.send("count");
      return (await answer)["received"] as number;
    };
    await waitFor(async () => {
      if ((await received()) < load.tags * 3) throw new Error("still starting");
      return true;
    });
    return await measured(() => cpuUs(child.pid as number), received, load.seconds);
  } finally {
    clearTimeout(late);
    await stop(child);
  }
}

async function measured(cpu: () => number, received: () => Promise<number>, seconds: number): Promise<number> {
  await sleep(SETTLES_MS);
  const [cpuBefore, before] = [cpu(), await received()];
  await sleep(seconds * 1_000);
  return (cpu() - cpuBefore) / ((await received()) - before);
}

async function messageOf(child: ChildProcess, kind: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  for (;;) {
    const [message] = (await once(child, "message", { signal })) as [Record<string, unknown>];
    if (message["kind"] === kind) return message;
  }
}

/** Retries until it works; at the deadline throws the last error. */
async function waitFor<T>(attempt: () => T | Promise<T>): Promise<T> {
  const until = performance.now() + START_WITHIN_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(200);
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

/** A plant of plain variables: one type of 100 tags with limits, on as many assets as needed. */
function writePlant(folder: string, load: Load, more: Readonly<Record<string, unknown>>): void {
  mkdirSync(folder);
  const assets = Math.ceil(load.tags / TAGS_PER_ASSET);
  const tags = Array.from({ length: TAGS_PER_ASSET }, (_, i) => ({
    signal: `value-${i}`,
    name: { zh: `值 ${i}`, en: `Value ${i}` },
    type: "number",
    unit: "Cel",
    range: [0, 1e9],
    limits: { high: 9e8 },
    binding: { path: `load:V{block}${String(i).padStart(2, "0")}`, every: load.everyMs ?? 1_000 },
  }));
  // Variables V0 to V99 have no leading zeros, so no asset uses the first hundred.
  const plant = {
    gemba: 1,
    site: {
      enterprise: "bench",
      id: "bench",
      name: { zh: "测试", en: "Bench" },
      timeZone: "UTC",
      currency: "EUR",
      shifts: [],
    },
    floor: { width: 10, depth: 10 },
    namespaces: { load: "urn:gemba:load" },
    sources: [{ name: "load", kind: "opcua", endpoint: load.endpoint, security: { mode: "none", insecure: true } }],
    types: { block: { kind: "box", tags } },
    assets: Array.from({ length: assets - 1 }, (_, i) => ({
      uid: `urn:bench:block-${i + 1}`,
      label: `B-${i + 1}`,
      type: "block",
      name: { zh: `块 ${i + 1}`, en: `Block ${i + 1}` },
      path: `bench/bench/area/line/cell/b-${i + 1}`,
      source: "load",
      address: { root: "/Objects/load:Load" },
      parameters: { block: String(i + 1) },
    })),
    ...more,
  };
  // JSON is YAML.
  writeFileSync(join(folder, "gemba.yaml"), JSON.stringify(plant));
}
