/** Circumstances of pieces on disk, with the position in the log. */
import type { Logger } from "pino";
import { BookTables, STATE_TABLE } from "../../store/book-tables.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { fromText, toText } from "../../store/record-text.ts";
import type { Dispositions, StoredDisposition } from "./dispositions.ts";
import type { StoredColumn, StoredRow } from "./piece-table.ts";
import type { StoredBin } from "./signal-means.ts";

const MIGRATIONS = [
  `CREATE TABLE circumstance (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
   CREATE TABLE piece (number INTEGER PRIMARY KEY, piece TEXT NOT NULL, cells BLOB NOT NULL);
   CREATE TABLE interval (bin INTEGER PRIMARY KEY, cells BLOB NOT NULL);
   ${STATE_TABLE}`,
  `CREATE TABLE disposition (class TEXT NOT NULL, piece TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,
   PRIMARY KEY (class, piece)) WITHOUT ROWID`,
];

export interface CauseChanges {
  readonly columns: readonly (readonly [index: number, column: StoredColumn])[];
  readonly rows: readonly StoredRow[];
  /** Rows below this number are deleted. */
  readonly firstNumber: number;
  readonly bins: readonly StoredBin[];
  /** Intervals from 0 to this one are deleted. */
  readonly oldestBin: number;
  readonly dispositions: ReturnType<Dispositions["changes"]>;
  readonly state: Readonly<Record<string, unknown>>;
}

export class CauseStore extends BookTables {
  constructor(path: string, log: Logger, follows?: FollowedLog) {
    super({ path, migrations: MIGRATIONS, log, follows });
  }

  columns(): readonly StoredColumn[] {
    return this.tables
      .all("SELECT record FROM circumstance ORDER BY number")
      .map((row) => fromText(row["record"] as string) as StoredColumn);
  }

  rows(): readonly StoredRow[] {
    return this.tables.all("SELECT number, piece, cells FROM piece ORDER BY number").map((row) => ({
      number: Number(row["number"]),
      piece: String(row["piece"]),
      cells: row["cells"] as Uint8Array,
    }));
  }

  bins(): readonly StoredBin[] {
    return this.tables
      .all("SELECT bin, cells FROM interval ORDER BY bin")
      .map((row) => ({ bin: Number(row["bin"]), cells: row["cells"] as Uint8Array }));
  }

  /** Oldest first. */
  dispositions(): readonly StoredDisposition[] {
    return this.tables
      .all("SELECT record FROM disposition ORDER BY number")
      .map((row) => fromText(row["record"] as string) as StoredDisposition);
  }

  /** Forgets intervals of other signals. */
  forgetBins(): void {
    this.tables.run("DELETE FROM interval");
  }

  /** Writes all changes; when it throws, none is written. */
  write({ columns, rows, firstNumber, bins, oldestBin, dispositions, state }: CauseChanges): void {
    const put = "INSERT OR REPLACE INTO";
    this.writeAll(state, () => {
      for (const [number, column] of columns)
        this.tables.run(`${put} circumstance VALUES (?, ?)`, number, toText(column));
      for (const { number, piece, cells } of rows)
        this.tables.run(`${put} piece VALUES (?, ?, ?)`, number, piece, cells);
      this.tables.run("DELETE FROM piece WHERE number < ?", firstNumber);
      for (const { bin, cells } of bins) this.tables.run(`${put} interval VALUES (?, ?)`, bin, cells);
      for (const one of dispositions.changed)
        this.tables.run(`${put} disposition VALUES (?, ?, ?, ?)`, one.key, one.piece, one.number, toText(one));
      for (const { key, piece } of dispositions.removed)
        this.tables.run("DELETE FROM disposition WHERE class = ? AND piece = ?", key, piece);
      if (oldestBin > 0) this.tables.run("DELETE FROM interval WHERE bin >= 0 AND bin < ?", oldestBin);
    });
  }
}
