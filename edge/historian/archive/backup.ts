import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import { copyDatabase } from "../../store/copy-database.ts";
import { syncTreeSync } from "../../store/sync-tree.ts";

/** Belongs to a snapshot or to the running process, or is rebuilt from the rest. */
const LEFT_OUT =
  /^(lock|run\.json|building|snapshot-\d+|history\.duckdb.*|.*\.(new|part|lock|damaged.*|db-wal|db-shm))$/;
/** The later files of the journal go before its first one, which may still grow. */
const IN_ORDER = ["historian", "production", "log", "journal"] as const;
/** Takes what another file gives up: copied before that one, it could lack what moves meanwhile. */
const LAST = "work-items-archive.log";
/** Pictures are on disk before a work item names them: copied after the items, none is missing. */
const AFTER = "safety";
/** Files of SQL statements that run at the moment. */
const PASSING = "sql";
/** SQLite files of the books that follow the commit log. */
const TABLES = /\.db$/;

/**
 * Copies a data folder while an edge runs on it and returns the number of bytes copied. The order makes the copy
 * consistent: first closed spans and the books of production, then the commit log, then the small files. The log holds
 * the samples of a span that closes meanwhile, and the position at which each book stands. The historian's database is
 * left out, because the edge rebuilds it from these.
 */
export function backUp(dataDir: string, out: string): number {
  if (!existsSync(join(dataDir, "edge.json")))
    throw new EdgeError("bad-request", `${dataDir} is not the data folder of an edge; name it with --data-dir`);
  // It would copy itself for ever.
  if (`${resolve(out)}${sep}`.startsWith(`${resolve(dataDir)}${sep}`)) {
    throw new EdgeError("bad-request", `${out} lies inside the data folder; give a folder outside of it with --out`);
  }
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new EdgeError("bad-request", `${out} is not empty; give a new folder with --out`);
  let bytes = 0;
  for (const part of IN_ORDER)
    if (existsSync(join(dataDir, part))) bytes += copyTree(join(dataDir, part), join(out, part));
  bytes += copyTree(dataDir, out, new Set<string>([...IN_ORDER, LAST, AFTER, PASSING]));
  if (existsSync(join(dataDir, LAST))) {
    copyFileSync(join(dataDir, LAST), join(out, LAST));
    bytes += statSync(join(out, LAST)).size;
  }
  if (existsSync(join(dataDir, AFTER))) bytes += copyTree(join(dataDir, AFTER), join(out, AFTER));
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
        if (TABLES.test(entry.name)) copyDatabase(source, target);
        else copyFileSync(source, target);
        bytes += statSync(target).size;
      }
    } catch (error) {
      // The file was retired or replaced since the folder was listed.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return bytes;
}
