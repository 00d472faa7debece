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
