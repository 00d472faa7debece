/** What a model does when an event is due. It may schedule and cancel. */
export type Model = (kind: number, entity: number) => void;

/** In the place of a handle: no event. */
export const NO_EVENT = -1;

const MOST_EVENTS = 2 ** 20;
/** A handle is an integer of 31 bits, which V8 does not allocate: the slot, and above it the slot's number of uses. */
const HANDLE_MASK = 2 ** 31 - 1;
/** In the column of predecessors: the slot holds no pending event. */
const FREE = -2;
const SCALARS = 8;
/** Events from whose times the length of a day is learnt. */
const FEW_EVENTS = 32;

/**
 * A discrete-event kernel: a clock, and pending events as columns in one buffer. Events fire in order of time, and
 * those of one time in the order in which they were scheduled. Times are from 0, in any unit that the model uses.
 *
 * Pending events are in a calendar (R. Brown, Communications of the ACM 31 (1988) 1220): one sorted list for all days
 * of the same number in their year, as a ring with a sentinel. Scheduling looks for the place from the end of a list,
 * firing for the next list that is not empty; both take a step or two as long as a day is about the time between two
 * events. So the length of a day is learnt from the events, and changed when these steps have become many.
 */
export class Kernel {
  readonly capacity: number;
  readonly #buffer: ArrayBuffer;
  /** The fields below that change, in snapshots. */
  readonly #scalars: Float64Array;
  /** Time, successor and predecessor by slot, and behind the slots by list. */
  readonly #times: Float64Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #kinds: Int32Array;
  readonly #entities: Int32Array;
  /** How often a slot has been used, so that the handle of an event that has fired is known as such. */
  readonly #uses: Int32Array;
  readonly #slotBits: number;
  readonly #dayMask: number;
  readonly #mostSteps: number;
  #now = 0;
  #pending = 0;
  /** First of the free slots, which are linked by `#next`. */
  #free = 0;
  /** No event is before this day. */
  #day = 0;
  #daysPerTime = 1;
  /** Steps, events and time since the length of a day was last looked at. */
  #steps = 0;
  #fired = 0;
  #since = 0;

  /**
   * @param capacity most events that can be pending at once, up to 2^20
   * @throws RangeError when it is not such a number
   */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_EVENTS)
      throw new RangeError(`a kernel cannot hold ${capacity} events; give a whole number from 1 to ${MOST_EVENTS}`);
    this.capacity = capacity;
    this.#slotBits = Math.ceil(Math.log2(capacity));
    const days = 2 ** this.#slotBits;
    this.#dayMask = days - 1;
    this.#mostSteps = Math.max(1024, 8 * days);
    const all = capacity + days;
    const links = 8 * (SCALARS + all);
    const rest = links + 8 * all;
    this.#buffer = new ArrayBuffer(rest + 12 * capacity);
    this.#scalars = new Float64Array(this.#buffer, 0, SCALARS);
    this.#times = new Float64Array(this.#buffer, 8 * SCALARS, all);
    this.#next = new Int32Array(this.#buffer, links, all);
    this.#previous = new Int32Array(this.#buffer, links + 4 * all, all);
    this.#kinds = new Int32Array(this.#buffer, rest, capacity);
    this.#entities = new Int32Array(this.#buffer, rest + 4 * capacity, capacity);
    this.#uses = new Int32Array(this.#buffer, rest + 8 * capacity, capacity);
    for (let slot = 0; slot < capacity; slot++) this.#next[slot] = slot + 1;
    this.#next[capacity - 1] = NO_EVENT;
    this.#previous.fill(FREE, 0, capacity);
    this.#times.fill(Number.NEGATIVE_INFINITY, capacity);
    this.#emptyLists();
  }

  get now(): number {
    return this.#now;
  }

  get pending(): number {
    return this.#pending;
  }

  /**
   * Schedules an event, and gives the handle that cancels it.
   *
   * @throws RangeError when the time is in the past or not finite, when kind or entity is no 32-bit integer, and when
   *   `capacity` events are pending
   */
  schedule(time: number, kind: number, entity: number): number {
    const slot = this.#free;
    if (!this.#isPossible(time) || (kind | 0) !== kind || (entity | 0) !== entity || slot === NO_EVENT)
      throw this.#refusal(time, kind, entity);
    this.#free = this.#next[slot] as number;
    this.#times[slot] = time;
    this.#kinds[slot] = kind;
    this.#entities[slot] = entity;
    this.#pending++;
    this.#insert(slot, time);
    if (this.#steps > this.#mostSteps) this.#learnDay();
    return this.#handle(slot);
  }

  /**
   * Cancels an event. False if it has fired or been cancelled before, and for `NO_EVENT`. An old handle is refused
   * until its slot has been used some 2^31 / capacity times more; a model that keeps handles for longer must drop them.
   */
  cancel(handle: number): boolean {
    const slot = handle & ((1 << this.#slotBits) - 1);
    if (handle < 0 || slot >= this.capacity || this.#handle(slot) !== handle) return false;
    if (this.#previous[slot] === FREE) return false;
    this.#release(slot);
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
    while (this.#pending > 0) {
      const slot = this.#first();
      const time = this.#times[slot] as number;
      if (time >= until) break;
      this.#now = time;
      this.#fired++;
      fired++;
      this.#release(slot);
      model(this.#kinds[slot] as number, this.#entities[slot] as number);
    }
    this.#now = until;
    return fired;
  }

  /** The whole state as a copy, from which `restore` continues bit for bit; it can move to another thread. */
  snapshot(): ArrayBuffer {
    const [now, pending, free, day] = [this.#now, this.#pending, this.#free, this.#day];
    this.#scalars.set([now, pending, free, day, this.#daysPerTime, this.#steps, this.#fired, this.#since]);
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
    const [now = 0, pending = 0, free = 0, day = 0, daysPerTime = 0, steps = 0, fired = 0, since = 0] = this.#scalars;
    this.#now = now;
    this.#pending = pending;
    this.#free = free;
    this.#day = day;
    this.#daysPerTime = daysPerTime;
    this.#steps = steps;
    this.#fired = fired;
    this.#since = since;
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
    return new RangeError(`${event}: ${this.#pending} events are pending, which is this kernel's capacity`);
  }

  #dayOf(time: number): number {
    return Math.floor(time * this.#daysPerTime);
  }

  #emptyLists(): void {
    for (let list = this.capacity; list < this.#next.length; list++) {
      this.#next[list] = list;
      this.#previous[list] = list;
    }
  }

  /** Behind all events of its list that are not later. The sentinel, before all times, ends the way. */
  #insert(slot: number, time: number): void {
    const day = this.#dayOf(time);
    if (day < this.#day) this.#day = day;
    let before = this.#previous[this.capacity + (day & this.#dayMask)] as number;
    while ((this.#times[before] as number) > time) {
      before = this.#previous[before] as number;
      this.#steps++;
    }
    const after = this.#next[before] as number;
    this.#next[before] = slot;
    this.#previous[slot] = before;
    this.#next[slot] = after;
    this.#previous[after] = slot;
  }

  #release(slot: number): void {
    const before = this.#previous[slot] as number;
    const after = this.#next[slot] as number;
    this.#next[before] = after;
    this.#previous[after] = before;
    this.#previous[slot] = FREE;
    this.#next[slot] = this.#free;
    this.#free = slot;
    this.#uses[slot] = (this.#uses[slot] as number) + 1;
    this.#pending--;
  }

  /** The next event: the first of the first day that has one. */
  #first(): number {
    const mask = this.#dayMask;
    const from = this.#day;
    for (let step = 0; step <= mask; step++) {
      const day = from + step;
      const first = this.#next[this.capacity + (day & mask)] as number;
      if (first >= this.capacity || this.#dayOf(this.#times[first] as number) > day) continue;
      this.#day = day;
      this.#steps += step;
      return first;
    }
    return this.#firstOfAll();
  }

  /** The next event where none is within a year. */
  #firstOfAll(): number {
    this.#steps += this.#dayMask;
    let soonest = NO_EVENT;
    for (let list = this.capacity; list < this.#next.length; list++) {
      const first = this.#next[list] as number;
      if (first < this.capacity && (soonest < 0 || (this.#times[first] as number) < (this.#times[soonest] as number)))
        soonest = first;
    }
    this.#day = this.#dayOf(this.#times[soonest] as number);
    return soonest;
  }

  /** Makes a day as long as the time between two events, if it is half as long or twice as long. */
  #learnDay(): void {
    const length = this.#fired < FEW_EVENTS ? this.#expectedGap() : (this.#now - this.#since) / this.#fired;
    this.#steps = 0;
    this.#fired = 0;
    this.#since = this.#now;
    if (length === 0) return;
    // The number of a day stays exact, and finite.
    const daysPerTime = 1 / Math.max(length, this.#now * 2 ** -40, 1e-200);
    const change = daysPerTime / this.#daysPerTime;
    if (change > 0.5 && change < 2) return;
    const slots = this.#inLists();
    this.#emptyLists();
    this.#daysPerTime = daysPerTime;
    this.#day = this.#dayOf(this.#now);
    for (const slot of slots) this.#insert(slot, this.#times[slot] as number);
    this.#steps = 0;
  }

  /** Before enough events have fired: by the half of the pending ones that comes first. */
  #expectedGap(): number {
    const times = Float64Array.from(this.#inLists(), (slot) => this.#times[slot] as number).sort();
    return ((times[times.length >> 1] as number) - this.#now) / Math.max(1, times.length >> 1);
  }

  /** Slots of all pending events, those of one time in their order. */
  #inLists(): Int32Array {
    const slots = new Int32Array(this.#pending);
    let count = 0;
    for (let list = this.capacity; list < this.#next.length; list++)
      for (let slot = this.#next[list] as number; slot < this.capacity; slot = this.#next[slot] as number)
        slots[count++] = slot;
    return slots;
  }
}
