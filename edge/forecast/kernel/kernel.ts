/** What a model does when an event is due. It may schedule and cancel. */
export type Model = (kind: number, entity: number) => void;

/** In the place of a handle: no event. */
export const NO_EVENT = -1;

const MOST_EVENTS = 2 ** 20;
/** A handle is an integer of 31 bits, which V8 does not allocate: the slot, and above it the slot's number of uses. */
const HANDLE_MASK = 2 ** 31 - 1;
const HEADER_BYTES = 32;
/** Children of a node: four times lie side by side, and the heap is half as deep as a binary one. */
const ARITY_BITS = 2;
const ARITY = 2 ** ARITY_BITS;

/**
 * A discrete-event kernel: a clock, and pending events as columns in one buffer. Events fire in order of time, and
 * those of one time in the order in which they were scheduled. Times are from 0, in any unit that the model uses.
 *
 * The heap holds slots; an event stays in its slot while it moves in the heap. The event that fires leaves a hole at
 * the root, which the next scheduled event takes: most events schedule one other, and so cost one way through the heap
 * instead of two.
 */
export class Kernel {
  readonly capacity: number;
  readonly #buffer: ArrayBuffer;
  /** Clock, number of scheduled events so far, length of the heap, 1 if its root is a hole: only in snapshots. */
  readonly #scalars: Float64Array;
  /** By place in the heap. */
  readonly #times: Float64Array;
  /** By place in the heap; behind it come the free slots. */
  readonly #slots: Int32Array;
  /** The others are by slot. */
  readonly #orders: Float64Array;
  readonly #kinds: Int32Array;
  readonly #entities: Int32Array;
  readonly #places: Int32Array;
  /** How often a slot has been used, so that the handle of an event that has fired is known as such. */
  readonly #uses: Int32Array;
  readonly #slotBits: number;
  #now = 0;
  #order = 0;
  #length = 0;
  #hole = 0;

  /**
   * @param capacity most events that can be pending at once, up to 2^20
   * @throws RangeError when it is not such a number
   */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_EVENTS)
      throw new RangeError(`a kernel cannot hold ${capacity} events; give a whole number from 1 to ${MOST_EVENTS}`);
    this.capacity = capacity;
    this.#slotBits = Math.ceil(Math.log2(capacity));
    this.#buffer = new ArrayBuffer(HEADER_BYTES + 36 * capacity);
    this.#scalars = new Float64Array(this.#buffer, 0, 4);
    const bytesTo = (column: number): number => HEADER_BYTES + column * capacity;
    this.#times = new Float64Array(this.#buffer, bytesTo(0), capacity);
    this.#orders = new Float64Array(this.#buffer, bytesTo(8), capacity);
    this.#slots = new Int32Array(this.#buffer, bytesTo(16), capacity);
    this.#kinds = new Int32Array(this.#buffer, bytesTo(20), capacity);
    this.#entities = new Int32Array(this.#buffer, bytesTo(24), capacity);
    this.#places = new Int32Array(this.#buffer, bytesTo(28), capacity);
    this.#uses = new Int32Array(this.#buffer, bytesTo(32), capacity);
    for (let slot = 0; slot < capacity; slot++) this.#slots[slot] = slot;
  }

  get now(): number {
    return this.#now;
  }

  get pending(): number {
    return this.#length - this.#hole;
  }

  /**
   * Schedules an event, and gives the handle that cancels it.
   *
   * @throws RangeError when the time is in the past or not finite, when kind or entity is no 32-bit integer, and when
   *   `capacity` events are pending
   */
  schedule(time: number, kind: number, entity: number): number {
    const place = this.#hole === 1 ? 0 : this.#length;
    if (!this.#isPossible(time) || (kind | 0) !== kind || (entity | 0) !== entity || place === this.capacity)
      throw this.#refusal(time, kind, entity);
    const slot = this.#slots[place] as number;
    this.#kinds[slot] = kind;
    this.#entities[slot] = entity;
    this.#orders[slot] = this.#order++;
    if (this.#hole === 1) {
      this.#hole = 0;
      this.#sink(0, time, slot);
    } else {
      this.#length++;
      this.#rise(place, time, slot);
    }
    return this.#handle(slot);
  }

  /**
   * Cancels an event. False if it has fired or been cancelled before, and for `NO_EVENT`. An old handle is refused
   * until its slot has been used some 2^31 / capacity times more; a model that keeps handles for longer must drop them.
   */
  cancel(handle: number): boolean {
    const slot = handle & ((1 << this.#slotBits) - 1);
    if (handle < 0 || slot >= this.capacity || this.#handle(slot) !== handle) return false;
    this.#fillHole();
    const place = this.#places[slot] as number;
    if (place >= this.#length || this.#slots[place] !== slot) return false;
    this.#uses[slot] = (this.#uses[slot] as number) + 1;
    this.#remove(place);
    return true;
  }

  /**
   * Fires all events before `until`, then sets the clock to it. Gives the number of events. After an error of the model
   * a further run continues behind the event that raised it.
   *
   * @throws RangeError when `until` is in the past or not finite
   */
  run(until: number, model: Model): number {
    if (!this.#isPossible(until))
      throw new RangeError(`cannot run until ${until}: the clock is at ${this.#now}; give a finite time from there on`);
    let fired = 0;
    for (;;) {
      this.#fillHole();
      if (this.#length === 0 || (this.#times[0] as number) >= until) break;
      const slot = this.#slots[0] as number;
      this.#now = this.#times[0] as number;
      this.#hole = 1;
      this.#uses[slot] = (this.#uses[slot] as number) + 1;
      fired++;
      model(this.#kinds[slot] as number, this.#entities[slot] as number);
    }
    this.#now = until;
    return fired;
  }

  /** The whole state as a copy, from which `restore` continues bit for bit; it can move to another thread. */
  snapshot(): ArrayBuffer {
    this.#scalars.set([this.#now, this.#order, this.#length, this.#hole]);
    return this.#buffer.slice(0);
  }

  /** @throws RangeError when the snapshot is of a kernel with another capacity */
  restore(snapshot: ArrayBuffer): void {
    if (snapshot.byteLength !== this.#buffer.byteLength)
      throw new RangeError(
        `a snapshot of ${snapshot.byteLength} bytes does not fit a kernel of ${this.capacity} events, ` +
          `which has ${this.#buffer.byteLength}; give the kernel the same capacity`,
      );
    new Uint8Array(this.#buffer).set(new Uint8Array(snapshot));
    const [now = 0, order = 0, length = 0, hole = 0] = this.#scalars;
    this.#now = now;
    this.#order = order;
    this.#length = length;
    this.#hole = hole;
  }

  #handle(slot: number): number {
    return (((this.#uses[slot] as number) << this.#slotBits) | slot) & HANDLE_MASK;
  }

  #isPossible(time: number): boolean {
    return time >= this.#now && time < Number.POSITIVE_INFINITY;
  }

  #refusal(time: number, kind: number, entity: number): RangeError {
    const event = `event of kind ${kind}, entity ${entity}, time ${time}`;
    if (!this.#isPossible(time))
      return new RangeError(`${event}: the clock is at ${this.#now}; give a finite time from there on`);
    if ((kind | 0) !== kind || (entity | 0) !== entity)
      return new RangeError(`${event}: kind and entity must be 32-bit integers`);
    return new RangeError(`${event}: ${this.pending} events are pending, which is this kernel's capacity`);
  }

  #fillHole(): void {
    if (this.#hole === 0) return;
    this.#hole = 0;
    this.#remove(0);
  }

  /** The last event of the heap moves to the place of another, whose slot becomes the first free one. */
  #remove(place: number): void {
    const freed = this.#slots[place] as number;
    const last = --this.#length;
    const time = this.#times[last] as number;
    const moved = this.#slots[last] as number;
    this.#slots[last] = freed;
    if (place === last) return;
    if (place > 0 && this.#isBefore(time, moved, (place - 1) >> ARITY_BITS)) this.#rise(place, time, moved);
    else this.#sink(place, time, moved);
  }

  /** Whether an event fires before the one at a place of the heap. */
  #isBefore(time: number, slot: number, place: number): boolean {
    const other = this.#times[place] as number;
    return (
      time < other ||
      (time === other && (this.#orders[slot] as number) < (this.#orders[this.#slots[place] as number] as number))
    );
  }

  /** Puts an event at a place of the heap, or nearer to the root. */
  #rise(from: number, time: number, slot: number): void {
    const times = this.#times;
    const slots = this.#slots;
    const places = this.#places;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> ARITY_BITS;
      if (!this.#isBefore(time, slot, parent)) break;
      const moved = slots[parent] as number;
      times[place] = times[parent] as number;
      slots[place] = moved;
      places[moved] = place;
      place = parent;
    }
    times[place] = time;
    slots[place] = slot;
    places[slot] = place;
  }

  /** Puts an event at a place of the heap, or further from the root. */
  #sink(from: number, time: number, slot: number): void {
    const times = this.#times;
    const slots = this.#slots;
    const places = this.#places;
    const orders = this.#orders;
    const length = this.#length;
    let place = from;
    for (;;) {
      const first = ARITY * place + 1;
      if (first >= length) break;
      const end = Math.min(first + ARITY, length);
      let least = first;
      let soonest = times[first] as number;
      for (let child = first + 1; child < end; child++) {
        const other = times[child] as number;
        if (
          other < soonest ||
          (other === soonest && (orders[slots[child] as number] as number) < (orders[slots[least] as number] as number))
        ) {
          soonest = other;
          least = child;
        }
      }
      const moved = slots[least] as number;
      if (time < soonest || (time === soonest && (orders[slot] as number) < (orders[moved] as number))) break;
      times[place] = soonest;
      slots[place] = moved;
      places[moved] = place;
      place = least;
    }
    times[place] = time;
    slots[place] = slot;
    places[slot] = place;
  }
}
