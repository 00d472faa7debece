/** Refs are dense; a larger one is not from our registry and gets no entry of its own. */
const MAX_REF = 1 << 22;

/** A set of refs whose `add` is cheap enough for every sample. */
export class RefSet {
  #has = new Uint8Array(4096);

  /** True when the ref was not in the set yet. */
  add(ref: number): boolean {
    if (ref >= this.#has.length) {
      if (ref > MAX_REF) return false;
      const grown = new Uint8Array(Math.max(ref + 1, this.#has.length * 2));
      grown.set(this.#has);
      this.#has = grown;
    }
    if (this.#has[ref] === 1) return false;
    this.#has[ref] = 1;
    return true;
  }
}
