import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../contracts/path/sample-batch.ts";
import type { LinkState, TwinChange, TwinModel } from "../contracts/path/twin.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";
import type { LinkRef, TagRef, TagTable } from "../contracts/plant/tag.ts";
import type { LinkSpec } from "./links.ts";
import { Links } from "./links.ts";

const NONE = -1;

export interface TwinOptions {
  readonly tags: TagTable;
  readonly links: readonly LinkSpec[];
  /** Monotonic milliseconds. */
  readonly clock?: () => number;
}

/** Creates the twin: the newest sample of every tag, and which links are live. */
export function createTwin(options: TwinOptions): TwinModel {
  return new Twin(options);
}

/*
 * Columns by TagRef, and through them one doubly linked list of the tags in the
 * order in which they last changed:
 *
 *   #newest ─▶ ref ─▶ ref ─▶ … ─▶ ref that changed longest ago
 *      versions[ref] never grows along the list
 *
 * A reader that has version v walks from the newest and stops at the first tag
 * that it already knows, so that the cost depends on the changes, not on the size of the plant.
 * A ring of changed refs was rejected: it overflows for slow readers.
 */
class Twin implements TwinModel {
  readonly tags: TagTable;
  readonly #links: Links;
  #version = 0;
  #values = new Float64Array(0);
  #times = new Float64Array(0);
  #receivedAt = new Float64Array(0);
  #statuses = new Uint32Array(0);
  #flags = new Uint8Array(0);
  #texts: (string | undefined)[] = [];
  readonly #waveforms = new Map<number, WaveformBlock>();
  /** Version that last changed the tag; 0 where it never had a sample. */
  #versions = new Float64Array(0);
  #newer = new Int32Array(0);
  #older = new Int32Array(0);
  #newest = NONE;

  constructor({ tags, links, clock = () => performance.now() }: TwinOptions) {
    this.tags = tags;
    this.#links = new Links(links, clock);
    this.#grow(tags.size);
  }

  get version(): number {
    return this.#version;
  }

  apply(batch: SampleBatch): void {
    if (this.tags.size > this.#values.length) this.#grow(this.tags.size);
    const version = ++this.#version;
    const known = this.#values.length;
    for (let i = 0; i < batch.length; i++) {
      const ref = batch.tags[i] as number;
      const time = batch.times[i] as number;
      // Written so that a NaN time is refused: it would never be replaced again.
      if (ref >= known || !(time >= (this.#times[ref] as number))) continue;
      this.#times[ref] = time;
      this.#values[ref] = batch.values[i] as number;
      this.#statuses[ref] = batch.statuses[i] as number;
      this.#flags[ref] = batch.flags[i] as number;
      this.#receivedAt[ref] = batch.receivedAt;
      this.#texts[ref] = batch.texts.size === 0 ? undefined : batch.texts.get(i);
      this.#versions[ref] = version;
      if (this.#newest !== ref) this.#moveToNewest(ref);
    }
  }

  applyWaveform(block: WaveformBlock): void {
    this.apply(sampleOf(block));
    if (this.#times[block.tag] === block.start) this.#waveforms.set(block.tag, block);
  }

  heard(link: LinkRef): void {
    this.#links.heard(link);
  }

  lost(link: LinkRef, reason: string): void {
    this.#links.lost(link, reason);
  }

  value(ref: TagRef): number {
    return this.#values[ref] ?? Number.NaN;
  }

  text(ref: TagRef): string | undefined {
    return this.#texts[ref];
  }

  time(ref: TagRef): Micros {
    return this.#has(ref) ? (this.#times[ref] as number) : Number.NaN;
  }

  receivedAt(ref: TagRef): Micros {
    return this.#has(ref) ? (this.#receivedAt[ref] as number) : Number.NaN;
  }

  status(ref: TagRef): number {
    return this.#statuses[ref] ?? 0;
  }

  flags(ref: TagRef): number {
    return this.#flags[ref] ?? 0;
  }

  waveform(ref: TagRef): WaveformBlock | undefined {
    return this.#waveforms.get(ref);
  }

  isLive(ref: TagRef): boolean {
    if (!this.#has(ref)) return false;
    const tag = this.tags.at(ref);
    return tag !== undefined && this.#links.isLive(tag.link);
  }

  links(): readonly LinkState[] {
    return this.#links.states();
  }

  get linksVersion(): number {
    return this.#links.version;
  }

  snapshot(): TwinChange {
    return this.changesSince(0);
  }

  changesSince(version: number): TwinChange {
    let length = 0;
    let last = NONE;
    for (
      let ref = this.#newest;
      ref !== NONE && (this.#versions[ref] as number) > version;
      ref = this.#older[ref] as number
    ) {
      length++;
      last = ref;
    }
    return { version: this.#version, samples: this.#collect(last, length) };
  }

  #has(ref: TagRef): boolean {
    return (this.#versions[ref] ?? 0) > 0;
  }

  /** The samples of `length` tags from `first` on, in the order in which they changed. */
  #collect(first: number, length: number): SampleBatch {
    const tags = new Uint32Array(length);
    const times = new Float64Array(length);
    const values = new Float64Array(length);
    const statuses = new Uint32Array(length);
    const flags = new Uint8Array(length);
    let texts: Map<number, string> | undefined;
    let receivedAt = 0;
    for (let i = 0, ref = first; i < length; i++, ref = this.#newer[ref] as number) {
      tags[i] = ref;
      times[i] = this.#times[ref] as number;
      values[i] = this.#values[ref] as number;
      statuses[i] = this.#statuses[ref] as number;
      flags[i] = this.#flags[ref] as number;
      receivedAt = Math.max(receivedAt, this.#receivedAt[ref] as number);
      const text = this.#texts[ref];
      if (text === undefined) continue;
      texts ??= new Map();
      texts.set(i, text);
    }
    return { length, tags, times, receivedAt, values, statuses, flags, texts: texts ?? NO_TEXTS };
  }

  #moveToNewest(ref: number): void {
    const newer = this.#newer[ref] as number;
    const older = this.#older[ref] as number;
    if (newer !== NONE) this.#older[newer] = older;
    if (older !== NONE) this.#newer[older] = newer;
    this.#newer[ref] = NONE;
    this.#older[ref] = this.#newest;
    if (this.#newest !== NONE) this.#newer[this.#newest] = ref;
    this.#newest = ref;
  }

  /** New tags come rarely, but each reload may bring some: growing by half keeps copies few. */
  #grow(size: number): void {
    const before = this.#values.length;
    const capacity = Math.max(size, Math.ceil(before * 1.5));
    const grown = <T extends Float64Array | Uint32Array | Int32Array | Uint8Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#values = grown(new Float64Array(capacity).fill(Number.NaN, before), this.#values);
    this.#times = grown(new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY, before), this.#times);
    this.#receivedAt = grown(new Float64Array(capacity), this.#receivedAt);
    this.#statuses = grown(new Uint32Array(capacity), this.#statuses);
    this.#flags = grown(new Uint8Array(capacity), this.#flags);
    this.#versions = grown(new Float64Array(capacity), this.#versions);
    this.#newer = grown(new Int32Array(capacity).fill(NONE, before), this.#newer);
    this.#older = grown(new Int32Array(capacity).fill(NONE, before), this.#older);
    this.#texts.length = capacity;
  }
}

/** The sample that notifies readers of a new waveform. */
function sampleOf({ tag, start, receivedAt, status, flags }: WaveformBlock): SampleBatch {
  return {
    length: 1,
    receivedAt,
    tags: Uint32Array.of(tag),
    times: Float64Array.of(start),
    values: Float64Array.of(Number.NaN),
    statuses: Uint32Array.of(status),
    flags: Uint8Array.of(flags),
    texts: NO_TEXTS,
  };
}
