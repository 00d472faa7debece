import { openSnapshot, snapshotFolder } from "../historian/archive/snapshot.ts";
import { unfinished } from "./process/outputs.ts";

/**
 * Opens a snapshot of the history of a data folder. The snapshot's folder is removed even when the command is killed.
 */
export async function openHistory(...args: Parameters<typeof openSnapshot>): ReturnType<typeof openSnapshot> {
  await unfinished(snapshotFolder(args[0]));
  return await openSnapshot(...args);
}
