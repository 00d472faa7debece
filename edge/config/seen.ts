/** Fingerprints of the files of a config, which show whether a result is still current. */
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";

/** Fingerprints by path. */
export type Seen = ReadonlyMap<string, string>;

/** Files above this are never read for a config. */
const MAX_HASHED_BYTES = 4 * 1024 * 1024;

export function printOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64");
}

export function printOfNames(names: readonly string[]): string {
  return printOf([...names].sort().join("\0"));
}

/** Whether no path has changed since. Reads without blocking, one path after the other. */
export async function isUnchanged(seen: Seen): Promise<boolean> {
  for (const [path, print] of seen) if ((await printNow(path)) !== print) return false;
  return true;
}

async function printNow(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return printOfNames(await readdir(path));
    if (!found.isFile() || found.size > MAX_HASHED_BYTES) return "unread";
    return printOf(await readFile(path));
  } catch {
    return "unread";
  }
}
