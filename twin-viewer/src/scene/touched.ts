/** Numbers that were touched since the last visit, each once, without making garbage. */
export class Touched {
  readonly #list: Uint32Array;
  readonly #is: Uint8Array;
  #count = 0;

  constructor(most: number) {
    this.#list = new Uint32Array(most);
    this.#is = new Uint8Array(most);
  }

  add(index: number): void {
    if (this.#is[index] === 1) return;
    this.#is[index] = 1;
    this.#list[this.#count++] = index;
  }

  /** Visits all and forgets them; true when one of the visits says so. */
  drain(visit: (index: number) => boolean): boolean {
    let isAny = false;
    for (let i = 0; i < this.#count; i++) {
      const index = this.#list[i] as number;
      this.#is[index] = 0;
      if (visit(index)) isAny = true;
    }
    this.#count = 0;
    return isAny;
  }
}
