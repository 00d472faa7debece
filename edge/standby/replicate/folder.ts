/** The small files of a data folder: which there are, what is in them, and how one is put into place. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isFixed, isLeftOut } from "./left-out.ts";

export interface Looked {
  readonly size: number;
  /** Changes with every write: size, time and inode. */
  readonly mark: string;
  readonly mode: number;
}

/**
 * Files that are replicated, by path below the folder. A file that vanishes meanwhile is absent. Rejects where the disk
 * does not answer: what cannot be read is not gone, and must not go from the other box.
 */
export async function lookInto(dir: string): Promise<Map<string, Looked>> {
  const found = new Map<string, Looked>();
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(join(dir, below), { withFileTypes: true }).catch(unlessGone([]));
    for (const entry of entries) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!isLeftOut(`${path}/`)) await visit(path);
      } else if (entry.isFile() && !isLeftOut(path)) {
        const looked = await look(join(dir, path));
        if (looked !== undefined) found.set(path, looked);
      }
    }
  };
  await visit("");
  return found;
}

/** Undefined where there is no such file. */
export async function look(path: string): Promise<Looked | undefined> {
  const found = await stat(path, { bigint: true }).catch(unlessGone(undefined));
  if (found === undefined) return undefined;
  return {
    size: Number(found.size),
    mark: `${found.size}/${found.mtimeNs}/${found.ino}`,
    mode: Number(found.mode) & 0o777,
  };
}

/** For `catch`: `instead` of a file or folder that is not there; every other error stays one. */
export function unlessGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return instead;
    throw error;
  };
}

/** Hash of the first `bytes` of a file, in hex; undefined where it is gone or shorter. */
export async function hashOf(path: string, bytes = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  if (bytes === 0) return createHash("sha256").digest("hex");
  const hash = createHash("sha256");
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { end: bytes - 1 })) {
      hash.update(chunk as Buffer);
      read += (chunk as Buffer).length;
    }
  } catch (error) {
    return unlessGone(undefined)(error as NodeJS.ErrnoException);
  }
  return Number.isFinite(bytes) && read < bytes ? undefined : hash.digest("hex");
}

/** What tells the content of a file from another: its hash, or its length where it never changes. */
export function contentOf(dir: string, path: string, { size }: Looked): Promise<string | undefined> {
  return isFixed(path) ? Promise.resolve(`size ${size}`) : hashOf(join(dir, path));
}
