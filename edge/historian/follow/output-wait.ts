/** A wait of a normal commit is not worth a word. */
const SHORT_MS = 5_000;

/** How long a follower has taken no items because its outputs are not on disk (rule FO6). */
export class OutputWait {
  #begun: { readonly at: number; readonly since: number } | undefined;

  /** Call it from time to time. `now`: monotonic ms. */
  look(isWaiting: boolean, now: number): void {
    if (!isWaiting) this.#begun = undefined;
    else this.#begun ??= { at: now, since: Date.now() };
  }

  /** The state of the follower with this name; undefined while it has not waited for long. */
  problem(name: string, now: number): { readonly reason: string; readonly since: number } | undefined {
    if (this.#begun === undefined || now - this.#begun.at < SHORT_MS) return undefined;
    const { since } = this.#begun;
    const at = new Date(since).toISOString();
    return { reason: `follower ${name}: its outputs wait for the disk since ${at}, and it takes no more items`, since };
  }
}
