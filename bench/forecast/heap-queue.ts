import type { Model } from "../../edge/forecast/kernel/kernel.ts";

/**
 * The alternative to the kernel's calendar: a heap of four children a node, on columns, without cancelling. The event
 * that fires leaves a hole at the root, which the next scheduled event takes.
 */
export class HeapQueue {
  /** By place in the heap; behind the events come the free slots. */
  readonly #slots: Int32Array;
  readonly #times: Float64Array;
  readonly #orders: Float64Array;
  readonly #kinds: Int32Array;
  readonly #entities: Int32Array;
  #now = 0;
  #length = 0;
  #hasHole = false;
  #order = 0;

  constructor(capacity: number) {
    this.#slots = Int32Array.from({ length: capacity }, (_, slot) => slot);
    this.#times = new Float64Array(capacity);
    this.#orders = new Float64Array(capacity);
    this.#kinds = new Int32Array(capacity);
    this.#entities = new Int32Array(capacity);
  }

  get now(): number {
    return this.#now;
  }

  schedule(time: number, kind: number, entity: number): void {
    const place = this.#hasHole ? 0 : this.#length;
    const slot = this.#slots[place] as number;
    this.#orders[slot] = this.#order++;
    this.#kinds[slot] = kind;
    this.#entities[slot] = entity;
    if (this.#hasHole) {
      this.#hasHole = false;
      this.#sink(time, slot);
    } else {
      this.#length++;
      this.#rise(place, time, slot);
    }
  }

  run(until: number, model: Model): number {
    for (let fired = 0; ; fired++) {
      if (this.#hasHole) this.#fillHole();
      const time = this.#times[0] as number;
      if (this.#length === 0 || time >= until) {
        this.#now = until;
        return fired;
      }
      const slot = this.#slots[0] as number;
      this.#now = time;
      this.#hasHole = true;
      model(this.#kinds[slot] as number, this.#entities[slot] as number);
    }
  }

  #fillHole(): void {
    this.#hasHole = false;
    const last = --this.#length;
    const freed = this.#slots[0] as number;
    this.#sink(this.#times[last] as number, this.#slots[last] as number);
    this.#slots[last] = freed;
  }

  #isBefore(time: number, slot: number, place: number): boolean {
    const other = this.#times[place] as number;
    if (time !== other) return time < other;
    return (this.#orders[slot] as number) < (this.#orders[this.#slots[place] as number] as number);
  }

  #rise(from: number, time: number, slot: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      if (!this.#isBefore(time, slot, parent)) break;
      this.#times[place] = this.#times[parent] as number;
      this.#slots[place] = this.#slots[parent] as number;
      place = parent;
    }
    this.#times[place] = time;
    this.#slots[place] = slot;
  }

  #sink(time: number, slot: number): void {
    let place = 0;
    for (;;) {
      const first = 4 * place + 1;
      if (first >= this.#length) break;
      const end = Math.min(first + 4, this.#length);
      let least = first;
      for (let child = first + 1; child < end; child++)
        if (this.#isBefore(this.#times[child] as number, this.#slots[child] as number, least)) least = child;
      if (this.#isBefore(time, slot, least)) break;
      this.#times[place] = this.#times[least] as number;
      this.#slots[place] = this.#slots[least] as number;
      place = least;
    }
    this.#times[place] = time;
    this.#slots[place] = slot;
  }
}
