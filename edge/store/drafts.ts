import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import type { DiskCalls, Steps } from "./disk-calls.ts";

//   users.json.4711-9f86d081884c7d65.new
//   The name of the file, the process that writes, sixteen random digits.

/**
 * A write takes milliseconds, or seconds on a disk in trouble: an older draft is abandoned, whichever process has its
 * number now.
 */
const ABANDONED_AFTER_MS = 60_000;
/** Bound of paths whose folder was searched. A process writes far fewer; at the bound they are searched again. */
const MOST_SWEPT = 1_000;

const swept = new Set<string>();

/** A name beside `path` that no other writer uses, in this process or another. */
export function draftOf(path: string): string {
  return `${path}.${process.pid}-${randomBytes(8).toString("hex")}.new`;
}

/** Before the first write of a path: removes drafts that a crash left beside it. */
export function* sweepDrafts(calls: DiskCalls, path: string): Steps<void> {
  if (swept.has(path)) return;
  if (swept.size >= MOST_SWEPT) swept.clear();
  swept.add(path);
  const start = `${basename(path)}.`;
  for (const name of (yield calls.list(dirname(path))) as readonly string[]) {
    const pid = name.startsWith(start) ? /^(\d+)-[0-9a-f]{16}\.new$/.exec(name.slice(start.length))?.[1] : undefined;
    if (pid === undefined) continue;
    const draft = join(dirname(path), name);
    try {
      const { mtimeMs } = (yield calls.stat(draft)) as { mtimeMs: number };
      if (isAbandoned(Number(pid), mtimeMs)) yield calls.remove(draft);
    } catch {
      // Its writer has finished meanwhile. Or it cannot be removed: then the write below reports the folder.
    }
  }
}

function isAbandoned(pid: number, mtimeMs: number): boolean {
  if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) return true;
  // In a container every start has the same number.
  if (pid === process.pid) return mtimeMs < performance.timeOrigin;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
