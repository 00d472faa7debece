import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";

const MIB = 1024 * 1024;
const RESERVE_BYTES = 8 * MIB;

/**
 * Room set aside in the data folder. It is given back before a start, which has
 * to write small files (lock, epoch, registry) also on a disk that others have
 * filled, and taken again once everything runs.
 */
export function giveBackReserve(folder: string): void {
  rmSync(pathOf(folder), { force: true });
}

/** Takes the reserve where there is plenty of room. False when there is not; nothing is left behind then. */
export function takeReserve(folder: string): boolean {
  const path = pathOf(folder);
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < 4 * RESERVE_BYTES) return false;
    const fd = openSync(path, "w", 0o640);
    try {
      // Written, not truncated to size: a hole takes no room.
      const block = Buffer.alloc(MIB);
      for (let bytes = 0; bytes < RESERVE_BYTES; bytes += MIB) writeSync(fd, block);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return true;
  } catch {
    rmSync(path, { force: true });
    return false;
  }
}

function pathOf(folder: string): string {
  return join(folder, "reserve");
}
