import type { Model } from "../../edge/forecast/kernel/kernel.ts";

/**
 * The alternative to the kernel's heap: a calendar queue (R. Brown, Communications of the ACM 31 (1988) 1220). Each
 * bucket is a list of the events of its days, and the next event is sought from today's bucket on. Here at its best:
 * the number of events and the mean time between two are known from the beginning, so that it never has to rebuild.
 */
export class CalendarQueue {
  now = 0;
  readonly #mask: number;
  readonly #dayLength: number;
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #times: Float64Array;
  readonly #orders: Float64Array;
  readonly #kinds: Int32Array;
  readonly #entities: Int32Array;
  #free = 0;
  #day = 0;
  #order = 0;

  constructor(capacity: number, dayLength: number) {
    const days = 2 ** Math.ceil(Math.log2(capacity));
    this.#mask = days - 1;
    this.#dayLength = dayLength;
    this.#first = new Int32Array(days).fill(-1);
    this.#next = Int32Array.from({ length: capacity }, (_, slot) => (slot + 1 < capacity ? slot + 1 : -1));
    this.#times = new Float64Array(capacity);
    this.#orders = new Float64Array(capacity);
    this.#kinds = new Int32Array(capacity);
    this.#entities = new Int32Array(capacity);
  }

  schedule(time: number, kind: number, entity: number): void {
    const slot = this.#free;
    this.#free = this.#next[slot] as number;
    this.#times[slot] = time;
    this.#orders[slot] = this.#order++;
    this.#kinds[slot] = kind;
    this.#entities[slot] = entity;
    this.#put(slot, time);
  }

  /** Fires all events before `until`, of which there is always a next one here; only they schedule others. */
  run(until: number, model: Model): number {
    for (let fired = 0; ; fired++) {
      const slot = this.#takeNext();
      const time = this.#times[slot] as number;
      if (time >= until) {
        this.#put(slot, time);
        this.now = until;
        return fired;
      }
      this.now = time;
      this.#next[slot] = this.#free;
      this.#free = slot;
      model(this.#kinds[slot] as number, this.#entities[slot] as number);
    }
  }

  #put(slot: number, time: number): void {
    const bucket = Math.floor(time / this.#dayLength) & this.#mask;
    this.#next[slot] = this.#first[bucket] as number;
    this.#first[bucket] = slot;
  }

  #takeNext(): number {
    for (; ; this.#day++) {
      const bucket = this.#day & this.#mask;
      const end = (this.#day + 1) * this.#dayLength;
      let best = -1;
      let beforeBest = -1;
      let before = -1;
      for (let slot = this.#first[bucket] as number; slot !== -1; slot = this.#next[slot] as number) {
        if ((this.#times[slot] as number) < end && (best === -1 || this.#isBefore(slot, best))) {
          best = slot;
          beforeBest = before;
        }
        before = slot;
      }
      if (best === -1) continue;
      if (beforeBest === -1) this.#first[bucket] = this.#next[best] as number;
      else this.#next[beforeBest] = this.#next[best] as number;
      return best;
    }
  }

  #isBefore(slot: number, other: number): boolean {
    const time = this.#times[slot] as number;
    const otherTime = this.#times[other] as number;
    return time < otherTime || (time === otherTime && (this.#orders[slot] as number) < (this.#orders[other] as number));
  }
}
