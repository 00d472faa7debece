/** Counts by reason what discovery does not propose, with one example each. */
export class LeftOut {
  readonly #reasons = new Map<string, { count: number; readonly example: string }>();

  /** `example` is where it was first seen, such as a topic and a pointer. */
  add(reason: string, example: string, count = 1): void {
    const known = this.#reasons.get(reason);
    if (known === undefined) this.#reasons.set(reason, { count, example });
    else known.count += count;
  }

  lines(): string[] {
    return [...this.#reasons].map(
      ([reason, { count, example }]) =>
        `${count} ${reason}${example === "" ? "" : ` (such as ${example.slice(0, 120)})`}`,
    );
  }
}
