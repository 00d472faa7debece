/** A file of tables that a part of the edge keeps for itself: SQLite with a write-ahead log, brought up to date by numbered migrations. */
import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";

/** One step of the schema, never changed once it was released: the next change is a further step. */
type Migration = string;

export interface DatabaseOptions {
  readonly path: string;
  /** Version n of the file is migrations 0 to n - 1. */
  readonly migrations: readonly Migration[];
  readonly log: Logger;
}

/** SQLite keeps so much of the file in memory. */
const CACHE_KIB = 16 * 1024;

/**
 * Opens or makes the file. It follows the commit log and can be made again from it, so a commit need not wait for the disk: after a power
 * cut the file stands at an earlier commit, never between two. A file that is damaged is moved aside (`.damaged-<time>`) and begun anew.
 * Throws EdgeError `disk` when the folder cannot be written, `conflict` when a newer edge wrote the file.
 */
export function openDatabase({ path, migrations, log }: DatabaseOptions): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return opened(path, migrations);
  } catch (error) {
    if (error instanceof EdgeError || !isDamage(error)) throw error;
    const aside = `${path}.damaged-${Date.now()}`;
    log.error({ path, aside, err: error }, "a file of tables is damaged: moved aside, and made again from the commit log");
    for (const end of ["", "-wal", "-shm"]) moveAside(`${path}${end}`, `${aside}${end}`);
    return opened(path, migrations);
  }
}

function opened(path: string, migrations: readonly Migration[]): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`);
    const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
    if (version > migrations.length)
      throw new EdgeError("conflict", `${path} was written by a newer edge (version ${version}, this one knows ${migrations.length}); run that edge, or move the file away`);
    for (let at = version; at < migrations.length; at++) transaction(database, () => database.exec(`${migrations[at]}; PRAGMA user_version = ${at + 1}`));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** All of it or nothing. */
export function transaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    // On a full disk SQLite has taken it back itself, and a second time would hide the reason.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  return code === 11 || code === 26;
}

function moveAside(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Not every database has its side files.
  }
}
