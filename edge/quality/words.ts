/** Most words of a plant: names of stations and gauges, and what was the case at a piece of work. */
const MOST_WORDS = 200_000;

/** Words that measurements share, by code; 0 is the empty one, and stands for words beyond the bound. */
export class SharedWords {
  readonly #codes = new Map<string, number>();
  readonly #words: string[] = [];
  #written: number;
  /** Words that were not kept, because there are too many. */
  refused = 0;

  constructor(stored: readonly (readonly [code: number, word: string])[]) {
    for (const [code, word] of stored) {
      this.#codes.set(word, code);
      this.#words[code] = word;
    }
    this.#written = this.#words.length;
    if (this.#words.length === 0) this.codeOf("");
  }

  codeOf(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    if (this.#words.length >= MOST_WORDS) {
      this.refused++;
      return 0;
    }
    const code = this.#words.push(word) - 1;
    this.#codes.set(word, code);
    return code;
  }

  wordOf(code: number): string {
    return this.#words[code] ?? "";
  }

  /** Words that are not on disk. */
  *unwritten(): Generator<readonly [code: number, word: string]> {
    for (let code = this.#written; code < this.#words.length; code++) yield [code, this.#words[code] as string];
  }

  written(): void {
    this.#written = this.#words.length;
  }
}
