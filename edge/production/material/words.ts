import type { TableFile } from "../../store/table-file.ts";
import type { Dictionary } from "./piece-codec.ts";

/** Words of all pieces, in memory; new ones are written with the pieces that use them. */
export class Words implements Dictionary {
  readonly #tables: TableFile;
  readonly #codes = new Map<string, number>();
  readonly #words: string[] = [];
  #written: number;

  constructor(tables: TableFile) {
    this.#tables = tables;
    for (const row of tables.all("SELECT code, word FROM word ORDER BY code")) {
      this.#codes.set(String(row["word"]), Number(row["code"]));
      this.#words[Number(row["code"])] = String(row["word"]);
    }
    this.#written = this.#words.length;
    if (this.#words.length === 0) this.codeOf("");
  }

  find(word: string): number | undefined {
    return this.#codes.get(word);
  }

  codeOf(word: string): number {
    let code = this.#codes.get(word);
    if (code === undefined) {
      code = this.#words.push(word) - 1;
      this.#codes.set(word, code);
    }
    return code;
  }

  wordOf(code: number): string {
    return this.#words[code] ?? "";
  }

  write(): void {
    for (let code = this.#written; code < this.#words.length; code++)
      this.#tables.run("INSERT OR REPLACE INTO word VALUES (?, ?)", code, this.#words[code] as string);
  }

  /** The last write is on disk. */
  written(): void {
    this.#written = this.#words.length;
  }
}
