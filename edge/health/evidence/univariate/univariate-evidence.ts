import { BLOCK, BLOCK_BYTES, type Explanation, SignalBlock } from "./signal-block.ts";

/** Bytes in front of each block in a snapshot, which hold its number. */
const HEAD = 4;

/**
 * Streaming evidence of every signal alone: ten statistics, each turned into a tail probability by the signal's own
 * histogram, combined by their harmonic mean (docs/methods/univariate-evidence.md). No setting, no training, no
 * clock; a sample costs the same whatever the past, and a signal takes a fixed number of bytes.
 */
export class UnivariateEvidence {
  readonly #blocks: (SignalBlock | undefined)[] = [];
  #alarm = false;

  /**
   * Takes a good sample of a signal and returns its score: -log10 of the probability of something as rare; 0 for a
   * usual one. A value that is not finite, and a sample that is not newer than the last one, change nothing and score
   * 0.
   *
   * @param signal a small whole number, such as a TagRef
   * @param time Micros
   */
  observe(signal: number, time: number, value: number): number {
    this.#alarm = false;
    if (!Number.isFinite(value)) return 0;
    const number = Math.floor(signal / BLOCK);
    let block = this.#blocks[number];
    if (block === undefined) {
      block = new SignalBlock();
      this.#blocks[number] = block;
    }
    const score = block.observe(signal % BLOCK, time, value);
    this.#alarm = block.alarm;
    return score;
  }

  /** Whether the sample last observed began an alarm: one row of an episode, however long it lasts. */
  get alarm(): boolean {
    return this.#alarm;
  }

  /** Number of samples taken of a signal. */
  samples(signal: number): number {
    return this.#blocks[Math.floor(signal / BLOCK)]?.samples(signal % BLOCK) ?? 0;
  }

  /** Why the newest sample of a signal has its score; undefined before the second sample. */
  explain(signal: number): Explanation | undefined {
    return this.#blocks[Math.floor(signal / BLOCK)]?.explain(signal % BLOCK);
  }

  /** The whole state. The same bytes give the same scores from here on, bit for bit, on machines of one byte order. */
  snapshot(): Uint8Array {
    const used = this.#blocks.flatMap((block, number) => (block === undefined ? [] : [{ block, number }]));
    const bytes = new Uint8Array(used.length * (HEAD + BLOCK_BYTES));
    const view = new DataView(bytes.buffer);
    for (const [at, { block, number }] of used.entries()) {
      view.setUint32(at * (HEAD + BLOCK_BYTES), number, true);
      bytes.set(block.bytes, at * (HEAD + BLOCK_BYTES) + HEAD);
    }
    return bytes;
  }

  /** Replaces the whole state by a snapshot. Throws RangeError when it is not one of this version. */
  restore(bytes: Uint8Array): void {
    if (bytes.length % (HEAD + BLOCK_BYTES) !== 0)
      throw new RangeError(`a snapshot of univariate evidence has a multiple of ${HEAD + BLOCK_BYTES} bytes`);
    this.#blocks.length = 0;
    this.#alarm = false;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += HEAD + BLOCK_BYTES)
      this.#blocks[view.getUint32(at, true)] = new SignalBlock(bytes.subarray(at + HEAD, at + HEAD + BLOCK_BYTES));
  }
}
