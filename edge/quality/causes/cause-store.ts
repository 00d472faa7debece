/** Circumstances of pieces on disk, with the position in the log. */
import type { Logger } from "pino";
import type { FollowerMark } from "../../contracts/path/follower.ts";
import { type FollowedLog, openDatabase } from "../../store/open-database.ts";
import { fromText, KeptTexts, toText } from "../../store/record-text.ts";
import type { TableFile } from "../../store/table-file.ts";
import type { StoredColumn, StoredRow } from "./piece-table.ts";
import type { StoredBin } from "./signal-means.ts";

const MIGRATIONS = [
  `CREATE TABLE circumstance (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
   CREATE TABLE piece (number INTEGER PRIMARY KEY, piece TEXT NOT NULL, cells BLOB NOT NULL);
   CREATE TABLE interval (bin INTEGER PRIMARY KEY, cells BLOB NOT NULL);
   CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
];

export interface CauseChanges {
  readonly columns: readonly (readonly [index: number, column: StoredColumn])[];
  readonly rows: readonly StoredRow[];
  /** Rows below this number are deleted. */
  readonly firstNumber: number;
  readonly bins: readonly StoredBin[];
  /** Intervals from 0 to this one are deleted. */
  readonly oldestBin: number;
  readonly state: Readonly<Record<string, unknown>>;
}

export class CauseStore {
  readonly #tables: TableFile;
  readonly #texts = new KeptTexts();
  /** Note for operators about the opening of the file. */
  readonly note: string | undefined;

  constructor(path: string, log: Logger, follows?: FollowedLog) {
    const { tables, note } = openDatabase({ path, kind: "derived", migrations: MIGRATIONS, log, follows });
    this.#tables = tables;
    this.note = note;
  }

  get mark(): FollowerMark {
    return { position: Number(this.state("position") ?? 0), time: Number(this.state("time") ?? Number.NaN) };
  }

  close(): void {
    this.#tables.close();
  }

  state(name: string): unknown {
    const row = this.#tables.get("SELECT value FROM state WHERE name = ?", name);
    return row === undefined ? undefined : fromText(row["value"] as string);
  }

  columns(): readonly StoredColumn[] {
    return this.#tables
      .all("SELECT record FROM circumstance ORDER BY number")
      .map((row) => fromText(row["record"] as string) as StoredColumn);
  }

  rows(): readonly StoredRow[] {
    return this.#tables.all("SELECT number, piece, cells FROM piece ORDER BY number").map((row) => ({
      number: Number(row["number"]),
      piece: String(row["piece"]),
      cells: row["cells"] as Uint8Array,
    }));
  }

  bins(): readonly StoredBin[] {
    return this.#tables
      .all("SELECT bin, cells FROM interval ORDER BY bin")
      .map((row) => ({ bin: Number(row["bin"]), cells: row["cells"] as Uint8Array }));
  }

  /** Forgets intervals of other signals. */
  forgetBins(): void {
    this.#tables.run("DELETE FROM interval");
  }

  /** Writes all changes; when it throws, none is written. */
  write({ columns, rows, firstNumber, bins, oldestBin, state }: CauseChanges): void {
    const texts = this.#texts.changed(state);
    const put = "INSERT OR REPLACE INTO";
    this.#tables.transaction(() => {
      for (const [number, column] of columns)
        this.#tables.run(`${put} circumstance VALUES (?, ?)`, number, toText(column));
      for (const { number, piece, cells } of rows)
        this.#tables.run(`${put} piece VALUES (?, ?, ?)`, number, piece, cells);
      this.#tables.run("DELETE FROM piece WHERE number < ?", firstNumber);
      for (const { bin, cells } of bins) this.#tables.run(`${put} interval VALUES (?, ?)`, bin, cells);
      if (oldestBin > 0) this.#tables.run("DELETE FROM interval WHERE bin >= 0 AND bin < ?", oldestBin);
      for (const text of texts) this.#tables.run(`${put} state VALUES (?, ?)`, ...text);
    });
    this.#texts.written(texts);
  }
}
