/**
 * What a message knows of those before it, so that the first value of each tag is a difference too. Edge and hub hold
 * the same, because each message names the one that it continues (frame.ts): where that is not the last one that the
 * hub has read, the hub asks to send again, and the edge begins a new chain. A chain lives in memory alone.
 */

/** Tags with larger refs begin anew in each message: a forged ref must not take memory. */
const MOST_REFS = 1 << 16;
const FEWEST_REFS = 1 << 10;
/** So much of the bodies before is a dictionary for the compression: texts of events repeat from message to message. */
const MOST_BODY_BYTES = 64 * 1024;

export class Chain {
  /** The message that it continues; 0 before the first one. */
  #last = 0;
  #values = new Float64Array(FEWEST_REFS);
  /** The ref that came after each, plus one. */
  #next = new Uint32Array(FEWEST_REFS);
  #bodies = Buffer.alloc(0);

  /** Checksum of the last message, which the next one names. */
  get last(): number {
    return this.#last;
  }

  /** The end of the bodies before; undefined at the beginning. */
  get dictionary(): Buffer | undefined {
    return this.#bodies.length === 0 ? undefined : this.#bodies;
  }

  /** The message was written or read. A checksum of 0 would say that it begins a chain. */
  continueWith(checksum: number, body: Uint8Array): void {
    this.#last = checksum === 0 ? 1 : checksum;
    const kept = this.#bodies.subarray(Math.max(0, this.#bodies.length + body.length - MOST_BODY_BYTES));
    this.#bodies = Buffer.concat([kept, body.subarray(-MOST_BODY_BYTES)]);
  }

  clear(): void {
    this.#last = 0;
    this.#bodies = Buffer.alloc(0);
    this.#values.fill(0);
    this.#next.fill(0);
  }

  get(ref: number): number {
    return this.#values[ref] ?? 0;
  }

  set(ref: number, value: number): void {
    if (this.#has(ref)) this.#values[ref] = value;
  }

  /** The ref that came after this one; undefined where none is known. */
  after(ref: number): number | undefined {
    const next = this.#next[ref] ?? 0;
    return next === 0 ? undefined : next - 1;
  }

  follow(ref: number, next: number): void {
    if (next < MOST_REFS && this.#has(ref)) this.#next[ref] = next + 1;
  }

  #has(ref: number): boolean {
    if (ref < this.#values.length) return true;
    if (ref >= MOST_REFS) return false;
    let length = this.#values.length;
    while (length <= ref) length *= 2;
    const [values, next] = [new Float64Array(length), new Uint32Array(length)];
    values.set(this.#values);
    next.set(this.#next);
    this.#values = values;
    this.#next = next;
    return true;
  }
}
