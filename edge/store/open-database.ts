/** A file of tables that a part of the edge keeps for itself: SQLite with a write-ahead log, brought up to date by numbered migrations. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Logger } from "pino";
import { DamagedFile, EdgeError } from "../contracts/errors.ts";
import { movePathSync } from "./move-path.ts";

/** One step of the schema, never changed once it was released: the next change is a further step. */
type Migration = string;

/**
 * `derived`: follows the commit log and can be made again from it as far back as the log reaches, so a commit need not wait for the disk:
 * after a power cut the file stands at an earlier commit, never between two. One that is damaged is moved aside and begun anew.
 * `record`: what people and machines said once. A commit is on disk before it is answered; one that is damaged is never begun anew.
 */
export type StoreKind = "derived" | "record";

/** Which log the file follows. Positions of another one say nothing of this. */
export interface FollowedLog {
  readonly uid: string;
  /** What the folder said, of files that do not say it themselves; undefined where that is gone too. */
  readonly uidOfFolder: string | undefined;
}

export interface DatabaseOptions {
  readonly path: string;
  readonly kind: StoreKind;
  /** Version n of the file is migrations 0 to n - 1. */
  readonly migrations: readonly Migration[];
  readonly log: Logger;
  readonly follows?: FollowedLog;
}

export interface OpenDatabase {
  readonly database: DatabaseSync;
  /** What an operator should know of how it was opened. */
  readonly note: string | undefined;
}

/** SQLite keeps so much of the file in memory. */
const CACHE_KIB = 16 * 1024;
const SYNCHRONOUS: Readonly<Record<StoreKind, string>> = { derived: "NORMAL", record: "FULL" };

/**
 * Opens or makes the file. A derived one that is damaged, or follows another log, is moved aside and begun anew; nothing is ever deleted.
 * Throws EdgeError `disk` when the folder cannot be written or a record is damaged, `conflict` when a newer edge wrote the file.
 */
export function openDatabase(options: DatabaseOptions): OpenDatabase {
  const { path, kind, log } = options;
  mkdirSync(dirname(path), { recursive: true });
  try {
    return opened(options);
  } catch (error) {
    if (!isDamage(error)) throw error;
    if (kind === "record")
      throw new EdgeError(
        "disk",
        `${path} is damaged and holds what cannot be made again: take it from a backup (gemba restore), or move it away by hand`,
        { cause: error },
      );
    const aside = moveAside(path, "damaged");
    log.error(
      { path, aside, err: error },
      "a file of tables is damaged: moved aside, and made again from the commit log",
    );
    return {
      ...opened(options),
      note: `was damaged and is made again from the commit log, as far back as that reaches; the old file is ${aside}`,
    };
  }
}

function opened(options: DatabaseOptions): OpenDatabase {
  const { path, kind, migrations } = options;
  const database = new DatabaseSync(path);
  try {
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${SYNCHRONOUS[kind]}; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`,
    );
    const version = versionOf(database);
    if (version > migrations.length)
      throw new EdgeError(
        "conflict",
        `${path} was written by a newer edge (version ${version}, this one knows ${migrations.length}); run that edge, or move the file away`,
      );
    const follows =
      options.follows === undefined ? undefined : ofLog(database, { isNew: version === 0, follows: options.follows });
    if (follows?.isOther === true) {
      database.close();
      const aside = moveAside(path, "other-log");
      options.log.error({ path, aside }, "a file of tables follows another commit log: moved aside, and begun anew");
      return { ...opened(options), note: `followed another commit log and was begun anew; the old file is ${aside}` };
    }
    for (let at = version; at < migrations.length; at++)
      transaction(database, () => database.exec(`${migrations[at]}; PRAGMA user_version = ${at + 1}`));
    return { database, note: follows?.note };
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number((database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version);
}

/** A file that does not say which log it follows is kept: what it holds may be older than the log. */
function ofLog(
  database: DatabaseSync,
  { isNew, follows: { uid, uidOfFolder } }: { readonly isNew: boolean; readonly follows: FollowedLog },
): { readonly isOther: boolean; readonly note?: string } {
  database.exec("CREATE TABLE IF NOT EXISTS followed_log (uid TEXT NOT NULL)");
  const row = database.prepare("SELECT uid FROM followed_log").get() as { readonly uid: string } | undefined;
  const known = row?.uid ?? (isNew ? uid : uidOfFolder);
  if (known !== undefined && known !== uid) return { isOther: true };
  if (row === undefined) database.prepare("INSERT INTO followed_log VALUES (?)").run(uid);
  return known === undefined
    ? { isOther: false, note: "did not say which commit log it follows; it is kept, and taken to follow this one" }
    : { isOther: false };
}

/** All of it or nothing. */
export function transaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    // On a full disk SQLite has taken it back itself, and a second time would hide the reason.
    if (database.isOpen && database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** What a derived file cannot be asked or told any more, because it is damaged: closed and moved aside, so that the next opening begins anew. */
export function setAsideIfDamaged(database: DatabaseSync, error: unknown): unknown {
  const path = database.isOpen ? database.location() : null;
  if (!isDamage(error) || path === null) return error;
  database.close();
  return new DamagedFile(`${path} is damaged: moved aside to ${moveAside(path, "damaged")}`, { cause: error });
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: number } | undefined)?.errcode;
  return code !== undefined && (code % 256 === 11 || code % 256 === 26);
}

/** With its side files. Returns where it lies from then on. */
function moveAside(path: string, why: string): string {
  const aside = `${path}.${why}-${new Date().toISOString().replaceAll(":", "")}`;
  for (const end of ["", "-wal", "-shm"]) {
    try {
      movePathSync(`${path}${end}`, `${aside}${end}`);
    } catch (error) {
      // Not every database has its side files.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return aside;
}
