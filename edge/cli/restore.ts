import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { lockDataFolder } from "../model/data-folder.ts";
import { diskError } from "../store/disk-error.ts";
import { syncTreeSync } from "../store/sync-tree.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";
import { lockBox } from "./process/open-data-folder.ts";
import { finished, unfinished } from "./process/outputs.ts";

/** A file that every data folder of an edge has. */
const MARK = "edge.json";

/** `gemba restore`. */
export const restoreCommand: Command = {
  help: `gemba restore DIR: puts a backup of gemba backup in the place of a data folder

  The edge must be stopped, and its data folder new or empty: gemba reset empties it.

  --data-dir DIR   where to (default ./data)
`,
  operands: 1,
  async run(options) {
    const [named] = options.positionals;
    if (named === undefined) throw new EdgeError("bad-request", "name the backup: gemba restore DIR");
    const from = fromUser(named);
    if (!existsSync(join(from, MARK)))
      throw new EdgeError("bad-request", `${from} is not a backup of an edge; gemba backup --out DIR makes one`);
    mkdirSync(options.dataDir, { recursive: true, mode: 0o750 });
    if (readdirSync(options.dataDir).length > 0)
      throw new EdgeError(
        "bad-request",
        `${options.dataDir} is not empty; empty it with gemba reset, or name a new one with --data-dir`,
      );
    await unfinished(options.dataDir);
    try {
      cpSync(from, options.dataDir, { recursive: true, errorOnExist: true, force: false });
      syncTreeSync(options.dataDir);
    } catch (error) {
      // With half a copy the edge would start as if the other half had never existed.
      for (const entry of readdirSync(options.dataDir))
        rmSync(join(options.dataDir, entry), { recursive: true, force: true });
      throw diskError(options.dataDir, error);
    }
    await finished(options.dataDir);
    process.stdout.write(
      `${from} restored to ${options.dataDir}. Start the edge on it; gemba check-data reads all of its history.\n`,
    );
    return 0;
  },
};

/** `gemba reset`. */
export const resetCommand: Command = {
  help: `gemba reset DIR: takes everything away that an edge keeps, as before its first start

  History, alerts, record, users, certificates and keys of the data folder DIR: what
  remains is the plant's config. Name the folder, so that nobody empties one by
  mistake. The edge must be stopped. Back up first: gemba backup --out DIR.
`,
  operands: 1,
  run(options) {
    const [named] = options.positionals;
    if (named === undefined) throw new EdgeError("bad-request", "name the data folder: gemba reset DIR");
    const dir = fromUser(named);
    if (!existsSync(join(dir, MARK))) throw new EdgeError("bad-request", `${dir} is not the data folder of an edge`);
    // Refuses a folder that an edge runs on, or a box that stands by, whose vote would be forgotten.
    lockDataFolder(dir)[Symbol.dispose]();
    if (existsSync(join(dir, "standby"))) lockBox(dir)[Symbol.dispose]();
    for (const entry of readdirSync(dir)) rmSync(join(dir, entry), { recursive: true, force: true });
    process.stdout.write(`${dir} is empty. The next start begins without history.\n`);
    return Promise.resolve(0);
  },
};
