import { type DiskCalls, runLater, runNow, type Steps } from "./disk-calls.ts";

/** Makes a new name in a folder survive a power cut. Windows cannot open folders; NTFS journals names by itself. */
export async function syncFolder(folder: string): Promise<void> {
  await runLater((calls) => syncPathSteps(calls, folder));
}

/** `syncFolder`, synchronously. */
export function syncFolderSync(folder: string): void {
  runNow((calls) => syncPathSteps(calls, folder));
}

/** `syncFolder`, or the sync of a file, as steps of a longer write. */
export function* syncPathSteps(calls: DiskCalls, path: string, flags = "r"): Steps<void> {
  if (process.platform === "win32" && flags === "r") return;
  const fd = (yield calls.open(path, flags)) as number;
  try {
    yield calls.sync(fd);
  } finally {
    yield calls.close(fd);
  }
}
