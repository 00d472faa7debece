import type { StateStore } from "./state-store.ts";
import type { Unwritten } from "./unwritten.ts";

/** Numbers for words, such as names of orders: records hold numbers. */
export class WordCodes {
  readonly #words: string[];
  readonly #codes: Map<string, number>;
  readonly #unwritten: Unwritten;

  constructor(store: Pick<StateStore, "words">, unwritten: Unwritten) {
    this.#words = store.words();
    this.#codes = new Map(this.#words.map((word, code) => [word, code]));
    this.#unwritten = unwritten;
  }

  wordOf(code: number): string {
    return this.#words[code] ?? "";
  }

  codeOf(word: string): number {
    let code = this.#codes.get(word);
    if (code === undefined) {
      code = this.#words.push(word) - 1;
      this.#codes.set(word, code);
      this.#unwritten.add(["INSERT OR REPLACE INTO word VALUES (?, ?)", code, word]);
    }
    return code;
  }
}
