import { readFileSync } from "node:fs";
import { readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import { createFileSync } from "../../store/replace-file.ts";

const NAME = "log.lock";

interface Owner {
  readonly pid: number;
  /** Start of that process in the kernel's ticks: pids are reused, the pair is not. */
  readonly started: string | undefined;
}

/**
 * Takes the folder for this process. Throws EdgeError `conflict` when a living process holds it. Returns the release.
 */
export async function lockFolder(dir: string): Promise<() => Promise<void>> {
  const path = join(dir, NAME);
  const own = JSON.stringify({ pid: process.pid, started: startedAt(process.pid) } satisfies Owner);
  for (let attempt = 0; ; attempt++) {
    if (createFileSync(path, own)) return () => unlink(path).catch(() => undefined);
    const owner = await readOwner(path);
    if ((owner !== undefined && isAlive(owner)) || attempt > 3)
      throw new EdgeError(
        "conflict",
        `process ${owner?.pid} is using ${dir}: stop it, or start this one with another --data-dir`,
      );
    await unlink(path).catch(() => undefined);
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Owner;
  } catch {
    return undefined; // Torn by a crash, or just released.
  }
}

function isAlive(owner: Owner): boolean {
  // In a container every start has the same pid: a lock with our pid is from an earlier start.
  if (owner.pid === process.pid) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return owner.started === undefined || owner.started === startedAt(owner.pid);
}

function startedAt(pid: number): string | undefined {
  try {
    // Field 22 of proc(5) stat; the command in brackets may hold spaces.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  } catch {
    return undefined;
  }
}
