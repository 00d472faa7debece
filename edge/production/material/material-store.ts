/**
 * Pieces, carriers, orders, lots and shipments on disk, with the position in the commit log up to which they are
 * complete.
 */
import type { Logger } from "pino";
import type { FollowerMark } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type FollowedLog, openDatabase } from "../../store/open-database.ts";
import { fromText, KeptTexts, toText } from "../../store/record-text.ts";
import type { Row, TableFile } from "../../store/table-file.ts";
import { FORGOTTEN_BEFORE, MIGRATIONS } from "./material-tables.ts";
import { Bytes, decodePiece, decodeStays, encodePiece, encodeStays, Reader } from "./piece-codec.ts";
import { RecallSearch } from "./recall-search.ts";
import type { Carrier, LotRecord, OrderChange, OrderRecord, Piece, ShipmentRecord } from "./records.ts";
import { RideIndex } from "./ride-index.ts";
import { Words } from "./words.ts";
import { STATE_CODES, WorkIndex } from "./work-index.ts";

/** Changes since the last write. */
export interface Changes {
  readonly pieces: Iterable<Piece>;
  readonly carriers: Iterable<Carrier>;
  readonly orders: Iterable<OrderRecord>;
  readonly orderChanges: Iterable<OrderChange>;
  readonly lots: Iterable<LotRecord>;
  readonly shipments: Iterable<ShipmentRecord>;
  /** All other state that the twin continues from, as JSON. */
  readonly state: Readonly<Record<string, unknown>>;
}

export class MaterialStore {
  readonly #tables: TableFile;
  readonly #words: Words;
  readonly #texts = new KeptTexts();
  readonly #work: WorkIndex;
  /** Finds pieces by carriers. */
  readonly rides: RideIndex;
  readonly recalls: RecallSearch;

  /** Note for operators about the opening of the file. */
  readonly note: string | undefined;

  constructor(path: string, log: Logger, follows?: FollowedLog) {
    const { tables, note } = openDatabase({ path, kind: "derived", migrations: MIGRATIONS, log, follows });
    this.#tables = tables;
    this.note = note;
    this.#words = new Words(tables);
    this.rides = new RideIndex(tables, this.#words);
    if (this.state("rides") === undefined) this.#findRides();
    this.#work = new WorkIndex(tables, this.#words);
    this.recalls = new RecallSearch({ tables, words: this.#words, work: this.#work });
  }

  get mark(): FollowerMark {
    return { position: Number(this.state("position") ?? 0), time: Number(this.state("time") ?? Number.NaN) };
  }

  close(): void {
    this.#tables.close();
  }

  /** Writes all changes; when it throws, none is written. */
  write({ pieces, carriers, orders, orderChanges, lots, shipments, state }: Changes): void {
    const texts = this.#texts.changed(state);
    this.#transaction(pieces, () => {
      for (const piece of pieces) this.#writePiece(piece);
      for (const { id, lot, pieces: on, isKnown, stays } of carriers) {
        const bytes = new Bytes();
        encodeStays(bytes, stays, { words: this.#words, base: 0 });
        this.#tables.run(
          "INSERT OR REPLACE INTO carrier VALUES (?, ?, ?, ?, ?)",
          id,
          lot,
          JSON.stringify([...on]),
          bytes.take(),
          isKnown ? 1 : 0,
        );
      }
      for (const record of orders)
        this.#tables.run(
          "INSERT OR REPLACE INTO production_order VALUES (?, ?, ?)",
          record.order,
          Number.isNaN(record.endedAt) ? 0 : 1,
          toText(record),
        );
      for (const { order, time, state, started, good, scrapped, counted } of orderChanges)
        this.#tables.run(
          "INSERT OR REPLACE INTO order_change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          order,
          time,
          state,
          started,
          good,
          scrapped,
          counted.started,
          counted.good,
          counted.scrapped,
        );
      for (const record of lots)
        this.#tables.run("INSERT OR REPLACE INTO lot VALUES (?, ?, ?)", record.lot, record.time, toText(record));
      for (const record of shipments) {
        const { shipment, time } = record;
        this.#tables.run("INSERT OR REPLACE INTO shipment VALUES (?, ?, ?)", shipment, time, toText(record));
      }
      for (const text of texts) this.#tables.run("INSERT OR REPLACE INTO state VALUES (?, ?)", ...text);
      this.#work.extend();
      this.#words.write();
    });
    this.#words.written();
    this.#work.written();
    this.#texts.written(texts);
  }

  state(name: string): unknown {
    const row = this.#tables.get("SELECT value FROM state WHERE name = ?", name);
    return row === undefined ? undefined : fromText(row["value"] as string);
  }

  piece(id: string): Piece | undefined {
    const row = this.#tables.get("SELECT name, data FROM piece WHERE name = ?", id);
    return row === undefined ? undefined : this.#pieceOf(row);
  }

  /** Pieces in the plant. */
  inside(): Piece[] {
    return this.#tables.all("SELECT name, data FROM piece WHERE state = 0").map((row) => this.#pieceOf(row));
  }

  /** Pieces that may have been in the plant at an instant: first reported within `longest` before it. */
  around(time: Micros, longest: number, limit: number): Piece[] {
    return this.#tables
      .all(
        "SELECT name, data FROM piece WHERE first_at BETWEEN ? AND ? AND last_at >= ? LIMIT ?",
        time - longest,
        time,
        time,
        limit,
      )
      .map((row) => this.#pieceOf(row));
  }

  /** Longest time that a piece was in the plant. */
  longest(): number {
    return Number(this.#tables.get("SELECT max(last_at - first_at) AS longest FROM piece")?.["longest"] ?? 0);
  }

  idsOf(by: "order" | "lot" | "shipment", name: string, limit: number): string[] {
    const code = this.#words.find(name);
    return code === undefined
      ? []
      : this.#tables
          .all(`SELECT name FROM piece WHERE ${by}_code = ? ORDER BY rowid LIMIT ?`, code, limit)
          .map((row) => String(row["name"]));
  }

  /** Names that contain the text. Searching a million takes some 50 ms. */
  search(text: string, limit: number): string[] {
    return this.#tables
      .all("SELECT name FROM piece WHERE instr(name, ?) > 0 ORDER BY rowid DESC LIMIT ?", text, limit)
      .map((row) => String(row["name"]));
  }

  get count(): number {
    return Number(this.#tables.get("SELECT count(*) AS count FROM piece")?.["count"] ?? 0);
  }

  carriers(): Carrier[] {
    return this.#tables.all("SELECT * FROM carrier").map((row) => ({
      id: String(row["name"]),
      lot: String(row["lot"]),
      stays: decodeStays(new Reader(row["data"] as Uint8Array), { words: this.#words, base: 0 }),
      pieces: new Set(JSON.parse(String(row["pieces"])) as string[]),
      isKnown: row["is_known"] === 1,
    }));
  }

  /** Orders that have not ended, and the newest that have. */
  orders(ended: number): OrderRecord[] {
    const open = this.#tables.all("SELECT record FROM production_order WHERE ended = 0");
    const over = this.#tables.all(
      "SELECT record FROM production_order WHERE ended = 1 ORDER BY name DESC LIMIT ?",
      ended,
    );
    return [...open, ...over].map((row) => fromText(row["record"] as string) as OrderRecord);
  }

  order(name: string): OrderRecord | undefined {
    return this.#record("SELECT record FROM production_order WHERE name = ?", name) as OrderRecord | undefined;
  }

  /** The newest change of each order up to a time, unless it is before `from`. */
  orderChanges(time: Micros, from: Micros): OrderChange[] {
    return this.#tables
      .all("SELECT *, max(time) FROM order_change WHERE time BETWEEN ? AND ? GROUP BY name", from, time)
      .map((row) => ({
        order: String(row["name"]),
        time: Number(row["time"]),
        state: String(row["state"]),
        started: Number(row["started"]),
        good: Number(row["good"]),
        scrapped: Number(row["scrapped"]),
        counted: {
          started: Number(row["counted_started"]),
          good: Number(row["counted_good"]),
          scrapped: Number(row["counted_scrapped"]),
        },
      }));
  }

  lot(name: string): LotRecord | undefined {
    return this.#record("SELECT record FROM lot WHERE name = ?", name) as LotRecord | undefined;
  }

  shipment(name: string): ShipmentRecord | undefined {
    return this.#record("SELECT record FROM shipment WHERE name = ?", name) as ShipmentRecord | undefined;
  }

  /** Deletes pieces that left before `time`, at most `limit` of them. */
  forget(time: Micros, limit: number): number {
    this.#tables.run("DELETE FROM order_change WHERE time < ?", time);
    const old = this.#tables.all(
      "SELECT rowid, name, data FROM piece WHERE state != 0 AND first_at < ? AND last_at < ? LIMIT ?",
      time,
      time,
      limit,
    );
    const before = Math.max(time, Number(this.state(FORGOTTEN_BEFORE) ?? time));
    this.#tables.transaction(() => {
      this.#tables.run("INSERT OR REPLACE INTO state VALUES (?, ?)", FORGOTTEN_BEFORE, toText(before));
      for (const row of old) {
        const id = Number(row["rowid"]);
        const piece = this.#pieceOf(row);
        this.rides.remove(piece, id);
        this.#work.remove(piece, id);
        this.#tables.run("DELETE FROM piece WHERE rowid = ?", id);
      }
    });
    return old.length;
  }

  #writePiece(piece: Piece): void {
    const data = encodePiece(piece, this.#words);
    const codes = [piece.order, piece.lot, piece.shipment].map((word) => this.#words.codeOf(word)) as [
      number,
      number,
      number,
    ];
    const row = this.#tables.get(
      `INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET
       state = excluded.state, order_code = excluded.order_code, lot_code = excluded.lot_code,
       shipment_code = excluded.shipment_code, first_at = excluded.first_at, last_at = excluded.last_at,
       data = excluded.data
       RETURNING rowid`,
      piece.id,
      STATE_CODES[piece.state],
      ...codes,
      piece.firstAt,
      piece.lastAt,
      data,
    );
    const id = Number(row?.["rowid"]);
    this.rides.put(piece, id);
    this.#work.put(piece, id);
  }

  #transaction(pieces: Iterable<Piece>, work: () => void): void {
    try {
      this.#tables.transaction(work);
    } catch (error) {
      this.#work.doubt(pieces);
      throw error;
    }
  }

  /** Derives rides for files of an earlier edge, which did not store them. */
  #findRides(): void {
    this.#tables.transaction(() => {
      this.#tables.each("SELECT rowid, name, data FROM piece", (row) =>
        this.rides.put(this.#pieceOf(row), Number(row["rowid"])),
      );
      this.#tables.run("INSERT INTO state VALUES ('rides', '1')");
      this.#words.write();
    });
    this.#words.written();
  }

  #pieceOf(row: Row): Piece {
    return decodePiece(String(row["name"]), row["data"] as Uint8Array, this.#words);
  }

  #record(sql: string, name: string): unknown {
    const row = this.#tables.get(sql, name);
    return row === undefined ? undefined : fromText(row["record"] as string);
  }
}
