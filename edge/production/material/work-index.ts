import type { Row, TableFile } from "../../store/table-file.ts";
import { decodePiece } from "./piece-codec.ts";
import type { Piece } from "./records.ts";
import type { Words } from "./words.ts";
import { type Setup, workOf } from "./work-of.ts";

/** Pieces of an earlier edge's file that are indexed with one write: some 100 ms. */
const AT_ONCE = 2000;
/** In the file instead of a row. */
const ALL = '"all"';

/** Rows of pieces up to which a part of the work is done; undefined: all of it is. */
interface Reached {
  /** The first index of an earlier file. */
  readonly doneTo: number | undefined;
  /** The second look at pieces that were indexed before the newest station was known. */
  readonly againTo: number | undefined;
  /** Stations that this is about. */
  readonly stations: number;
}

/**
 * Finds pieces by the stations that worked on them, with time and set-up (rule TC4). A file of an earlier edge has no
 * such index: it is made from the pieces, a part with each write, so that no start waits for it. A place counts as a
 * station from its first reported work on; pieces that only stayed there before are then looked at again (rule TC6).
 */
export class WorkIndex {
  readonly #tables: TableFile;
  readonly #words: Words;
  readonly #stations: Set<string>;
  readonly #setups = new Set<string>();
  /** Rows on disk of pieces in memory, so that a piece that only moved is not written again. */
  readonly #known = new WeakMap<Piece, string>();
  /** As it is on disk. */
  #reached: Reached;
  /** As the write under way will leave it. */
  #next: Reached | undefined;

  constructor(tables: TableFile, words: Words) {
    this.#tables = tables;
    this.#words = words;
    for (const row of tables.all("SELECT station_code, setup_code FROM setup"))
      this.#setups.add(`${row["station_code"]} ${row["setup_code"]}`);
    this.#stations = new Set(
      tables.all("SELECT DISTINCT station_code FROM setup").map((row) => words.wordOf(Number(row["station_code"]))),
    );
    this.#reached = { doneTo: this.#rowIn("work"), againTo: this.#rowIn("work-again"), stations: this.#stations.size };
  }

  /** Share of the pieces that are indexed, 0 to 1. */
  get share(): number {
    const { doneTo } = this.#reached;
    if (doneTo === undefined) return 1;
    const last = Number(this.#tables.get("SELECT max(rowid) AS last FROM piece")?.["last"] ?? 0);
    return last === 0 ? 1 : Math.min(1, doneTo / last);
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
    this.#next = undefined;
    for (const piece of pieces) this.#known.delete(piece);
    this.#setups.clear();
  }

  remove(piece: Piece, id: number): void {
    for (const { station } of workOf(piece, (place) => this.#stations.has(place)))
      this.#tables.run("DELETE FROM work WHERE station_code = ? AND piece = ?", this.#words.codeOf(station), id);
    this.#tables.run("DELETE FROM fate WHERE piece = ?", id);
  }

  /** Indexes the next pieces of an earlier file, or of before a station was known; part of each write. */
  extend(): void {
    const { doneTo, againTo, stations } = this.#reached;
    const before = this.#stations.size;
    const again = before > stations ? 0 : againTo;
    const from = doneTo ?? again;
    if (from === undefined) return;
    const next = this.#after(from, AT_ONCE);
    for (const { id, piece } of next) this.put(piece, id);
    const to = next.length < AT_ONCE ? undefined : next.at(-1)?.id;
    const isFirst = doneTo !== undefined;
    const left = isFirst ? again : to;
    this.#next = {
      doneTo: isFirst ? to : undefined,
      againTo: this.#stations.size > before ? 0 : left,
      stations: this.#stations.size,
    };
    if (isFirst) this.#keepRow("work", this.#next.doneTo);
    this.#keepRow("work-again", this.#next.againTo);
  }

  /** Call it after `extend`, once the write is on disk. */
  written(): void {
    this.#reached = this.#next ?? this.#reached;
    this.#next = undefined;
  }

  /** The piece of a row. */
  pieceAt(id: number): Piece | undefined {
    const row = this.#tables.get("SELECT name, data FROM piece WHERE rowid = ?", id);
    return row === undefined ? undefined : this.#pieceOf(row);
  }

  /** Row of a kind of work on the index. Where a file does not say it, all of its pieces are to be looked at. */
  #rowIn(name: "work" | "work-again"): number | undefined {
    const to = this.#tables.get("SELECT value FROM state WHERE name = ?", name)?.["value"];
    if (to !== undefined) return to === ALL ? undefined : Number(to);
    if (this.#tables.get("SELECT 1 FROM piece LIMIT 1") !== undefined) return 0;
    this.#keepRow(name, undefined);
    return undefined;
  }

  #keepRow(name: "work" | "work-again", row: number | undefined): void {
    this.#tables.run("INSERT OR REPLACE INTO state VALUES (?, ?)", name, row === undefined ? ALL : String(row));
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
