import type { Row, TableFile } from "../../store/table-file.ts";
import { decodePiece } from "./piece-codec.ts";
import type { Piece } from "./records.ts";
import type { Words } from "./words.ts";
import { type Setup, workOf } from "./work-of.ts";

/** Pieces of an earlier edge's file that are indexed with one write: some 100 ms. */
const AT_ONCE = 2000;

/**
 * Finds pieces by the stations that worked on them, with time and set-up (rule TC4). A file of an earlier edge has no
 * such index: it is made from the pieces, a part with each write, so that no start waits for it.
 */
export class WorkIndex {
  readonly #tables: TableFile;
  readonly #words: Words;
  readonly #stations: Set<string>;
  readonly #setups = new Set<string>();
  /** Rows on disk of pieces in memory, so that a piece that only moved is not written again. */
  readonly #known = new WeakMap<Piece, string>();
  /** Row up to which the pieces of an earlier file are indexed; undefined once all are. */
  #doneTo: number | undefined;

  constructor(tables: TableFile, words: Words) {
    this.#tables = tables;
    this.#words = words;
    this.#doneTo = this.#indexedTo();
    for (const row of tables.all("SELECT station_code, setup_code FROM setup"))
      this.#setups.add(`${row["station_code"]} ${row["setup_code"]}`);
    this.#stations = new Set(
      tables.all("SELECT DISTINCT station_code FROM setup").map((row) => words.wordOf(Number(row["station_code"]))),
    );
  }

  /** Share of the pieces that are indexed, 0 to 1. */
  get share(): number {
    if (this.#doneTo === undefined) return 1;
    const last = Number(this.#tables.get("SELECT max(rowid) AS last FROM piece")?.["last"] ?? 0);
    return last === 0 ? 1 : Math.min(1, this.#doneTo / last);
  }

  put(piece: Piece, id: number): void {
    for (const { station } of piece.operations) this.#stations.add(station);
    const work = workOf(piece, (place) => this.#stations.has(place));
    this.#putFate(piece, id);
    const rows = JSON.stringify(work);
    if (this.#known.get(piece) === rows) return;
    for (const { station, sinceS, lengthS, visits, setups } of work) {
      const code = this.#words.codeOf(station);
      const setupCodes = setups.map((setup) => this.#words.codeOf(setupWord(setup)));
      this.#tables.run(
        `INSERT INTO work VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET since = excluded.since,
         length = excluded.length, visits = excluded.visits, setup_code = excluded.setup_code`,
        code,
        id,
        sinceS,
        lengthS,
        visits,
        setupCodes[0] as number,
      );
      for (const setup of setupCodes) this.#putSetup(code, setup);
    }
    this.#known.set(piece, rows);
  }

  /** The last write failed or was rolled back: nothing that it wrote is known to be on disk. */
  doubt(pieces: Iterable<Piece>): void {
    for (const piece of pieces) this.#known.delete(piece);
    this.#setups.clear();
  }

  remove(piece: Piece, id: number): void {
    for (const { station } of workOf(piece, (place) => this.#stations.has(place)))
      this.#tables.run("DELETE FROM work WHERE station_code = ? AND piece = ?", this.#words.codeOf(station), id);
    this.#tables.run("DELETE FROM fate WHERE piece = ?", id);
  }

  /** Indexes the next pieces of an earlier file. */
  extend(): void {
    if (this.#doneTo === undefined) return;
    const next = this.#after(this.#doneTo, AT_ONCE);
    for (const { id, piece } of next) this.put(piece, id);
    const last = next.at(-1);
    const doneTo = last === undefined || next.length < AT_ONCE ? "all" : last.id;
    this.#tables.run("INSERT OR REPLACE INTO state VALUES ('work', ?)", JSON.stringify(doneTo));
    this.#doneTo = doneTo === "all" ? undefined : doneTo;
  }

  /** The piece of a row. */
  pieceAt(id: number): Piece | undefined {
    const row = this.#tables.get("SELECT name, data FROM piece WHERE rowid = ?", id);
    return row === undefined ? undefined : this.#pieceOf(row);
  }

  /** Row up to which pieces are indexed; undefined for all. */
  #indexedTo(): number | undefined {
    const to = this.#tables.get("SELECT value FROM state WHERE name = 'work'")?.["value"];
    if (to !== undefined) return to === '"all"' ? undefined : Number(to);
    if (this.#tables.get("SELECT 1 FROM piece LIMIT 1") !== undefined) return 0;
    this.#tables.run("INSERT INTO state VALUES ('work', '\"all\"')");
    return undefined;
  }

  #after(row: number, limit: number): { id: number; piece: Piece }[] {
    return this.#tables
      .all("SELECT rowid, name, data FROM piece WHERE rowid > ? ORDER BY rowid LIMIT ?", row, limit)
      .map((found) => ({ id: Number(found["rowid"]), piece: this.#pieceOf(found) }));
  }

  #pieceOf(row: Row): Piece {
    return decodePiece(String(row["name"]), row["data"] as Uint8Array, this.#words);
  }

  #putFate({ state, order, lot, shipment, firstAt, lastAt }: Piece, id: number): void {
    const sinceS = Math.floor(firstAt / 1e6);
    this.#tables.run(
      "INSERT OR REPLACE INTO fate VALUES (?, ?, ?, ?, ?, ?, ?)",
      id,
      STATE_CODES[state],
      this.#words.codeOf(order),
      this.#words.codeOf(lot),
      this.#words.codeOf(shipment),
      sinceS,
      Math.ceil(lastAt / 1e6) - sinceS,
    );
  }

  #putSetup(station: number, setup: number): void {
    const key = `${station} ${setup}`;
    if (this.#setups.has(key)) return;
    this.#tables.run("INSERT OR IGNORE INTO setup VALUES (?, ?)", station, setup);
    this.#setups.add(key);
  }
}

/** Codes of a piece's state in the file. */
export const STATE_CODES: Readonly<Record<Piece["state"], number>> = { inside: 0, shipped: 1, scrapped: 2 };

/** A set-up as one word of the dictionary: few of them exist. */
function setupWord({ program, fixture, tools }: Setup): string {
  return JSON.stringify([program, fixture, tools]);
}

export function setupOf(word: string): Setup {
  const [program, fixture, tools] = JSON.parse(word) as [string, string, string[]];
  return { program, fixture, tools };
}
