/** Amounts by quarter of an hour and minutes of demand on disk, with the position in the commit log. */
import type { Logger } from "pino";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { BookTables, STATE_TABLE } from "../../store/book-tables.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { fromText, toText } from "../../store/record-text.ts";
import type { Row } from "../../store/table-file.ts";
import type { EndedWindow } from "./demand-watch.ts";
import type { MachineQuarter, PieceCount } from "./machine-quarter.ts";
import type { ClosedQuarter } from "./quarter-count.ts";
import type { UtilityQuarter } from "./utility-quarter.ts";

const MIGRATIONS = [
  `CREATE TABLE point (code INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE);
   CREATE TABLE quarter (point INTEGER NOT NULL, start REAL NOT NULL, amount REAL NOT NULL,
                         uncertain INTEGER NOT NULL, PRIMARY KEY (point, start)) WITHOUT ROWID;
   CREATE TABLE reactive (point INTEGER NOT NULL, start REAL NOT NULL, amount REAL NOT NULL,
                          PRIMARY KEY (point, start)) WITHOUT ROWID;
   CREATE TABLE machine (point INTEGER NOT NULL, start REAL NOT NULL, executing REAL NOT NULL, standing REAL NOT NULL,
                         wasted REAL NOT NULL, wasted_kwh REAL NOT NULL, pieces TEXT NOT NULL,
                         PRIMARY KEY (point, start)) WITHOUT ROWID;
   CREATE TABLE outdoor (start REAL PRIMARY KEY, mean REAL NOT NULL) WITHOUT ROWID;
   CREATE TABLE minute (contract TEXT NOT NULL, time REAL NOT NULL, kw REAL,
                        PRIMARY KEY (contract, time)) WITHOUT ROWID;
   CREATE TABLE window (contract TEXT NOT NULL, time REAL NOT NULL, kw REAL NOT NULL,
                        PRIMARY KEY (contract, time)) WITHOUT ROWID;
   ${STATE_TABLE}`,
  `ALTER TABLE window ADD COLUMN forecast REAL;
   ALTER TABLE window ADD COLUMN low REAL;
   ALTER TABLE window ADD COLUMN high REAL`,
  `CREATE TABLE utility (uid TEXT NOT NULL, start REAL NOT NULL, loaded REAL NOT NULL, unloaded REAL NOT NULL,
                         loaded_kwh REAL NOT NULL, unloaded_kwh REAL NOT NULL, low REAL, mean REAL,
                         PRIMARY KEY (uid, start)) WITHOUT ROWID`,
];

/** A quarter of a point. */
type PointQuarter = ClosedQuarter & { readonly point: number };

export type StoredMachineQuarter = MachineQuarter & { readonly start: Micros };

/** The mean of a contract's power over a minute that ended at a time, kW; NaN: not known. */
interface StoredMinute {
  readonly contract: string;
  readonly to: Micros;
  readonly kW: number;
}

/** A quarter of a compressor or chiller. */
type StoredUtility = UtilityQuarter & { readonly uid: string; readonly start: Micros };

export type StoredWindow = EndedWindow & { readonly contract: string };

export interface LoadChanges {
  readonly quarters: readonly PointQuarter[];
  /** Reactive energy, kvarh. */
  readonly reactive: readonly PointQuarter[];
  readonly machines: readonly (StoredMachineQuarter & { readonly point: number })[];
  readonly utilities: readonly StoredUtility[];
  readonly outdoor: readonly { readonly start: Micros; readonly mean: number }[];
  readonly minutes: readonly StoredMinute[];
  readonly windows: readonly StoredWindow[];
  readonly state: Readonly<Record<string, unknown>>;
}

export class LoadStore extends BookTables {
  constructor(path: string, log: Logger, follows?: FollowedLog) {
    super({ path, migrations: MIGRATIONS, log, follows });
  }

  codes(uids: readonly string[]): ReadonlyMap<string, number> {
    this.tables.transaction(() => {
      for (const uid of uids) this.tables.run("INSERT OR IGNORE INTO point (uid) VALUES (?)", uid);
    });
    return new Map(
      this.tables.all("SELECT uid, code FROM point").map((row) => [String(row["uid"]), Number(row["code"])]),
    );
  }

  /** Writes all changes; when it throws, none is written. */
  write({ quarters, reactive, machines, utilities, outdoor, minutes, windows, state }: LoadChanges): void {
    const put = "INSERT OR REPLACE INTO";
    this.writeAll(state, () => {
      for (const { point, start, amount, isUncertain } of quarters)
        this.tables.run(`${put} quarter VALUES (?, ?, ?, ?)`, point, start, amount, isUncertain ? 1 : 0);
      for (const { point, start, amount } of reactive)
        this.tables.run(`${put} reactive VALUES (?, ?, ?)`, point, start, amount);
      for (const { point, start, executingS, standingS, wastedS, wastedKWh, pieces } of machines)
        this.tables.run(
          `${put} machine VALUES (?, ?, ?, ?, ?, ?, ?)`,
          point,
          start,
          executingS,
          standingS,
          wastedS,
          wastedKWh,
          toText(pieces),
        );
      for (const { uid, start, loadedS, unloadedS, loadedKWh, unloadedKWh, low, mean } of utilities)
        this.tables.run(
          `${put} utility VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          ...[uid, start, loadedS, unloadedS, loadedKWh, unloadedKWh],
          ...[low, mean].map((one) => (Number.isNaN(one) ? null : one)),
        );
      for (const { start, mean } of outdoor) this.tables.run(`${put} outdoor VALUES (?, ?)`, start, mean);
      for (const { contract, to, kW } of minutes)
        this.tables.run(`${put} minute VALUES (?, ?, ?)`, contract, to, Number.isNaN(kW) ? null : kW);
      for (const { contract, to, kW, forecast } of windows)
        this.tables.run(
          `${put} window VALUES (?, ?, ?, ?, ?, ?)`,
          contract,
          to,
          kW,
          forecast?.kW ?? null,
          forecast?.low ?? null,
          forecast?.high ?? null,
        );
    });
  }

  /** Quarters of a point that begin in [from, to), in order. */
  quarters(point: number, from: Micros, to: Micros): readonly ClosedQuarter[] {
    return this.tables
      .all("SELECT * FROM quarter WHERE point = ? AND start >= ? AND start < ? ORDER BY start", point, from, to)
      .map((row) => ({
        start: Number(row["start"]),
        amount: Number(row["amount"]),
        isUncertain: row["uncertain"] === 1,
      }));
  }

  /** Reactive energy of a point by start of the quarter, kvarh. */
  reactive(point: number, from: Micros, to: Micros): ReadonlyMap<Micros, number> {
    const rows = this.tables.all(
      "SELECT start, amount FROM reactive WHERE point = ? AND start >= ? AND start < ?",
      point,
      from,
      to,
    );
    return new Map(rows.map((row) => [Number(row["start"]), Number(row["amount"])]));
  }

  machines(point: number, from: Micros, to: Micros): readonly StoredMachineQuarter[] {
    return this.tables
      .all("SELECT * FROM machine WHERE point = ? AND start >= ? AND start < ? ORDER BY start", point, from, to)
      .map((row) => ({
        start: Number(row["start"]),
        executingS: Number(row["executing"]),
        standingS: Number(row["standing"]),
        wastedS: Number(row["wasted"]),
        wastedKWh: Number(row["wasted_kwh"]),
        pieces: fromText(String(row["pieces"])) as readonly PieceCount[],
      }));
  }

  utilities(uid: string, from: Micros, to: Micros): readonly StoredUtility[] {
    const rows = this.tables.all("SELECT * FROM utility WHERE uid = ? AND start >= ? AND start < ?", uid, from, to);
    return rows.map((row) => {
      const number = (name: string): number => (row[name] === null ? Number.NaN : Number(row[name]));
      return {
        uid,
        start: number("start"),
        loadedS: number("loaded"),
        unloadedS: number("unloaded"),
        loadedKWh: number("loaded_kwh"),
        unloadedKWh: number("unloaded_kwh"),
        low: number("low"),
        mean: number("mean"),
      };
    });
  }

  /** Start of the oldest quarter; null without one. */
  first(): Micros | null {
    const row = this.tables.get("SELECT min(start) AS first FROM machine");
    return row?.["first"] == null ? null : Number(row["first"]);
  }

  /** Mean outdoor temperature by start of the quarter. */
  outdoor(from: Micros, to: Micros): ReadonlyMap<Micros, number> {
    const rows = this.tables.all("SELECT * FROM outdoor WHERE start >= ? AND start < ?", from, to);
    return new Map(rows.map((row) => [Number(row["start"]), Number(row["mean"])]));
  }

  /** The newest minutes of a contract, newest last. */
  minutes(contract: string, most: number): readonly StoredMinute[] {
    return this.tables
      .all("SELECT * FROM minute WHERE contract = ? ORDER BY time DESC LIMIT ?", contract, most)
      .map((row) => ({ contract, to: Number(row["time"]), kW: row["kw"] === null ? Number.NaN : Number(row["kw"]) }))
      .reverse();
  }

  /** Windows that ended in (from, to], in order. */
  windows(contract: string, from: Micros, to: Micros): readonly StoredWindow[] {
    return this.tables
      .all("SELECT * FROM window WHERE contract = ? AND time > ? AND time <= ? ORDER BY time", contract, from, to)
      .map((row) => windowOf(row, contract));
  }

  /** Deletes what is older than `time`, and minutes that no forecast needs. */
  forget(time: Micros, minutesBefore: Micros): void {
    this.tables.transaction(() => {
      for (const table of ["quarter", "reactive", "machine", "utility", "outdoor"])
        this.tables.run(`DELETE FROM ${table} WHERE start < ?`, time);
      this.tables.run("DELETE FROM window WHERE time < ?", time);
      this.tables.run("DELETE FROM minute WHERE time < ?", minutesBefore);
    });
  }
}

function windowOf(row: Row, contract: string): StoredWindow {
  const number = (name: string): number => Number(row[name]);
  const forecast =
    row["forecast"] === null ? null : { kW: number("forecast"), low: number("low"), high: number("high") };
  return { contract, to: number("time"), kW: number("kw"), forecast };
}
