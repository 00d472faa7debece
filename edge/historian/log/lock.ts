import { readFileSync } from "node:fs";
import { open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";

const NAME = "log.lock";

interface Owner {
  readonly pid: number;
  /** When that process started, in the kernel's ticks: a pid is used again, the pair is not. */
  readonly started: string | undefined;
}

/** Takes the folder for this process. Throws EdgeError `conflict` when a living process has it. Returns what gives it back. */
export async function lockFolder(dir: string): Promise<() => Promise<void>> {
  const path = join(dir, NAME);
  for (let attempt = 0; ; attempt++) {
    try {
      const file = await open(path, "wx");
      await file.writeFile(JSON.stringify({ pid: process.pid, started: startedAt(process.pid) } satisfies Owner));
      await file.close();
      return () => unlink(path).catch(() => undefined);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 3) throw error;
      const owner = await readOwner(path);
      if (owner !== undefined && isAlive(owner)) throw new EdgeError("conflict", `process ${owner.pid} is using ${dir}: stop it, or start this one with another --data-dir`);
      await unlink(path).catch(() => undefined);
    }
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Owner;
  } catch {
    return undefined; // Torn by a crash, or just given back.
  }
}

function isAlive(owner: Owner): boolean {
  // In a container every start has the same pid: a lock with ours is from a life before.
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
