import { join } from "node:path";
import { finishSave } from "../../config/edit/begun-save.ts";
import { lockDataFolder } from "../../model/data-folder.ts";
import { giveBackReserve } from "../../model/reserve.ts";
import type { Options } from "../options.ts";
import { removeRunFile } from "./run-file.ts";

/**
 * Creates the data folder, before anything that uses it starts. Refuses a folder that another edge uses or that is not
 * writable. Removes the run file of a killed edge, and finishes a save of the config that the kill interrupted.
 */
export function openDataFolder({ dataDir, config }: Pick<Options, "dataDir" | "config">): void {
  giveBackReserve(dataDir);
  using _lock = lockDataFolder(dataDir);
  removeRunFile(dataDir);
  finishSave(dataDir, config);
}

/**
 * Takes a box's data folder for its keeper, from its start to its end, whether it writes or stands by (rule SB39).
 * Throws EdgeError `conflict` while another one has it.
 */
export function lockBox(dataDir: string): Disposable {
  return lockDataFolder(join(dataDir, "standby"), {
    inUse: (_folder, pid) => `the box of ${dataDir} runs as process ${pid}; stop it, or choose another --data-dir`,
    atOnce: () => `several boxes start on ${dataDir} at once; start one`,
  });
}
