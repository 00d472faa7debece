const CELLS = 1 << 18;

/**
 * Which operation must not come before which other, and until which step: a table of fixed size, so that a large shop
 * needs no matrix. Two pairs in one cell forbid each other, which costs a move and never a wrong schedule.
 */
export class TabuList {
  readonly #until = new Int32Array(CELLS);

  forbid(first: number, second: number, until: number): void {
    this.#until[cellOf(first, second)] = until;
  }

  isTabu(first: number, second: number, step: number): boolean {
    return (this.#until[cellOf(first, second)] as number) > step;
  }

  empty(): void {
    this.#until.fill(0);
  }
}

function cellOf(first: number, second: number): number {
  return (Math.imul(first, 0x9e3779b1) + Math.imul(second, 0x85ebca6b)) >>> 14;
}
