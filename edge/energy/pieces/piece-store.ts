/** Energy of pieces and machines, and what is not closed yet, in the tables of the energy book. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { StepsQuestion } from "../../contracts/production/piece-energy.ts";
import { fromText, KeptTexts, toText } from "../../store/record-text.ts";
import type { TableFile } from "../../store/table-file.ts";
import type { Stay } from "./stays.ts";
import { type Columns, TRACE_MARGIN_US } from "./trace.ts";

/** A step of the schema of the energy book's file. */
export const PIECE_TABLES = `
  CREATE TABLE channel (code INTEGER PRIMARY KEY, station TEXT NOT NULL, medium TEXT NOT NULL,
                        UNIQUE (station, medium));
  CREATE TABLE step (channel INTEGER NOT NULL, number INTEGER NOT NULL, piece TEXT NOT NULL, operation TEXT NOT NULL,
                     variant TEXT NOT NULL, work TEXT NOT NULL, begin REAL NOT NULL, finish REAL,
                     amount INTEGER NOT NULL,
                     PRIMARY KEY (channel, number)) WITHOUT ROWID;
  CREATE INDEX step_piece ON step (piece);
  CREATE INDEX step_finish ON step (finish) WHERE finish IS NOT NULL;
  CREATE TABLE hour (channel INTEGER NOT NULL, hour REAL NOT NULL, metered INTEGER NOT NULL, pieces INTEGER NOT NULL,
                     idle INTEGER NOT NULL, set_up INTEGER NOT NULL, unmetered INTEGER NOT NULL,
                     PRIMARY KEY (channel, hour)) WITHOUT ROWID;
  CREATE TABLE trace (channel INTEGER NOT NULL, number INTEGER NOT NULL, newest REAL NOT NULL, readings BLOB NOT NULL,
                      PRIMARY KEY (channel, number)) WITHOUT ROWID;
  CREATE TABLE stay (station TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,
                     PRIMARY KEY (station, number)) WITHOUT ROWID;
  CREATE TABLE piece_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`;

/** Amounts in whole parts (mWh, mL). */
export interface HourRow {
  readonly channel: number;
  readonly hour: Micros;
  readonly metered: number;
  readonly pieces: number;
  readonly idle: number;
  readonly setUp: number;
  readonly unmetered: number;
}

/** A piece's share of one or more closed intervals. */
export interface StepRow {
  readonly channel: number;
  /** Of the stay at its station. */
  readonly number: number;
  readonly piece: string;
  readonly operation: string;
  readonly variant: string;
  readonly order: string;
  readonly begin: Micros;
  /** NaN while more may come. */
  readonly finish: Micros;
  readonly amount: number;
}

export interface PieceChanges {
  readonly steps: readonly StepRow[];
  readonly hours: readonly HourRow[];
  readonly traces: readonly (readonly [channel: number, readings: Columns, keptFrom: Micros])[];
  readonly stays: readonly (readonly [station: string, stay: Stay])[];
  readonly gone: readonly (readonly [station: string, number: number])[];
  readonly state: Readonly<Record<string, unknown>>;
  /** Rows before this time are deleted; NaN: none. */
  readonly forgetBefore: Micros;
}

export interface StepSums {
  readonly operation: string;
  readonly variant: string;
  readonly medium: string;
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
  readonly least: number;
  readonly most: number;
}

/** Rows of an answer. */
const MOST_FIGURES = 5000;
const FIGURES = `SELECT operation, variant, medium, count(*) AS n, sum(amount) AS sum,
         total(amount * 1.0 * amount) AS squares,
         min(amount) AS least, max(amount) AS most
  FROM step JOIN channel ON channel.code = step.channel
  WHERE finish >= ? AND finish < ? AND (? IS NULL OR work = ?) AND (? IS NULL OR variant = ?)
    AND (? IS NULL OR operation = ?)
  GROUP BY operation, variant, medium ORDER BY operation, variant, medium LIMIT ?`;

/** Steps that are deleted with one write. */
const FORGET_AT_ONCE = 10_000;

const ADD_STEP = `INSERT INTO step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  operation = excluded.operation, variant = excluded.variant, work = excluded.work, begin = excluded.begin,
  finish = excluded.finish, amount = amount + excluded.amount`;
const ADD_HOUR = `INSERT INTO hour VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  metered = metered + excluded.metered, pieces = pieces + excluded.pieces, idle = idle + excluded.idle,
  set_up = set_up + excluded.set_up, unmetered = unmetered + excluded.unmetered`;

export class PieceStore {
  /** For questions in files of their own. */
  readonly tables: TableFile;
  readonly #texts = new KeptTexts();
  #chunks: number;

  constructor(tables: TableFile) {
    this.tables = tables;
    this.#chunks = Number(tables.get("SELECT max(number) AS last FROM trace")?.["last"] ?? 0) + 1;
  }

  /** Numbers of the channels in the file, which gets those that it does not have. */
  codes(channels: readonly { readonly station: string; readonly medium: string }[]): readonly number[] {
    this.tables.transaction(() => {
      for (const { station, medium } of channels)
        this.tables.run("INSERT OR IGNORE INTO channel (station, medium) VALUES (?, ?)", station, medium);
    });
    return channels.map(({ station, medium }) =>
      Number(this.tables.get("SELECT code FROM channel WHERE station = ? AND medium = ?", station, medium)?.["code"]),
    );
  }

  state(name: string): unknown {
    const row = this.tables.get("SELECT value FROM piece_state WHERE name = ?", name);
    return row === undefined ? undefined : fromText(row["value"] as string);
  }

  stays(station: string): readonly Stay[] {
    return this.tables
      .all("SELECT record FROM stay WHERE station = ? ORDER BY number", station)
      .map((row) => fromText(row["record"] as string) as Stay);
  }

  /** Readings of power in the order in which they came. */
  trace(channel: number): readonly Columns[] {
    return this.tables
      .all("SELECT readings FROM trace WHERE channel = ? ORDER BY number", channel)
      .map((row) => columnsOf(row["readings"] as Uint8Array));
  }

  /** All rows of a piece. */
  ofPiece(piece: string): readonly StepRow[] {
    return this.tables.all("SELECT * FROM step WHERE piece = ? ORDER BY begin, channel", piece).map((row) => ({
      channel: Number(row["channel"]),
      number: Number(row["number"]),
      piece,
      operation: String(row["operation"]),
      variant: String(row["variant"]),
      order: String(row["work"]),
      begin: Number(row["begin"]),
      finish: row["finish"] === null ? Number.NaN : Number(row["finish"]),
      amount: Number(row["amount"]),
    }));
  }

  /** Sums over the finished pieces of a time, by operation, variant and medium. Parts and their squares. */
  figures({ from, to, order, variant, operation }: StepsQuestion): {
    readonly sums: readonly StepSums[];
    /** There are more kinds of steps. */
    readonly isCut: boolean;
  } {
    const wanted = [order, variant, operation].map((one) => one ?? null);
    const rows = this.tables.all(FIGURES, from, to, ...wanted.flatMap((one) => [one, one]), MOST_FIGURES + 1);
    const sums = rows.slice(0, MOST_FIGURES).map((row) => ({
      operation: String(row["operation"]),
      variant: String(row["variant"]),
      medium: String(row["medium"]),
      n: Number(row["n"]),
      sum: Number(row["sum"]),
      squares: Number(row["squares"]),
      least: Number(row["least"]),
      most: Number(row["most"]),
    }));
    return { sums, isCut: rows.length > MOST_FIGURES };
  }

  /** Hours that begin in the time. */
  hours(from: Micros, to: Micros): readonly HourRow[] {
    return this.tables.all("SELECT * FROM hour WHERE hour >= ? AND hour < ? ORDER BY hour", from, to).map((row) => ({
      channel: Number(row["channel"]),
      hour: Number(row["hour"]),
      metered: Number(row["metered"]),
      pieces: Number(row["pieces"]),
      idle: Number(row["idle"]),
      setUp: Number(row["set_up"]),
      unmetered: Number(row["unmetered"]),
    }));
  }

  /** Writes the changes, within the transaction of the book. */
  write({
    steps,
    hours,
    traces,
    stays,
    gone,
    state,
    forgetBefore,
  }: PieceChanges): readonly (readonly [string, string])[] {
    const tables = this.tables;
    for (const { channel, number, piece, operation, variant, order, begin, finish, amount } of steps) {
      const end = Number.isNaN(finish) ? null : finish;
      tables.run(ADD_STEP, channel, number, piece, operation, variant, order, begin, end, amount);
    }
    for (const { channel, hour, metered, pieces, idle, setUp, unmetered } of hours)
      tables.run(ADD_HOUR, channel, hour, metered, pieces, idle, setUp, unmetered);
    for (const [channel, readings, keptFrom] of traces) {
      tables.run("DELETE FROM trace WHERE channel = ? AND newest < ?", channel, keptFrom - TRACE_MARGIN_US);
      if (readings.times.length === 0) continue;
      const newest = readings.times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
      tables.run("INSERT INTO trace VALUES (?, ?, ?, ?)", channel, this.#chunks++, newest, blobOf(readings));
    }
    for (const [station, number] of gone)
      tables.run("DELETE FROM stay WHERE station = ? AND number = ?", station, number);
    for (const [station, stay] of stays)
      tables.run("INSERT OR REPLACE INTO stay VALUES (?, ?, ?)", station, stay.number, toText(stay));
    const texts = this.#texts.changed(state);
    for (const text of texts) tables.run("INSERT OR REPLACE INTO piece_state VALUES (?, ?)", ...text);
    if (!Number.isNaN(forgetBefore)) this.#forget(forgetBefore);
    return texts;
  }

  written(texts: readonly (readonly [string, string])[]): void {
    this.#texts.written(texts);
  }

  #forget(before: Micros): void {
    this.tables.run(
      `DELETE FROM step WHERE (channel, number) IN
       (SELECT channel, number FROM step WHERE finish < ? ORDER BY finish LIMIT ?)`,
      before,
      FORGET_AT_ONCE,
    );
    this.tables.run("DELETE FROM hour WHERE hour < ?", before);
  }
}

function blobOf({ times, values }: Columns): Uint8Array {
  return new Uint8Array(Float64Array.from([...times, ...values]).buffer);
}

function columnsOf(blob: Uint8Array): Columns {
  const numbers = new Float64Array(blob.slice().buffer);
  const half = numbers.length / 2;
  return { times: [...numbers.subarray(0, half)], values: [...numbers.subarray(half)] };
}
