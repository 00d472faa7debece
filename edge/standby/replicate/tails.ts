/** Ends of a log that never reached the other box: kept beside the log, as segments that can be read alone. */
import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "../../store/sync-folder.ts";
import { look } from "./folder.ts";

export const tailFolder = (dataDir: string): string => join(dataDir, "standby", "tails");

/**
 * Moves what the segment has from `from` on into the folder of tails; returns its bytes. The tail keeps the bytes
 * before it too, because they have its dictionary. Its name says where it begins.
 */
export async function setAside(dataDir: string, name: string, from: number): Promise<number> {
  const folder = tailFolder(dataDir);
  const path = join(dataDir, "log", name);
  const found = await look(path);
  if (found === undefined || found.size <= from) return 0;
  await mkdir(folder, { recursive: true });
  const tail = join(folder, `${Date.now()}-${from}-${name}`);
  if (from === 0) await rename(path, tail);
  else {
    await copyFile(path, `${tail}.part`);
    await syncFile(`${tail}.part`);
    await rename(`${tail}.part`, tail);
    await syncFolder(folder);
    const file = await open(path, "r+");
    try {
      await file.truncate(from);
      await file.sync();
    } finally {
      await file.close();
    }
  }
  await syncFolder(folder);
  await syncFolder(join(dataDir, "log"));
  return found.size - from;
}

export async function removeTail(path: string): Promise<void> {
  await rm(path, { force: true });
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  await file.sync();
  await file.close();
}
