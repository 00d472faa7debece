import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { TalliedColumns } from "../contracts/path/source.ts";

const FIRST_ROOM = 64;
/** Time between two receipts. */
const RECEIPT_EVERY_MS = 1_000;

/**
 * Counts decoded samples by tag, at the decoder, for the source's receipts (docs/rules/loss-audit.md). Two columns;
 * no object for a sample.
 */
export class Tally {
  /** Samples by ref minus `#base`: the refs of one source are close together. */
  #counts = new Uint32Array(FIRST_ROOM);
  #base = 0;
  /** Refs that were counted, each once. */
  #refs = new Uint32Array(FIRST_ROOM);
  #length = 0;
  #from: Micros = Number.POSITIVE_INFINITY;
  #to: Micros = Number.NEGATIVE_INFINITY;
  #takenMs = Number.NEGATIVE_INFINITY;

  add({ length, tags, times }: Pick<SampleBatch, "length" | "tags" | "times">): void {
    let counts = this.#counts;
    let base = this.#base;
    let from = this.#from;
    let to = this.#to;
    for (let i = 0; i < length; i++) {
      const ref = tags[i] as number;
      if (ref < base || ref - base >= counts.length) {
        this.#makeRoom(ref);
        counts = this.#counts;
        base = this.#base;
      }
      const before = counts[ref - base] as number;
      counts[ref - base] = before + 1;
      if (before === 0) this.#note(ref);
      const time = times[i] as Micros;
      if (time < from) from = time;
      if (time > to) to = time;
    }
    this.#from = from;
    this.#to = to;
  }

  addWaveform(ref: number, start: Micros): void {
    this.add({ length: 1, tags: Uint32Array.of(ref), times: Float64Array.of(start) });
  }

  /** Samples were counted and the last receipt is long enough ago; the first receipt is due at once. */
  isDue(nowMs: number): boolean {
    return this.#length > 0 && nowMs - this.#takenMs >= RECEIPT_EVERY_MS;
  }

  /** The counts since the last call, in buffers of their own. */
  take(nowMs: number): TalliedColumns {
    const refs = this.#refs.slice(0, this.#length);
    const counts = refs.map((ref) => this.#counts[ref - this.#base] as number);
    const span = { from: this.#from, to: this.#to };
    for (const ref of refs) this.#counts[ref - this.#base] = 0;
    this.#length = 0;
    this.#from = Number.POSITIVE_INFINITY;
    this.#to = Number.NEGATIVE_INFINITY;
    this.#takenMs = nowMs;
    return { refs, counts, ...span };
  }

  #note(ref: number): void {
    if (this.#length === this.#refs.length) {
      const refs = new Uint32Array(this.#length * 2);
      refs.set(this.#refs);
      this.#refs = refs;
    }
    this.#refs[this.#length++] = ref;
  }

  #makeRoom(ref: number): void {
    const isFirst = this.#length === 0 && this.#takenMs === Number.NEGATIVE_INFINITY;
    const base = isFirst ? ref : Math.min(this.#base, ref);
    const end = isFirst ? ref : Math.max(this.#base + this.#counts.length, ref + 1);
    const counts = new Uint32Array(Math.max(FIRST_ROOM, end - base + ((end - base) >> 2)));
    if (!isFirst) counts.set(this.#counts, this.#base - base);
    this.#counts = counts;
    this.#base = base;
  }
}
