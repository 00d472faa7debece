import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Dictionary } from "./piece-codec.ts";

/** Words of all pieces, in memory; new ones are written with the pieces that use them. */
export class Words implements Dictionary {
  readonly #insert: StatementSync;
  readonly #codes = new Map<string, number>();
  readonly #words: string[] = [];
  #written: number;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare("INSERT OR REPLACE INTO word VALUES (?, ?)");
    for (const row of database.prepare("SELECT code, word FROM word ORDER BY code").all()) {
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
      this.#insert.run(code, this.#words[code] as string);
  }

  /** What was written last is there to stay. */
  written(): void {
    this.#written = this.#words.length;
  }
}
