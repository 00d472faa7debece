import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { tied } from "../../bench/load/tied.ts";
import { startInfluxd, type TimeSeriesServer } from "../fakes/influx/influxd.ts";
import { type Ledger, Tally } from "./ledger.ts";
import { between, type Random } from "./random.ts";
import { readDeadLetters, readDeclared, readInflux } from "./read-back.ts";
import { SinkProxy } from "./sink-proxy.ts";

/**
 * Rows A1, F2, F7: share of writes that meet an error, a reset or a lost answer. Finding a poisoned line takes about
 * twenty writes, all of which must succeed.
 */
const NOISE = 0.01;
const DRAIN_WITHIN_MS = 120_000;

export interface PathRun {
  /** Folder of the build under test. */
  readonly root: string;
  readonly seed: number;
  readonly random: Random;
  readonly kills: number;
  /** Keeps the folder of a failed run. */
  readonly keep: boolean;
}

/** kill -9 of source, log and sink at random moments, with a server that fails now and then. */
export async function pathKills({ root, seed, random, kills, keep }: PathRun): Promise<Ledger> {
  const began = performance.now();
  const dir = await mkdtemp(join(tmpdir(), "gemba-kills-"));
  const influxd = await startInfluxd();
  await using proxy = await SinkProxy.to(influxd.url, random);
  proxy.noise = NOISE;
  const startUs = Math.floor(Date.now() / 1000) * 1e6;
  let isClean = false;
  try {
    await createDatabase(influxd);
    const start = (from: number, until: number) =>
      startPath({ root, args: [dir, proxy.url, from, until, startUs, seed + from] });
    let acknowledged = 0;
    for (let kill = 0; kill < kills; kill++) {
      const child = start(acknowledged, Number.MAX_SAFE_INTEGER);
      await child.first;
      await new Promise((resolve) => setTimeout(resolve, between(random, 50, 600)));
      acknowledged = await child.kill(acknowledged);
    }
    const produced = acknowledged + 20_000;
    await start(acknowledged, produced).drained();
    const tally = new Tally(produced, startUs);
    await readInflux(influxd.url, tally);
    await readDeadLetters(join(dir, "influx.rejected.jsonl"), tally);
    const ledger = tally.close({
      what: "data path killed",
      faults: { "kill -9": kills, ...proxy.faults },
      declared: await readDeclared(join(dir, "log")),
      seconds: (performance.now() - began) / 1000,
    });
    isClean = ledger.examples.length === 0;
    return ledger;
  } finally {
    await influxd.stop();
    if (isClean || !keep) await rm(dir, { recursive: true, force: true });
    else process.stdout.write(`kept: ${dir}\n`);
  }
}

export async function createDatabase(influxd: TimeSeriesServer): Promise<void> {
  await fetch(`${influxd.url}/query`, { method: "POST", body: new URLSearchParams({ q: "CREATE DATABASE plant" }) });
}

/** A path-process and its output. */
export interface PathProcess {
  /** Resolves with its first acknowledgement. */
  readonly first: Promise<void>;
  /** The first number that is not acknowledged. */
  acknowledged(): number;
  /** Kills it. Resolves with the first unacknowledged number, or `before` without any output. */
  kill(before: number): Promise<number>;
  drained(): Promise<void>;
}

export function startPath({ root, args }: { root: string; args: readonly (string | number)[] }): PathProcess {
  const child = spawn(
    ...tied(process.execPath, [join(root, "test", "reliability", "path-process.ts"), ...args.map(String)]),
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let last = "";
  const first = Promise.withResolvers<void>();
  const drained = Promise.withResolvers<void>();
  const over = ended(child);
  createInterface({ input: child.stdout }).on("line", (line) => {
    // A line that the kill cut short holds a smaller number; numbers only grow, so the largest is right.
    if (line === "drained") drained.resolve();
    else if (line.length >= last.length) last = line;
    first.resolve();
  });
  void over.then(() => {
    const early = new Error(`path-process ended by itself with ${child.exitCode}`);
    first.reject(early);
    drained.reject(early);
  });
  first.promise.catch(() => undefined);
  drained.promise.catch(() => undefined);
  return {
    first: first.promise,
    acknowledged: () => Number(last),
    async kill(before) {
      child.kill("SIGKILL");
      await over;
      return last === "" ? before : Number(last);
    },
    async drained() {
      const late = setTimeout(() => drained.reject(new Error("not drained in time")), DRAIN_WITHIN_MS);
      try {
        await drained.promise;
      } finally {
        clearTimeout(late);
        child.kill("SIGKILL");
        await over;
      }
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  await once(child, "close");
}
