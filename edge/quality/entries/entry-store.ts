/** Entries on disk, with the position in the log. */
import type { Logger } from "pino";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { EntryKind, EntryQuestion, EntrySum, QualityEntry } from "../../contracts/quality/entries.ts";
import { BookTables, STATE_TABLE } from "../../store/book-tables.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import type { Row } from "../../store/table-file.ts";

const MIGRATIONS = [
  `CREATE TABLE entry (uid TEXT PRIMARY KEY, version INTEGER NOT NULL, kind TEXT NOT NULL, station TEXT NOT NULL,
                       reason TEXT NOT NULL, count INTEGER NOT NULL, piece TEXT, at REAL NOT NULL, person TEXT NOT NULL,
                       comment TEXT, withdrawn INTEGER NOT NULL) WITHOUT ROWID;
   CREATE INDEX entry_at ON entry (at);
   CREATE INDEX entry_piece ON entry (piece) WHERE piece IS NOT NULL;
   ${STATE_TABLE}`,
];

const WHERE = `WHERE at >= ? AND at < ? AND (? IS NULL OR station = ?) AND uid NOT IN (SELECT value FROM json_each(?))`;

/** `without`: entries of which memory has a newer version. */
export interface StoredQuestion extends EntryQuestion {
  readonly without: Iterable<string>;
}

export class EntryStore extends BookTables {
  constructor(path: string, log: Logger, follows?: FollowedLog) {
    super({ path, migrations: MIGRATIONS, log, follows });
  }

  entry(uid: string): QualityEntry | undefined {
    const row = this.tables.get("SELECT * FROM entry WHERE uid = ?", uid);
    return row === undefined ? undefined : entryOf(row);
  }

  ofPiece(piece: string): readonly QualityEntry[] {
    return this.tables.all("SELECT * FROM entry WHERE piece = ? ORDER BY at, uid", piece).map(entryOf);
  }

  /** The newest of a time, and how many there are. */
  newest(
    question: StoredQuestion,
    limit: number,
  ): { readonly entries: readonly QualityEntry[]; readonly count: number } {
    const where = whereOf(question);
    const counted = this.tables.get(`SELECT count(*) AS count FROM entry ${WHERE}`, ...where);
    const rows = this.tables.all(`SELECT * FROM entry ${WHERE} ORDER BY at DESC, uid LIMIT ?`, ...where, limit);
    return { entries: rows.map(entryOf), count: Number(counted?.["count"]) };
  }

  /** Sums of all entries of a time, without those that were taken back. */
  sums(question: StoredQuestion): readonly EntrySum[] {
    const sql = `SELECT kind, station, reason, count(*) AS entries, sum(count) AS count FROM entry
                 ${WHERE} AND withdrawn = 0 GROUP BY kind, station, reason`;
    return this.tables.all(sql, ...whereOf(question)).map((row) => ({
      kind: String(row["kind"]) as EntryKind,
      station: String(row["station"]),
      reason: String(row["reason"]),
      entries: Number(row["entries"]),
      count: Number(row["count"]),
    }));
  }

  write(entries: Iterable<QualityEntry>, state: Readonly<Record<string, unknown>>): void {
    const put = "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    this.writeAll(state, () => {
      for (const { entryUid, version, kind, station, reason, count, piece, at, by, comment, isWithdrawn } of entries)
        this.tables.run(
          put,
          ...[entryUid, version, kind, station, reason, count, piece, at, by, comment, Number(isWithdrawn)],
        );
    });
  }

  forget(before: Micros): void {
    this.tables.run("DELETE FROM entry WHERE at < ?", before);
  }
}

function whereOf({ from, to, station, without }: StoredQuestion): (string | number | null)[] {
  const wanted = station ?? null;
  return [from, to, wanted, wanted, JSON.stringify([...without])];
}

function entryOf(row: Row): QualityEntry {
  const maybe = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  return {
    entryUid: String(row["uid"]),
    version: Number(row["version"]),
    kind: String(row["kind"]) as EntryKind,
    station: String(row["station"]),
    reason: String(row["reason"]),
    count: Number(row["count"]),
    piece: maybe("piece"),
    at: Number(row["at"]) as Micros,
    by: String(row["person"]),
    comment: maybe("comment"),
    isWithdrawn: Number(row["withdrawn"]) === 1,
  };
}
