import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EdgeError } from "../../contracts/errors.ts";
import { syncTreeSync } from "../../store/sync-tree.ts";

/** Of a snapshot, of the process that runs, or rebuilt from the rest. */
const LEFT_OUT =
  /^(lock|run\.json|building|snapshot-\d+|history\.duckdb.*|.*\.(new|part|lock|damaged.*|db-wal|db-shm))$/;
/** The later files of the journal go before its first one, which may be the one that still grows. */
const IN_ORDER = ["historian", "production", "log", "journal"] as const;
/** A file of tables of a book that follows the commit log. */
const TABLES = /\.db$/;

/**
 * Copies a data folder while an edge runs on it. Closed spans and the books of production first, then the commit log, then what is small: a
 * span that is closed meanwhile has its samples in the log, and a book stands at a place that the log holds, from which the edge goes on. The
 * historian's database is left out, because the edge rebuilds it from these. Says how many bytes it copied.
 */
export function backUp(dataDir: string, out: string): number {
  if (!existsSync(join(dataDir, "edge.json")))
    throw new EdgeError("bad-request", `${dataDir} is no data folder of an edge; give it with --data-dir`);
  // It would be copied into itself for ever.
  if (`${resolve(out)}${sep}`.startsWith(`${resolve(dataDir)}${sep}`)) {
    throw new EdgeError("bad-request", `${out} lies inside the data folder; give a folder outside of it with --out`);
  }
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new EdgeError("bad-request", `${out} is not empty; give a new folder with --out`);
  let bytes = 0;
  for (const part of IN_ORDER)
    if (existsSync(join(dataDir, part))) bytes += copyTree(join(dataDir, part), join(out, part));
  bytes += copyTree(dataDir, out, new Set<string>(IN_ORDER));
  syncTreeSync(out);
  return bytes;
}

function copyTree(from: string, to: string, except: ReadonlySet<string> = new Set()): number {
  let bytes = 0;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name) || except.has(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    try {
      if (entry.isDirectory()) bytes += copyTree(source, target);
      else if (entry.isFile()) {
        if (TABLES.test(entry.name)) copyTables(source, target);
        else copyFileSync(source, target);
        bytes += statSync(target).size;
      }
    } catch (error) {
      // Retired or replaced since the folder was listed.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return bytes;
}

/** As of one moment, whatever is written meanwhile: with what is still in the write-ahead log beside the file. */
function copyTables(source: string, target: string): void {
  const database = new DatabaseSync(source, { readOnly: true });
  try {
    database.prepare("VACUUM INTO ?").run(target);
  } finally {
    database.close();
  }
}
