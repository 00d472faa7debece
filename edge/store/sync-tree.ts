import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runNow } from "./disk-calls.ts";
import { syncFolderSync, syncPathSteps } from "./sync-folder.ts";

/** Syncs everything that was copied into a folder: files first, then the names. */
export function syncTreeSync(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTreeSync(path);
    else if (entry.isFile()) runNow((calls) => syncPathSteps(calls, path));
  }
  syncFolderSync(folder);
}
