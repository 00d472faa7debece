/** A limited number of places, with a limit for each client. */
export class Places {
  readonly most: number;
  readonly mostOfOne: number;
  readonly #held = new Map<string, number>();
  #taken = 0;

  constructor(most: number, mostOfOne: number) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  get taken(): number {
    return this.#taken;
  }

  get isFull(): boolean {
    return this.#taken >= this.most;
  }

  /**
   * Why this client gets no place; undefined when it would get one. `hasSpare`: another client would release a place.
   */
  refusal(who: string, hasSpare = false): string | undefined {
    if ((this.#held.get(who) ?? 0) >= this.mostOfOne) return `you already have ${this.mostOfOne}`;
    return this.isFull && !hasSpare ? `all ${this.most} are taken` : undefined;
  }

  take(who: string): void {
    this.#taken++;
    this.#held.set(who, (this.#held.get(who) ?? 0) + 1);
  }

  giveBack(who: string): void {
    this.#taken--;
    const left = (this.#held.get(who) ?? 1) - 1;
    if (left > 0) this.#held.set(who, left);
    else this.#held.delete(who);
  }
}
