/**
 * Power cuts without cutting power: the writer's file system is an image on a file system that can copy a file in an
 * instant (btrfs reflink). The copy has the content of the disk at that moment, without anything that was still in
 * memory. It is mounted (its journal is replayed, as after a cut) and read.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { pino } from "pino";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../edge/historian/log/log-reader.ts";
import { type Ledger, Tally } from "./ledger.ts";
import { startPath } from "./path-kills.ts";
import { between, type Random } from "./random.ts";

const run = promisify(execFile);

export interface CutRun {
  readonly root: string;
  readonly seed: number;
  readonly random: Random;
  readonly cuts: number;
}

/** Undefined, with a message, if this machine does not allow mounts. */
export async function powerCuts({ root, seed, random, cuts }: CutRun): Promise<Ledger | undefined> {
  const began = performance.now();
  const dir = await mkdtemp(join(tmpdir(), "gemba-cuts-"));
  const rig = await buildRig(dir);
  if (rig === undefined) {
    process.stdout.write(
      "\n*** POWER CUTS SKIPPED: they need root, loop devices and mkfs.btrfs (apt-get install btrfs-progs) ***\n\n",
    );
    await rm(dir, { recursive: true, force: true });
    return undefined;
  }
  const startUs = 1e15;
  const writer = startPath({ root, args: [rig.live, "-", 0, Number.MAX_SAFE_INTEGER, startUs, seed] });
  try {
    await writer.first;
    const total = { acknowledged: 0, stored: 0, spurious: 0, corrupt: 0, examples: [] as string[] };
    for (let cut = 0; cut < cuts; cut++) {
      await sleep(between(random, 100, 700));
      // Read the acknowledgements first, then cut the power, never the other way round.
      const acknowledged = writer.acknowledged();
      const tally = await rig.cut((folder) => readLog(join(folder, "log"), { acknowledged, startUs }));
      total.acknowledged += acknowledged;
      total.stored += tally.stored;
      total.spurious += tally.spurious;
      total.corrupt += tally.corrupt;
      total.examples.push(...tally.close({ what: "", faults: {}, declared: 0, seconds: 0 }).examples.slice(0, 2));
    }
    return {
      what: "power cut",
      faults: { cuts },
      produced: total.acknowledged,
      stored: total.stored,
      quarantined: 0,
      declared: 0,
      undeclared: total.acknowledged - total.stored,
      spurious: total.spurious,
      corrupt: total.corrupt,
      doubled: 0,
      examples: total.examples.slice(0, 5),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await writer.kill(0);
    await rig.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Looks up the samples that were acknowledged before the cut in the log after a restart. Poisoned samples count as
 * others do here.
 */
async function readLog(
  dir: string,
  { acknowledged, startUs }: { acknowledged: number; startUs: number },
): Promise<Tally> {
  // After a power cut no old process lives. Here the writer does, and after half a minute its lock is on the
  // disk too.
  await rm(join(dir, "log.lock"), { force: true });
  const log = await openLog({ dir, edgeId: "edge-1", epoch: 2, log: pino({ level: "silent" }) });
  await log.close();
  const tally = new Tally(acknowledged, startUs, { hasPoison: false });
  const reader = new LogReader(dir, 0);
  const seen = new Uint8Array(acknowledged);
  for (
    let chunk = await reader.read(50_000, Number.POSITIVE_INFINITY);
    chunk !== undefined;
    chunk = await reader.read(50_000, Number.POSITIVE_INFINITY)
  ) {
    for (const batch of chunk.batches) {
      for (let i = 0; i < batch.length; i++) {
        const value = batch.values[i] as number;
        // Behind the acknowledged samples anything may follow; samples sent twice are there twice.
        if (value >= acknowledged || seen[value] === 1) continue;
        seen[value] = 1;
        tally.found({ value, tag: (batch.tags[i] as number) - 1, timeUs: batch.times[i] as number });
      }
    }
  }
  await reader.close();
  return tally;
}

/** An empty file whose blocks are overwritten in place, like a disk's. */
async function inPlace(path: string): Promise<void> {
  await run("touch", [path]);
  await run("chattr", ["+C", path]);
}

interface Rig {
  /** Folder of the writer. */
  readonly live: string;
  /** Cuts the power of a copy and passes the rest to `look`. */
  cut<T>(look: (folder: string) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

async function buildRig(dir: string): Promise<Rig | undefined> {
  const [pool, live, after] = [join(dir, "pool"), join(dir, "live"), join(dir, "after")];
  const mounted: string[] = [];
  const mount = async (image: string, folder: string): Promise<void> => {
    await run("mount", ["-o", "loop", image, folder]);
    mounted.push(folder);
  };
  const umount = async (folder: string): Promise<void> => {
    await run("umount", [folder]);
    mounted.splice(mounted.indexOf(folder), 1);
  };
  const close = async (): Promise<void> => {
    for (const folder of mounted.toReversed()) await run("umount", ["-l", folder]).catch(() => undefined);
  };
  try {
    for (const folder of [pool, live, after]) await mkdir(folder);
    await run("truncate", ["-s", "1G", join(dir, "pool.img")]);
    await run("mkfs.btrfs", ["-q", join(dir, "pool.img")]);
    await mount(join(dir, "pool.img"), pool);
    const image = join(pool, "disk.img");
    await inPlace(image);
    await run("truncate", ["-s", "192M", image]);
    await run("mkfs.ext4", ["-q", "-F", image]);
    await mount(image, live);
    return {
      live,
      close,
      async cut(look) {
        const snapshot = join(pool, "snapshot.img");
        await inPlace(snapshot);
        await run("cp", ["--reflink=always", image, snapshot]);
        await mount(snapshot, after);
        try {
          return await look(after);
        } finally {
          await umount(after);
          await rm(snapshot);
        }
      },
    };
  } catch {
    await close();
    return undefined;
  }
}
