/** Readings of meters on disk, one a minute, with the position in the commit log up to which they are complete. */
import type { Logger } from "pino";
import type { FollowerMark } from "../contracts/path/follower.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { type FollowedLog, openDatabase } from "../store/open-database.ts";
import type { TableFile } from "../store/table-file.ts";
import { PIECE_TABLES, PieceStore } from "./pieces/piece-store.ts";
import type { LastReading, Total } from "./total.ts";

const MIGRATIONS = [
  `CREATE TABLE meter (code INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, time REAL, total REAL,
                       raw REAL, uncertain_at REAL, idle TEXT NOT NULL DEFAULT '[]');
   CREATE TABLE reading (meter INTEGER, time REAL, total REAL, PRIMARY KEY (meter, time)) WITHOUT ROWID;
   CREATE TABLE state (name TEXT PRIMARY KEY, value REAL) WITHOUT ROWID`,
  `CREATE TABLE doubt (meter INTEGER, time REAL, PRIMARY KEY (meter, time)) WITHOUT ROWID;
   INSERT INTO doubt SELECT code, uncertain_at FROM meter WHERE uncertain_at IS NOT NULL;
   ALTER TABLE meter DROP COLUMN uncertain_at`,
  "ALTER TABLE meter ADD COLUMN item_state REAL",
  PIECE_TABLES,
  "CREATE TABLE memo (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
];

/** A reading further than this from a requested time is not used for it. */
const NEAR_US = 300e6;

export type Reading = Pick<LastReading, "time" | "total">;

/** The count of a meter at a time, and its maximum error because the meter was read at other times. */
export interface Count {
  readonly total: number;
  readonly limit: number;
}

/** A meter's number in the file, and its total, including readings that are not in the file yet. */
export interface Metered {
  readonly code: number;
  readonly total: Total;
}

interface Written {
  readonly mark: FollowerMark;
  readonly forgetBefore: Micros;
  /** Writes what else the mark covers, in the same transaction. */
  readonly alongside: () => void;
  /** States of parts of the book, by name. */
  readonly memos: Readonly<Record<string, unknown>>;
}

/** A meter with what it continues from besides its total. */
type Kept = Metered & { readonly idle: readonly number[]; readonly itemState: number };

export class EnergyStore {
  readonly #tables: TableFile;
  readonly pieces: PieceStore;

  /** Note for operators about the opening of the file. */
  readonly note: string | undefined;

  constructor(path: string, log: Logger, follows?: FollowedLog) {
    const { tables, note } = openDatabase({ path, kind: "derived", migrations: MIGRATIONS, log, follows });
    this.#tables = tables;
    this.pieces = new PieceStore(tables);
    this.note = note;
  }

  get mark(): FollowerMark {
    const stored = (name: string): unknown =>
      this.#tables.get("SELECT value FROM state WHERE name = ?", name)?.["value"];
    return { position: Number(stored("position") ?? 0), time: Number(stored("time") ?? Number.NaN) };
  }

  close(): void {
    this.#tables.close();
  }

  codes(uids: readonly string[]): ReadonlyMap<string, number> {
    this.#tables.transaction(() => {
      for (const uid of uids) this.#tables.run("INSERT OR IGNORE INTO meter (uid) VALUES (?)", uid);
    });
    const rows = this.#tables.all("SELECT uid, code FROM meter");
    return new Map(rows.map((row) => [String(row["uid"]), Number(row["code"])]));
  }

  last(meter: number): LastReading | undefined {
    const row = this.#tables.get("SELECT * FROM meter WHERE code = ? AND time IS NOT NULL", meter);
    if (row === undefined) return undefined;
    const number = (name: string): number => (row[name] === null ? Number.NaN : Number(row[name]));
    return { time: number("time"), total: number("total"), raw: number("raw") };
  }

  idle(meter: number): number[] {
    return JSON.parse(
      String(this.#tables.get("SELECT idle FROM meter WHERE code = ?", meter)?.["idle"] ?? "[]"),
    ) as number[];
  }

  /** The last state of the metered machine; NaN before the first. */
  itemState(meter: number): number {
    const state = this.#tables.get("SELECT item_state FROM meter WHERE code = ?", meter)?.["item_state"];
    return Number(state ?? Number.NaN);
  }

  /** Whether a part of the meter's count in [from, to) may be missing. */
  isDoubtful({ code, total }: Metered, from: Micros, to: Micros): boolean {
    if (total.doubts.some((time) => time >= from && time < to)) return true;
    return (
      this.#tables.get("SELECT 1 FROM doubt WHERE meter = ? AND time >= ? AND time < ? LIMIT 1", code, from, to) !==
      undefined
    );
  }

  /** Time of a meter's oldest stored reading. */
  first({ code, total }: Metered): Micros | undefined {
    const row = this.#tables.get("SELECT time FROM reading WHERE meter = ? ORDER BY time LIMIT 1", code);
    return row === undefined ? total.readings[0]?.time : Number(row["time"]);
  }

  /**
   * The count at `time`, interpolated between the readings before and after; undefined without a near reading. Readings
   * that are not in the file yet count too.
   */
  at(meter: Metered, time: Micros): Count | undefined {
    const last = lastOf(meter);
    const before = this.#before(meter, time, true);
    const after = this.#after(meter, time) ?? (last !== undefined && last.time >= time ? last : undefined);
    if (before !== undefined && after !== undefined) return between(before, after, time);
    const [near] = [before, after, last]
      .filter((one) => one !== undefined && Math.abs(one.time - time) <= NEAR_US)
      .map((one) => one as Reading)
      .sort((x, y) => Math.abs(x.time - time) - Math.abs(y.time - time));
    if (near === undefined) return undefined;
    // The rate follows from the readings on its other side.
    const other =
      this.#before(meter, near.time, false) ?? (last !== undefined && last.time > near.time ? last : undefined);
    return { total: near.total, limit: rateOf(near, other) * Math.abs(near.time - time) };
  }

  /** Stored readings of a stretch of time, oldest first, at most one a minute. */
  between({ code, total }: Metered, from: Micros, to: Micros): readonly Reading[] {
    const rows = this.#tables.all(
      "SELECT time, total FROM reading WHERE meter = ? AND time >= ? AND time <= ? ORDER BY time",
      code,
      from,
      to,
    );
    return [
      ...rows.map((row) => ({ time: Number(row["time"]), total: Number(row["total"]) })),
      ...total.readings.filter(({ time }) => time >= from && time <= to),
    ];
  }

  /** State of a part of the book, as it was written last. */
  memo(name: string): unknown {
    const value = this.#tables.get("SELECT value FROM memo WHERE name = ?", name)?.["value"];
    return value === undefined ? undefined : (JSON.parse(String(value)) as unknown);
  }

  /** Writes readings and the rest of the book in one transaction. */
  write(meters: readonly Kept[], { mark, forgetBefore, memos, alongside }: Written): void {
    this.#tables.transaction(() => {
      this.#write(meters, mark, forgetBefore);
      for (const [name, value] of Object.entries(memos))
        this.#tables.run("INSERT OR REPLACE INTO memo VALUES (?, ?)", name, JSON.stringify(value));
      alongside();
    });
    for (const { total } of meters) {
      total.readings.length = 0;
      total.doubts.length = 0;
    }
  }

  #write(meters: readonly Kept[], mark: FollowerMark, forgetBefore: Micros): void {
    const tables = this.#tables;
    const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
    for (const { code, total, idle, itemState } of meters) {
      for (const reading of total.readings)
        tables.run("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", code, reading.time, reading.total);
      for (const time of total.doubts) tables.run("INSERT OR IGNORE INTO doubt VALUES (?, ?)", code, time);
      tables.run(
        "UPDATE meter SET time = ?, total = ?, raw = ?, idle = ?, item_state = ? WHERE code = ?",
        numberOrNull(total.time),
        total.total,
        numberOrNull(total.raw),
        JSON.stringify(idle),
        numberOrNull(itemState),
        code,
      );
    }
    if (!Number.isNaN(forgetBefore))
      for (const table of ["reading", "doubt"]) tables.run(`DELETE FROM ${table} WHERE time < ?`, forgetBefore);
    tables.run("INSERT OR REPLACE INTO state VALUES (?, ?)", "position", mark.position);
    tables.run("INSERT OR REPLACE INTO state VALUES (?, ?)", "time", numberOrNull(mark.time));
  }

  /** The newest reading before a time, or also at it. */
  #before({ code, total }: Metered, time: Micros, isAtToo: boolean): Reading | undefined {
    const waiting = total.readings.findLast((one) => one.time < time || (isAtToo && one.time === time));
    return (
      waiting ??
      this.#reading(
        `SELECT time, total FROM reading WHERE meter = ? AND time ${isAtToo ? "<=" : "<"} ? ORDER BY time DESC LIMIT 1`,
        code,
        time,
      )
    );
  }

  /** The oldest reading at a time or after it. */
  #after({ code, total }: Metered, time: Micros): Reading | undefined {
    const written = this.#reading(
      "SELECT time, total FROM reading WHERE meter = ? AND time >= ? ORDER BY time LIMIT 1",
      code,
      time,
    );
    return written ?? total.readings.find((one) => one.time >= time);
  }

  #reading(sql: string, meter: number, time: Micros): Reading | undefined {
    const row = this.#tables.get(sql, meter, time);
    return row === undefined ? undefined : { time: Number(row["time"]), total: Number(row["total"]) };
  }
}

/** The newest count, stored as a reading or not. */
function lastOf({ total: { time, total } }: Metered): Reading | undefined {
  return Number.isNaN(time) ? undefined : { time, total };
}

/**
 * Interpolates between two readings. The error bound assumes that the meter stood still or ran twice as fast up to the
 * nearer one.
 */
function between(a: Reading, b: Reading, time: Micros): Count {
  if (a.time === b.time) return { total: a.total, limit: 0 };
  const rate = rateOf(a, b);
  return { total: a.total + rate * (time - a.time), limit: rate * Math.min(time - a.time, b.time - time) };
}

/** Rate per µs; unknown with one reading, or with two at the same time. */
function rateOf(a: Reading, b: Reading | undefined): number {
  return b === undefined || a.time === b.time ? 0 : Math.abs((b.total - a.total) / (b.time - a.time));
}
