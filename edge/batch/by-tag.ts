/**
 * Something by tag, for loops over samples: a table of numbers up to the highest TagRef, where a map would have to be
 * searched for each sample. Order of the first `set`, as of a map; nothing is ever removed.
 */
export class ByTag<Value> {
  readonly #refs: number[] = [];
  readonly #values: Value[] = [];
  /** By ref: one more than the place in the lists; 0 where there is none. */
  #places = new Uint32Array(0);

  get(ref: number): Value | undefined {
    const place = ref < this.#places.length ? (this.#places[ref] as number) : 0;
    return place === 0 ? undefined : this.#values[place - 1];
  }

  set(ref: number, value: Value): this {
    if (ref >= this.#places.length) {
      const places = new Uint32Array(Math.max(ref + 1, Math.ceil(1.5 * this.#places.length)));
      places.set(this.#places);
      this.#places = places;
    }
    const place = this.#places[ref] as number;
    if (place > 0) this.#values[place - 1] = value;
    else {
      this.#values.push(value);
      this.#refs.push(ref);
      this.#places[ref] = this.#values.length;
    }
    return this;
  }

  keys(): Iterable<number> {
    return this.#refs;
  }
}
