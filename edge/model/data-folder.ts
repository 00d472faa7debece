import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { uuidv7 } from "../batch/uuidv7.ts";
import { EdgeError } from "../contracts/errors.ts";
import { diskError } from "../store/disk-error.ts";
import { createFileSync, replaceFileSync } from "../store/replace-file.ts";

/** Identity of this edge: part of every name that leaves it. */
export interface EdgeIdentity {
  /** Made once per data folder, never changed. */
  readonly edgeId: string;
  /** Grows by one with every start. (edgeId, epoch, sequence) orders arrival. */
  readonly epoch: number;
}

/** What is said where a folder is taken: who has it, and what to do. */
export interface LockWords {
  inUse(folder: string, pid: number, lock: string): string;
  atOnce(folder: string): string;
}

const OF_EDGE: LockWords = {
  inUse: (folder, pid, lock) =>
    `the data folder ${folder} is in use by the edge with process id ${pid} (${lock}); stop it, or choose another ` +
    "--data-dir",
  atOnce: (folder) => `several edges start on ${folder} at once; start one`,
};

/**
 * Makes the folder if needed and takes it for this process; the lock of a dead process is taken over. Throws EdgeError
 * `conflict` while another process has it.
 */
export function lockDataFolder(folder: string, words: LockWords = OF_EDGE): Disposable {
  const path = join(folder, "lock");
  const own = JSON.stringify(describeProcess(process.pid));
  try {
    for (let attempt = 0; ; attempt++) {
      if (createFileSync(path, own)) break;
      takeOverStale(path, folder, words);
      if (attempt === 10) throw new EdgeError("conflict", words.atOnce(folder));
    }
  } catch (error) {
    throw error instanceof EdgeError ? error : diskError(path, error);
  }
  return {
    [Symbol.dispose]() {
      if (readText(path) === own) rmSync(path, { force: true });
    },
  };
}

/**
 * The edge's id, and its epoch one higher than at the last start; on disk before this returns. Call it with the lock
 * held.
 */
export function startEpoch(folder: string): EdgeIdentity {
  const path = join(folder, "edge.json");
  const text = readText(path);
  const before = text === undefined ? { edgeId: uuidv7(), epoch: 0 } : readIdentity(path, text);
  const identity = { edgeId: before.edgeId, epoch: before.epoch + 1 };
  replaceFileSync(path, `${JSON.stringify({ version: 1, ...identity })}\n`);
  return identity;
}

function readIdentity(path: string, text: string): EdgeIdentity {
  let found: { version?: unknown; edgeId?: unknown; epoch?: unknown } = {};
  try {
    found = JSON.parse(text) as typeof found;
  } catch {
    // Refused below: a new id would split every series this edge has written.
  }
  if (typeof found?.version === "number" && found.version > 1)
    throw new EdgeError(
      "disk",
      `${path} was written by a newer version (format ${found.version}); start that version, or use another data ` +
        "folder",
    );
  if (
    typeof found?.edgeId !== "string" ||
    found.edgeId === "" ||
    !Number.isSafeInteger(found.epoch) ||
    (found.epoch as number) < 0
  ) {
    throw new EdgeError(
      "disk",
      `${path} is damaged; restore it from a backup, or delete it to start as a new edge, whose series are new ` +
        "ones too",
    );
  }
  return { edgeId: found.edgeId, epoch: found.epoch as number };
}

interface ProcessMark {
  readonly pid: number;
  /** Boot and start time, which distinguish a process from a later one with the same pid; Linux only. */
  readonly mark?: string;
}

function describeProcess(pid: number): ProcessMark {
  const boot = readText("/proc/sys/kernel/random/boot_id")?.trim();
  const stat = readText(`/proc/${pid}/stat`);
  // The name in brackets may hold spaces; the start time is the 20th field after it (proc_pid_stat(5), field 22).
  const started = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return boot === undefined || started === undefined ? { pid } : { pid, mark: `${boot}/${started}` };
}

/** Moves the lock of a dead process away. Throws when its owner lives. */
function takeOverStale(path: string, folder: string, words: LockWords): void {
  const seen = readText(path);
  if (seen === undefined) return;
  const owner = parseMark(seen);
  if (owner !== undefined && isAlive(owner)) throw new EdgeError("conflict", words.inUse(folder, owner.pid, path));
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  // Another process may have taken the lock between reading and renaming: then the lock is its own, and is put back.
  if (readText(aside) !== seen) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

function parseMark(text: string): ProcessMark | undefined {
  try {
    const mark = JSON.parse(text) as ProcessMark;
    return Number.isSafeInteger(mark?.pid) && mark.pid > 0 ? mark : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(owner: ProcessMark): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return owner.mark === undefined || describeProcess(owner.pid).mark === owner.mark;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR" || path.startsWith("/proc/")) return undefined;
    throw diskError(path, error);
  }
}
