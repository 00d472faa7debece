/**
 * What people changed, to the other box before they are answered (rule SB25). Acts that come while a pass over the
 * files runs share the next one.
 */
export class ActCopies {
  readonly #copy: () => Promise<unknown>;
  readonly #copied: (serial: number, isThere: boolean) => void;
  #waiting: number[] = [];
  #working: Promise<void> | undefined;

  /** `copy` resolves when everything up to now is on the other box, and rejects where that cannot be. */
  constructor(copy: () => Promise<unknown>, copied: (serial: number, isThere: boolean) => void) {
    this.#copy = copy;
    this.#copied = copied;
  }

  ask(serial: number): void {
    this.#waiting.push(serial);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const serials = this.#waiting.splice(0);
      const isThere = await this.#copy().then(
        () => true,
        () => false,
      );
      for (const serial of serials) this.#copied(serial, isThere);
    }
  }
}
