import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TableFile } from "../../store/table-file.ts";
import type { Piece } from "./records.ts";
import { ridesOf } from "./timeline.ts";
import type { Words } from "./words.ts";

/** Finds pieces by the carriers that they were on. */
export class RideIndex {
  readonly #tables: TableFile;
  readonly #words: Words;

  constructor(tables: TableFile, words: Words) {
    this.#tables = tables;
    this.#words = words;
  }

  put(piece: Piece, id: number): void {
    for (const { carrier, from, to } of ridesOf(piece.stays)) {
      this.#tables.run(
        `INSERT INTO ride VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET since = min(since, excluded.since), until = excluded.until`,
        this.#words.codeOf(carrier),
        id,
        from,
        to,
      );
    }
  }

  remove(piece: Piece, id: number): void {
    for (const { carrier } of ridesOf(piece.stays))
      this.#tables.run("DELETE FROM ride WHERE carrier_code = ? AND piece = ?", this.#words.codeOf(carrier), id);
  }

  /** Pieces that were on a carrier in a time range, newest first. */
  idsOn(
    carrier: string,
    { from, to, limit }: { readonly from: Micros; readonly to: Micros; readonly limit: number },
  ): string[] {
    const code = this.#words.find(carrier);
    if (code === undefined) return [];
    const sql = `SELECT name FROM ride JOIN piece ON piece.rowid = ride.piece
      WHERE carrier_code = ? AND since <= ? AND until >= ? ORDER BY since DESC LIMIT ?`;
    return this.#tables.all(sql, code, to, from, limit).map((row) => String(row["name"]));
  }
}
