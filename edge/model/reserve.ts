import { rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { replaceFileSync } from "../store/replace-file.ts";

const MIB = 1024 * 1024;
const RESERVE_BYTES = 8 * MIB;

/**
 * Disk space reserved in the data folder. It is released before a start on a full disk, which has to write small files
 * (lock, epoch, registry), and reserved again once everything runs and there is space.
 */
export function giveBackReserve(folder: string): void {
  if (freeBytes(folder) < RESERVE_BYTES) rmSync(pathOf(folder), { force: true });
}

/** Takes the reserve where there is plenty of space; otherwise returns false and leaves nothing behind. */
export function takeReserve(folder: string): boolean {
  const path = pathOf(folder);
  if (statSync(path, { throwIfNoEntry: false })?.size === RESERVE_BYTES) return true;
  if (freeBytes(folder) < 4 * RESERVE_BYTES) return false;
  try {
    // Written instead of truncated to size, because a hole occupies no space.
    replaceFileSync(path, Buffer.alloc(RESERVE_BYTES));
    return true;
  } catch {
    rmSync(path, { force: true });
    return false;
  }
}

/** Infinite where there is no folder yet, or the system does not report it. */
function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function pathOf(folder: string): string {
  return join(folder, "reserve");
}
