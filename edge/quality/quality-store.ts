/** Measurements, the work on pieces that they depend on, and limits of charts on disk, with the position in the log. */
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LimitsVersion, SeriesName } from "../contracts/quality/quality.ts";
import { BookTables, STATE_TABLE } from "../store/book-tables.ts";
import type { FollowedLog } from "../store/open-database.ts";
import { fromText, toText } from "../store/record-text.ts";
import type { Row } from "../store/table-file.ts";

const MIGRATIONS = [
  `CREATE TABLE word (code INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
   CREATE TABLE series (code INTEGER PRIMARY KEY, plan TEXT NOT NULL, machine TEXT NOT NULL, UNIQUE (plan, machine));
   CREATE TABLE measurement (series INTEGER NOT NULL, number INTEGER NOT NULL, time REAL NOT NULL, piece TEXT NOT NULL,
                             gauge INTEGER NOT NULL, context INTEGER NOT NULL, value REAL NOT NULL, lower REAL,
                             upper REAL, ok INTEGER NOT NULL, charted INTEGER,
                             PRIMARY KEY (series, number)) WITHOUT ROWID;
   CREATE INDEX measurement_piece ON measurement (piece);
   CREATE INDEX measurement_charted ON measurement (series, charted) WHERE charted IS NOT NULL;
   CREATE TABLE work (piece TEXT NOT NULL, station INTEGER NOT NULL, at REAL NOT NULL, context INTEGER NOT NULL,
                      PRIMARY KEY (piece, station)) WITHOUT ROWID;
   CREATE INDEX work_at ON work (at);
   CREATE TABLE limits (series INTEGER NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL,
                        PRIMARY KEY (series, version)) WITHOUT ROWID;
   ${STATE_TABLE}`,
];

/** A measurement as it is stored; NaN: no limit, or not charted. */
export interface StoredMeasurement {
  readonly series: number;
  /** Of the series, from 0. */
  readonly number: number;
  readonly time: Micros;
  readonly piece: string;
  readonly gauge: number;
  readonly context: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly ok: boolean;
  /** Number among those that the chart takes, from 0. */
  readonly charted: number;
}

/** Work of one station on a piece; of repeated work the last. */
export interface StoredWork {
  readonly piece: string;
  readonly station: number;
  readonly at: Micros;
  readonly context: number;
}

export interface QualityChanges {
  readonly words: Iterable<readonly [code: number, word: string]>;
  readonly series: Iterable<readonly [code: number, name: SeriesName]>;
  readonly measurements: readonly StoredMeasurement[];
  readonly work: Iterable<StoredWork>;
  readonly limits: Iterable<readonly [series: number, version: LimitsVersion]>;
  readonly state: Readonly<Record<string, unknown>>;
}

export class QualityStore extends BookTables {
  constructor(path: string, log: Logger, follows?: FollowedLog) {
    super({ path, migrations: MIGRATIONS, log, follows });
  }

  words(): readonly (readonly [code: number, word: string])[] {
    return this.tables
      .all("SELECT code, word FROM word ORDER BY code")
      .map((row) => [Number(row["code"]), String(row["word"])] as const);
  }

  series(): readonly (readonly [code: number, name: SeriesName])[] {
    return this.tables
      .all("SELECT code, plan, machine FROM series ORDER BY code")
      .map((row) => [Number(row["code"]), { plan: String(row["plan"]), machine: String(row["machine"]) }] as const);
  }

  /** Writes all changes; when it throws, none is written. */
  write({ words, series, measurements, work, limits, state }: QualityChanges): void {
    const put = "INSERT OR REPLACE INTO";
    this.writeAll(state, () => {
      for (const row of words) this.tables.run(`${put} word VALUES (?, ?)`, ...row);
      for (const [code, { plan, machine }] of series)
        this.tables.run(`${put} series VALUES (?, ?, ?)`, code, plan, machine);
      for (const one of measurements)
        this.tables.run(
          `${put} measurement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          one.series,
          one.number,
          one.time,
          one.piece,
          one.gauge,
          one.context,
          one.value,
          orNull(one.lower),
          orNull(one.upper),
          one.ok ? 1 : 0,
          orNull(one.charted),
        );
      for (const { piece, station, at, context } of work)
        this.tables.run(`${put} work VALUES (?, ?, ?, ?)`, piece, station, at, context);
      for (const [code, version] of limits)
        this.tables.run(`${put} limits VALUES (?, ?, ?)`, code, version.version, toText(version));
    });
  }

  work(piece: string): readonly StoredWork[] {
    return this.tables.all("SELECT * FROM work WHERE piece = ? ORDER BY at, station", piece).map((row) => ({
      piece,
      station: Number(row["station"]),
      at: Number(row["at"]),
      context: Number(row["context"]),
    }));
  }

  ofPiece(piece: string): readonly StoredMeasurement[] {
    return this.tables
      .all("SELECT * FROM measurement WHERE piece = ? ORDER BY series, number", piece)
      .map(measurementOf);
  }

  /** Measurements that the chart takes, by their numbers there, in order. */
  charted(series: number, from: number, to: number): readonly StoredMeasurement[] {
    return this.tables
      .all("SELECT * FROM measurement WHERE series = ? AND charted BETWEEN ? AND ? ORDER BY charted", series, from, to)
      .map(measurementOf);
  }

  /** Number in the chart of the newest measurement until a time; undefined: none. */
  chartedUntil(series: number, time: Micros): number | undefined {
    const row = this.tables.get(
      `SELECT charted FROM measurement WHERE series = ? AND time <= ? AND charted IS NOT NULL
       ORDER BY number DESC LIMIT 1`,
      series,
      time,
    );
    return row === undefined ? undefined : Number(row["charted"]);
  }

  /** The newest measurements of a series before a number, newest first. */
  newest(series: number, limit: number): readonly StoredMeasurement[] {
    return this.tables
      .all("SELECT * FROM measurement WHERE series = ? ORDER BY number DESC LIMIT ?", series, limit)
      .map(measurementOf);
  }

  /** All versions of a series' limits, newest first. */
  limits(series: number): readonly LimitsVersion[] {
    return this.tables
      .all("SELECT record FROM limits WHERE series = ? ORDER BY version DESC", series)
      .map((row) => fromText(row["record"] as string) as LimitsVersion);
  }

  /** Deletes the oldest measurements of a series before `time`, and work before it; each at most `limit`. */
  forget(series: number, time: Micros, limit: number): void {
    const row = this.tables.get(
      `SELECT max(number) AS last FROM
       (SELECT number, time FROM measurement WHERE series = ? ORDER BY number LIMIT ?) WHERE time < ?`,
      series,
      limit,
      time,
    );
    if (row?.["last"] == null) return;
    this.tables.run("DELETE FROM measurement WHERE series = ? AND number <= ?", series, Number(row["last"]));
  }

  forgetWork(time: Micros, limit: number): void {
    this.tables.run(
      "DELETE FROM work WHERE (piece, station) IN (SELECT piece, station FROM work WHERE at < ? ORDER BY at LIMIT ?)",
      time,
      limit,
    );
  }
}

function measurementOf(row: Row): StoredMeasurement {
  const number = (name: string): number => (row[name] === null ? Number.NaN : Number(row[name]));
  return {
    series: number("series"),
    number: number("number"),
    time: number("time"),
    piece: String(row["piece"]),
    gauge: number("gauge"),
    context: number("context"),
    value: number("value"),
    lower: number("lower"),
    upper: number("upper"),
    ok: row["ok"] === 1,
    charted: number("charted"),
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
