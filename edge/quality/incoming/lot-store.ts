/** Lots and their pieces on disk, with the position in the log. */
import type { Logger } from "pino";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { BookTables, STATE_TABLE } from "../../store/book-tables.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { fromText, toText } from "../../store/record-text.ts";
import type { LotRecord } from "./lot-record.ts";

const MIGRATIONS = [
  `CREATE TABLE lot (lot TEXT PRIMARY KEY, at REAL NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
   CREATE INDEX lot_at ON lot (at);
   CREATE TABLE piece (piece TEXT PRIMARY KEY, lot TEXT NOT NULL, at REAL NOT NULL, bad INTEGER NOT NULL) WITHOUT ROWID;
   CREATE INDEX piece_at ON piece (at);
   ${STATE_TABLE}`,
];

const MOST_LOTS = 20_000;

/** Lot of a piece. */
export interface LotPiece {
  readonly lot: string;
  readonly at: Micros;
  readonly isBad: boolean;
}

interface LotChanges {
  readonly lots: Iterable<LotRecord>;
  readonly pieces: Iterable<readonly [piece: string, of: LotPiece]>;
  readonly state: Readonly<Record<string, unknown>>;
}

export class LotStore extends BookTables {
  constructor(path: string, log: Logger, follows?: FollowedLog) {
    super({ path, migrations: MIGRATIONS, log, follows });
  }

  lot(lot: string): LotRecord | undefined {
    const row = this.tables.get("SELECT record FROM lot WHERE lot = ?", lot);
    return row === undefined ? undefined : (fromText(row["record"] as string) as LotRecord);
  }

  /** Newest first, at most 20,000; `isCut`: there are more. */
  between(from: Micros, to: Micros): { readonly records: readonly LotRecord[]; readonly isCut: boolean } {
    const sql = "SELECT record FROM lot WHERE at >= ? AND at < ? ORDER BY at DESC, lot LIMIT ?";
    const rows = this.tables.all(sql, from, to, MOST_LOTS + 1);
    const records = rows.slice(0, MOST_LOTS).map((row) => fromText(row["record"] as string) as LotRecord);
    return { records, isCut: rows.length > MOST_LOTS };
  }

  piece(piece: string): LotPiece | undefined {
    const row = this.tables.get("SELECT lot, at, bad FROM piece WHERE piece = ?", piece);
    return row === undefined
      ? undefined
      : { lot: String(row["lot"]), at: Number(row["at"]) as Micros, isBad: Number(row["bad"]) === 1 };
  }

  write({ lots, pieces, state }: LotChanges): void {
    this.writeAll(state, () => {
      for (const record of lots)
        this.tables.run("INSERT OR REPLACE INTO lot VALUES (?, ?, ?)", record.lot, record.receivedAt, toText(record));
      for (const [piece, { lot, at, isBad }] of pieces)
        this.tables.run("INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?)", piece, lot, at, Number(isBad));
    });
  }

  /** Deletes lots before a time, and at most `limit` pieces before another. */
  forget(lots: Micros, pieces: Micros, limit: number): void {
    this.tables.run("DELETE FROM lot WHERE at < ?", lots);
    this.tables.run(
      "DELETE FROM piece WHERE piece IN (SELECT piece FROM piece WHERE at < ? ORDER BY at LIMIT ?)",
      pieces,
      limit,
    );
  }
}
