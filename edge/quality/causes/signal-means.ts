/** What signals held during an operation: means of short intervals, kept for an hour. */
import { ByTag } from "../../batch/by-tag.ts";
import { type Micros, qualityOf, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Tag } from "../../contracts/plant/tag.ts";

const BIN_US = 10e6;
const BINS = 360;

/** An interval as it is stored: sums, then counts, of all tags in order. Number -1: the newest values. */
export interface StoredBin {
  readonly bin: number;
  readonly cells: Uint8Array;
}

const NEWEST = -1;

export class SignalMeans {
  /** Names of the tags, which say whether stored intervals are of the same. */
  readonly names: string;
  readonly #places = new ByTag<number>();
  readonly #count: number;
  /** By interval modulo their number, then tag. */
  readonly #sums: Float64Array;
  readonly #counts: Uint16Array;
  readonly #last: Float64Array;
  readonly #changed = new Set<number>();
  /** Numbers of the first interval ever and of the newest. */
  #first = Number.NaN;
  #newest = Number.NaN;

  constructor(tags: readonly Tag[]) {
    this.names = tags.map(({ tagUid }) => tagUid).join("\n");
    for (const [place, { ref }] of tags.entries()) this.#places.set(ref, place);
    this.#count = tags.length;
    this.#sums = new Float64Array(BINS * tags.length);
    this.#counts = new Uint16Array(BINS * tags.length);
    this.#last = new Float64Array(tags.length).fill(Number.NaN);
  }

  get first(): number {
    return this.#first;
  }

  /** Intervals below this number are in use no more. */
  get oldest(): number {
    return this.#newest - BINS + 1;
  }

  observe(samples: SampleBatch): void {
    // A clock that runs ahead must not push the intervals of all other tags out.
    const latest = Math.floor(samples.receivedAt / BIN_US);
    for (let at = 0; at < samples.length; at++) {
      const place = this.#places.get(samples.tags[at] as number);
      const value = samples.values[at] as number;
      if (place === undefined || Number.isNaN(value) || qualityOf(samples.statuses[at] as number) === "bad") continue;
      this.#add(place, Math.min(latest, Math.floor((samples.times[at] as number) / BIN_US)), value);
    }
  }

  /** The newest value; NaN before the first. */
  last({ ref }: Tag): number {
    const place = this.#places.get(ref);
    return place === undefined ? Number.NaN : (this.#last[place] as number);
  }

  /** Mean from one time to another; the value before where none came; NaN where neither is known. */
  mean({ ref }: Tag, from: Micros, to: Micros): number {
    const place = this.#places.get(ref);
    const begin = Math.floor(from / BIN_US);
    if (place === undefined || !(begin >= this.#first)) return Number.NaN;
    const first = Math.max(begin, this.oldest);
    let [sum, count] = [0, 0];
    for (let bin = first; bin <= Math.min(Math.floor(to / BIN_US), this.#newest); bin++) {
      sum += this.#sums[this.#cell(bin, place)] as number;
      count += this.#counts[this.#cell(bin, place)] as number;
    }
    const last = Math.max(this.oldest, this.#first);
    for (let bin = Math.min(first - 1, this.#newest); count === 0 && bin >= last; bin--) {
      sum = this.#sums[this.#cell(bin, place)] as number;
      count = this.#counts[this.#cell(bin, place)] as number;
    }
    return count === 0 ? Number.NaN : sum / count;
  }

  changedBins(): readonly StoredBin[] {
    if (this.#changed.size === 0) return [];
    const bins = [...this.#changed].filter((bin) => bin >= this.oldest).map((bin) => this.#stored(bin));
    return [...bins, { bin: NEWEST, cells: new Uint8Array(this.#last.slice().buffer) }];
  }

  written(): void {
    this.#changed.clear();
  }

  /** Continues from stored intervals of the same tags. */
  restore(first: number, bins: readonly StoredBin[]): void {
    this.#first = first;
    for (const { bin, cells } of bins) {
      const doubles = new Float64Array(cells.slice(0, 8 * this.#count).buffer);
      if (bin === NEWEST) {
        this.#last.set(doubles);
        continue;
      }
      const from = this.#cell(bin, 0);
      this.#sums.set(doubles, from);
      this.#counts.set(new Uint16Array(cells.slice(8 * this.#count).buffer), from);
      this.#newest = Number.isNaN(this.#newest) ? bin : Math.max(this.#newest, bin);
    }
  }

  #add(place: number, bin: number, value: number): void {
    if (Number.isNaN(this.#newest)) {
      this.#first = Number.isNaN(this.#first) ? bin : this.#first;
      this.#newest = bin;
    }
    if (bin < this.oldest || bin < this.#first) return;
    for (let next = Math.max(this.#newest + 1, bin - BINS + 1); next <= bin; next++) {
      const from = this.#cell(next, 0);
      this.#sums.fill(0, from, from + this.#count);
      this.#counts.fill(0, from, from + this.#count);
    }
    if (bin >= this.#newest) this.#last[place] = value;
    this.#newest = Math.max(this.#newest, bin);
    this.#changed.add(bin);
    const at = this.#cell(bin, place);
    if ((this.#counts[at] as number) === 0xffff) return;
    this.#sums[at] = (this.#sums[at] as number) + value;
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }

  #cell(bin: number, place: number): number {
    return (bin % BINS) * this.#count + place;
  }

  #stored(bin: number): StoredBin {
    const from = this.#cell(bin, 0);
    const cells = new Uint8Array(10 * this.#count);
    cells.set(new Uint8Array(this.#sums.slice(from, from + this.#count).buffer));
    cells.set(new Uint8Array(this.#counts.slice(from, from + this.#count).buffer), 8 * this.#count);
    return { bin, cells };
  }
}
