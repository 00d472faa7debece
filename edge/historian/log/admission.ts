import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { SampleFlag } from "../../contracts/path/sample-batch.ts";

/** A longer text is cut, with a mark. */
export const MAX_TEXT_LENGTH = 65_536;
const CUT_MARK = "…";

/** Largest integer that is exact in a double: the year 2255. */
const MAX_TIME: Micros = Number.MAX_SAFE_INTEGER;
/** Refs are dense. A larger one is not from our registry and must not make columns of its length. */
const MAX_REF = 1 << 22;
const FIRST_REFS = 4096;

/** Counters of admission, for health and metrics. */
export interface AdmissionCounters {
  /** A second, different value for the same tag and µs was moved to the next free µs. */
  moved: number;
  /** Source time was absent or impossible; arrival time replaces it. */
  badTimes: number;
  cutTexts: number;
}

interface Changed {
  readonly times: Float64Array;
  readonly flags: Uint8Array;
}

/**
 * Makes samples unique under their key (tag, µs). The common batch passes unchanged; a batch that needs a change is
 * copied.
 */
export class Admission {
  readonly counters: AdmissionCounters = { moved: 0, badTimes: 0, cutTexts: 0 };
  /** By ref: source time of the newest sample, its stored time, its value. */
  #asked = new Float64Array(FIRST_REFS).fill(-1);
  #stored = new Float64Array(FIRST_REFS);
  #values = new Float64Array(FIRST_REFS);
  /** Copies for the current batch; undefined while it passes unchanged. */
  #changed: Changed | undefined;

  admit(batch: SampleBatch): SampleBatch {
    for (let i = 0; i < batch.length; i++) this.#admitOne(batch, i);
    const changed = this.#changed;
    this.#changed = undefined;
    const texts = this.#cutTexts(batch.texts);
    if (changed === undefined && texts === batch.texts) return batch;
    return { ...batch, times: changed?.times ?? batch.times, flags: changed?.flags ?? batch.flags, texts };
  }

  /**
   * A function of its own, because V8 keeps one long loop half-optimised if it runs only a few times a second, and then
   * makes an object of each time value.
   */
  #admitOne(batch: SampleBatch, i: number): void {
    const ref = batch.tags[i] as number;
    let time = batch.times[i] as number;
    if (!(time >= 0 && time <= MAX_TIME && Math.floor(time) === time))
      time = this.#repair(this.#change(batch), i, batch.receivedAt);
    if (ref >= this.#asked.length) {
      if (ref > MAX_REF) return;
      this.#grow(ref);
    }
    if (this.#asked[ref] !== time) {
      this.#asked[ref] = time;
      this.#stored[ref] = time;
      this.#values[ref] = batch.values[i] as number;
      return;
    }
    const storeAt = this.#collision(ref, batch.values[i] as number, batch.texts.has(i));
    if (storeAt !== time) this.#change(batch).times[i] = storeAt;
  }

  /** Copies the columns that change. */
  #change({ length, times, flags }: SampleBatch): Changed {
    this.#changed ??= { times: times.slice(0, length), flags: flags.slice(0, length) };
    return this.#changed;
  }

  /** Time of a second sample for the same tag and source time: the same when its value is equal, else the next µs. */
  #collision(ref: number, value: number, isText: boolean): Micros {
    if (!isText && Object.is(value, this.#values[ref])) return this.#stored[ref] as number;
    this.counters.moved++;
    this.#values[ref] = value;
    this.#stored[ref] = (this.#stored[ref] as number) + 1;
    return this.#stored[ref] as number;
  }

  #repair(changed: Changed, i: number, receivedAt: Micros): Micros {
    const asked = changed.times[i] as number;
    const whole = Math.floor(asked);
    if (whole >= 0 && whole <= MAX_TIME) {
      changed.times[i] = whole;
      return whole;
    }
    this.counters.badTimes++;
    changed.flags[i] = (changed.flags[i] as number) | SampleFlag.clockSuspect;
    changed.times[i] = Number.isSafeInteger(receivedAt) && receivedAt >= 0 ? receivedAt : Date.now() * 1000;
    return changed.times[i] as number;
  }

  #cutTexts(texts: ReadonlyMap<number, string>): ReadonlyMap<number, string> {
    if (texts.size === 0) return texts;
    let cut: Map<number, string> | undefined;
    for (const [index, text] of texts) {
      if (text.length <= MAX_TEXT_LENGTH) continue;
      cut ??= new Map(texts);
      cut.set(index, text.slice(0, MAX_TEXT_LENGTH - 1) + CUT_MARK);
      this.counters.cutTexts++;
    }
    return cut ?? texts;
  }

  #grow(ref: number): void {
    const length = Math.max(ref + 1, this.#asked.length * 2);
    const grown = (from: Float64Array<ArrayBuffer>, fill: number): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(length).fill(fill);
      to.set(from);
      return to;
    };
    this.#asked = grown(this.#asked, -1);
    this.#stored = grown(this.#stored, 0);
    this.#values = grown(this.#values, 0);
  }
}
