/** Runs work on one key in sequence, and work on different keys side by side. */
export class Turns {
  /** The end of the newest turn of each key with a turn under way. */
  readonly #ends = new Map<string, Promise<unknown>>();

  /** Begins when every earlier turn of the key has ended, even with an error. */
  async inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = this.#ends.get(key);
    const turn = before === undefined ? run() : before.then(run, run);
    const end = turn.catch(() => undefined);
    this.#ends.set(key, end);
    try {
      return await turn;
    } finally {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    }
  }
}
