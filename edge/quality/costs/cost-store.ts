/** Costs by hour, and the pieces on their way with what was added to them, on disk with the position in the log. */
import type { Logger } from "pino";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { BookTables, STATE_TABLE } from "../../store/book-tables.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { fromText, toText } from "../../store/record-text.ts";
import type { Row } from "../../store/table-file.ts";

const FIRST_SUMS = "good, ended, scrapped, reworked, inspected, made, scrap, rework, inspection";
const LATER_SUMS = ["first", "firstGood", "ends", "cleanEnds"] as const;

const MIGRATIONS = [
  `CREATE TABLE word (code INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
   CREATE TABLE cost (hour INTEGER NOT NULL, station INTEGER NOT NULL, operation INTEGER NOT NULL,
                      variant INTEGER NOT NULL, ofOrder INTEGER NOT NULL,
                      ${FIRST_SUMS.replaceAll(",", " INTEGER NOT NULL,")} INTEGER NOT NULL,
                      PRIMARY KEY (hour, station, operation, variant, ofOrder)) WITHOUT ROWID;
   CREATE TABLE piece (piece TEXT PRIMARY KEY, at REAL NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
   CREATE INDEX piece_at ON piece (at);
   ${STATE_TABLE}`,
  LATER_SUMS.map((name) => `ALTER TABLE cost ADD COLUMN ${name} INTEGER NOT NULL DEFAULT 0`).join("; "),
];

/** Where and for what; codes of words, and the hour since 1970. */
export interface CostKey {
  readonly hour: number;
  readonly station: number;
  readonly operation: number;
  readonly variant: number;
  readonly ofOrder: number;
}

/**
 * Numbers of completions, and amounts in parts of the currency. `ended`: good ones that end the way. `first`: of a
 * piece at a station for the first time, and `firstGood` the good ones of them. `ends`: pieces that ended, good or
 * scrapped, and `cleanEnds` those that ended good without rework or repetition; files of earlier releases have 0.
 */
export type CostCounts = Record<
  | "good"
  | "ended"
  | "scrapped"
  | "reworked"
  | "inspected"
  | "made"
  | "scrap"
  | "rework"
  | "inspection"
  | (typeof LATER_SUMS)[number],
  number
>;

const KEYS = ["hour", "station", "operation", "variant", "ofOrder"] as const;
export const COUNTS = [...FIRST_SUMS.split(", "), ...LATER_SUMS] as readonly (keyof CostCounts)[];

/** A piece on its way. */
export interface PieceCost {
  /** Added by steps so far, in parts of the currency. */
  readonly made: number;
  readonly variant: string;
  readonly order: string;
  /** It was sent to rework, or came to a station again. */
  readonly isRepeated?: boolean;
  /** Newest completion at each station, µs. */
  readonly done: Readonly<Record<string, Micros>>;
}

export interface CostChanges {
  readonly words: Iterable<readonly [code: number, word: string]>;
  readonly costs: Iterable<readonly [CostKey, CostCounts]>;
  /** Null: the piece has ended. */
  readonly pieces: Iterable<readonly [piece: string, at: Micros, record: PieceCost | null]>;
  readonly state: Readonly<Record<string, unknown>>;
}

export class CostStore extends BookTables {
  constructor(path: string, log: Logger, follows?: FollowedLog) {
    super({ path, migrations: MIGRATIONS, log, follows });
  }

  words(): readonly (readonly [code: number, word: string])[] {
    return this.tables
      .all("SELECT code, word FROM word ORDER BY code")
      .map((row) => [Number(row["code"]), String(row["word"])] as const);
  }

  piece(piece: string): PieceCost | undefined {
    const row = this.tables.get("SELECT record FROM piece WHERE piece = ?", piece);
    return row === undefined ? undefined : (fromText(row["record"] as string) as PieceCost);
  }

  /** Rows from one hour to another, both included. */
  costs(from: number, to: number): readonly (readonly [CostKey, CostCounts])[] {
    return this.tables.all("SELECT * FROM cost WHERE hour BETWEEN ? AND ?", from, to).map(costRow);
  }

  firstHour(): number | undefined {
    const row = this.tables.get("SELECT min(hour) AS first FROM cost");
    return row?.["first"] == null ? undefined : Number(row["first"]);
  }

  /** Adds costs to their rows, and writes all other changes; when it throws, none is written. */
  write({ words, costs, pieces, state }: CostChanges): void {
    const put = "INSERT OR REPLACE INTO";
    const added = COUNTS.map((name) => `${name} = ${name} + excluded.${name}`).join(", ");
    const marks = Array.from({ length: KEYS.length + COUNTS.length }, () => "?").join(", ");
    this.writeAll(state, () => {
      for (const row of words) this.tables.run(`${put} word VALUES (?, ?)`, ...row);
      for (const [{ hour, station, operation, variant, ofOrder }, counts] of costs)
        this.tables.run(
          `INSERT INTO cost (${[...KEYS, ...COUNTS].join(", ")}) VALUES (${marks}) ON CONFLICT DO UPDATE SET ${added}`,
          ...[hour, station, operation, variant, ofOrder, ...COUNTS.map((name) => counts[name])],
        );
      for (const [piece, at, record] of pieces)
        if (record === null) this.tables.run("DELETE FROM piece WHERE piece = ?", piece);
        else this.tables.run(`${put} piece VALUES (?, ?, ?)`, piece, at, toText(record));
    });
  }

  /** Deletes rows before an hour, and at most `limit` pieces that nobody reported since `time`. */
  forget(hour: number, time: Micros, limit: number): void {
    this.tables.run("DELETE FROM cost WHERE hour < ?", hour);
    this.tables.run(
      "DELETE FROM piece WHERE piece IN (SELECT piece FROM piece WHERE at < ? ORDER BY at LIMIT ?)",
      time,
      limit,
    );
  }
}

function costRow(row: Row): readonly [CostKey, CostCounts] {
  const number = (name: string): number => Number(row[name]);
  const key = {
    hour: number("hour"),
    station: number("station"),
    operation: number("operation"),
    variant: number("variant"),
    ofOrder: number("ofOrder"),
  };
  return [key, Object.fromEntries(COUNTS.map((name) => [name, number(name)])) as CostCounts];
}
