import { closeSync, fsyncSync, openSync } from "node:fs";

/** Makes a new name in a folder survive a power cut. Windows cannot open folders; NTFS journals names by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
