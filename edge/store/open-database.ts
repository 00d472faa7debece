/** Opens a file of tables of one part of the edge: SQLite with a write-ahead log and numbered migrations. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import { isDamage, moveAside } from "./damaged-database.ts";
import { type StoreKind, TableFile } from "./table-file.ts";
import { transaction } from "./transaction.ts";

/** One step of the schema. A released step never changes: the next change is a further step. */
type Migration = string;

/** The commit log that the file follows. Positions in another log mean nothing here. */
export interface FollowedLog {
  readonly uid: string;
  /** The log's uid from the folder, for files that hold none; undefined where the folder has none either. */
  readonly uidOfFolder: string | undefined;
}

export interface DatabaseOptions {
  readonly path: string;
  readonly kind: StoreKind;
  /** Version n of the file is migrations 0 to n - 1. */
  readonly migrations: readonly Migration[];
  readonly log: Logger;
  readonly follows?: FollowedLog | undefined;
}

export interface OpenDatabase {
  readonly tables: TableFile;
  /** A note for the operator about the opening. */
  readonly note: string | undefined;
}

/** Part of the file that SQLite keeps in memory. */
const CACHE_KIB = 16 * 1024;
const SYNCHRONOUS: Readonly<Record<StoreKind, string>> = { derived: "NORMAL", record: "FULL" };

/**
 * Opens or creates the file. A derived file that is damaged, or follows another log, is moved aside and a new one is
 * created; nothing is ever deleted. Throws EdgeError `disk` when the folder cannot be written or a record is damaged,
 * `conflict` when a newer edge wrote the file.
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
        `${path} is damaged and holds what cannot be made again: ` +
          "take it from a backup (gemba restore), or move it away by hand",
        { cause: error },
      );
    const aside = moveAside(path, "damaged");
    log.error({ path, aside, err: error }, "a file of tables is damaged: moved aside, and rebuilt from the commit log");
    return {
      ...opened(options),
      note: `was damaged and is rebuilt from the commit log, as far back as that reaches; the old file is ${aside}`,
    };
  }
}

function opened(options: DatabaseOptions): OpenDatabase {
  const { path, kind, migrations } = options;
  const database = new DatabaseSync(path);
  const tables = new TableFile(database, kind);
  try {
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${SYNCHRONOUS[kind]};
       PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`,
    );
    const version = versionOf(database);
    if (version > migrations.length)
      throw new EdgeError(
        "conflict",
        `${path} was written by a newer edge (version ${version}, this one knows ${migrations.length}); ` +
          "run that edge, or move the file away",
      );
    const follows =
      options.follows === undefined ? undefined : ofLog(database, { isNew: version === 0, follows: options.follows });
    if (follows?.isOther === true) {
      database.close();
      const aside = moveAside(path, "other-log");
      options.log.error(
        { path, aside },
        "the database file belongs to another commit log: it was moved aside, and a new one was started",
      );
      return {
        ...opened(options),
        note: `followed another commit log and was replaced by an empty file; the old file is ${aside}`,
      };
    }
    for (let at = version; at < migrations.length; at++)
      transaction(database, () => database.exec(`${migrations[at]}; PRAGMA user_version = ${at + 1}`));
    return { tables, note: follows?.note };
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number((database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version);
}

/** A file that does not name its log is kept: its content may be older than the log. */
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
    ? {
        isOther: false,
        note: "did not name its commit log; it is kept, and assumed to follow this one",
      }
    : { isOther: false };
}
