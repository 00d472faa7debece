import type { Shop } from "../shop.ts";

/**
 * A schedule of a shop as a graph: each operation on one of its machines, with its neighbours there, and a topological
 * order. `head` is the earliest start of an operation, `tail` the longest time from its start to the end of the
 * schedule, its own time included, so that head + tail of a critical operation is the makespan. Index `none` stands for
 * "no operation": its head, time and tail are 0, so that loops need no branches.
 */
export class Sequence {
  readonly shop: Shop;
  readonly size: number;
  readonly none: number;
  readonly jobBefore: Int32Array;
  readonly jobAfter: Int32Array;
  readonly machine: Int32Array;
  readonly time: Int32Array;
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** First operation on each machine. */
  readonly first: Int32Array;
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** A topological order of the operations, and the place of each in it. */
  readonly order: Int32Array;
  readonly place: Int32Array;
  makespan = 0;
  readonly #later: Int32Array;
  readonly #isLater: Uint8Array;

  constructor(shop: Shop) {
    this.shop = shop;
    this.size = shop.firstOf[shop.firstOf.length - 1] as number;
    this.none = this.size;
    const cells = this.size + 1;
    this.jobBefore = new Int32Array(cells).fill(this.none);
    this.jobAfter = new Int32Array(cells).fill(this.none);
    for (let job = 0; job + 1 < shop.firstOf.length; job++)
      for (let at = (shop.firstOf[job] as number) + 1; at < (shop.firstOf[job + 1] as number); at++) {
        this.jobBefore[at] = at - 1;
        this.jobAfter[at - 1] = at;
      }
    this.machine = new Int32Array(cells).fill(-1);
    this.time = new Int32Array(cells);
    this.before = new Int32Array(cells).fill(this.none);
    this.after = new Int32Array(cells).fill(this.none);
    this.first = new Int32Array(shop.machines).fill(this.none);
    this.head = new Int32Array(cells);
    this.tail = new Int32Array(cells);
    this.order = new Int32Array(this.size);
    this.place = new Int32Array(cells);
    this.#later = new Int32Array(this.size);
    this.#isLater = new Uint8Array(cells);
  }

  /**
   * Takes the operations in this order, each on its option: `choice` counts in the shop's options. The order must keep
   * each job's.
   */
  build(order: Int32Array, choice: Int32Array): void {
    const { shop, first, before, after, none } = this;
    const last = new Int32Array(shop.machines).fill(none);
    first.fill(none);
    for (let at = 0; at < this.size; at++) {
      const operation = order[at] as number;
      const option = choice[operation] as number;
      const machine = shop.machineOf[option] as number;
      this.machine[operation] = machine;
      this.time[operation] = shop.timeOf[option] as number;
      const previous = last[machine] as number;
      before[operation] = previous;
      after[operation] = none;
      if (previous === none) first[machine] = operation;
      else after[previous] = operation;
      last[machine] = operation;
      this.order[at] = operation;
      this.place[operation] = at;
    }
    this.#count(0, this.size - 1);
  }

  copyFrom(other: Sequence): void {
    this.machine.set(other.machine);
    this.time.set(other.time);
    this.before.set(other.before);
    this.after.set(other.after);
    this.first.set(other.first);
    this.head.set(other.head);
    this.tail.set(other.tail);
    this.order.set(other.order);
    this.place.set(other.place);
    this.makespan = other.makespan;
  }

  /** Whether another schedule has every operation on the same machine, in the same order. */
  isSame(other: Sequence): boolean {
    for (let at = 0; at < this.size; at++)
      if (this.after[at] !== other.after[at] || this.machine[at] !== other.machine[at]) return false;
    return true;
  }

  /**
   * Moves an operation to just after `target` on the same machine, which must come later and must not depend on it
   * through its job.
   */
  moveAfter(operation: number, target: number): void {
    const from = this.place[operation] as number;
    const to = this.place[target] as number;
    this.#unlink(operation);
    this.#link(operation, this.machine[operation] as number, target);
    this.#moveLater(operation, from, to);
    this.#count(from, to);
  }

  /** Moves an operation to just before `target` on the same machine, which must come earlier. */
  moveBefore(operation: number, target: number): void {
    const from = this.place[target] as number;
    const to = this.place[operation] as number;
    const previous = this.before[target] as number;
    this.#unlink(operation);
    this.#link(operation, this.machine[operation] as number, previous);
    this.#moveEarlier(operation, from, to);
    this.#count(from, to);
  }

  /** Moves an operation to another of its options, there to just after `previous` (`none`: to the beginning). */
  reassign(operation: number, option: number, previous: number): void {
    const machine = this.shop.machineOf[option] as number;
    this.#unlink(operation);
    this.machine[operation] = machine;
    this.time[operation] = this.shop.timeOf[option] as number;
    this.#link(operation, machine, previous);
    const place = this.place[operation] as number;
    const next = this.after[operation] as number;
    if (previous !== this.none && (this.place[previous] as number) > place) {
      const to = this.place[previous] as number;
      this.#moveLater(operation, place, to);
      this.#count(place, to);
    } else if (next !== this.none && (this.place[next] as number) < place) {
      const from = this.place[next] as number;
      this.#moveEarlier(operation, from, place);
      this.#count(from, place);
    } else this.#count(place, place);
  }

  #unlink(operation: number): void {
    const previous = this.before[operation] as number;
    const next = this.after[operation] as number;
    if (previous === this.none) this.first[this.machine[operation] as number] = next;
    else this.after[previous] = next;
    if (next !== this.none) this.before[next] = previous;
  }

  #link(operation: number, machine: number, previous: number): void {
    const { none } = this;
    const next = previous === none ? (this.first[machine] as number) : (this.after[previous] as number);
    this.before[operation] = previous;
    this.after[operation] = next;
    if (previous === none) this.first[machine] = operation;
    else this.after[previous] = operation;
    if (next !== none) this.before[next] = operation;
  }

  /**
   * Mends the order after an operation moved to a later neighbour: in this stretch of it, the operation and whatever
   * depends on it go behind the rest.
   */
  #moveLater(operation: number, from: number, to: number): void {
    const { order, place, jobBefore, before } = this;
    const later = this.#later;
    const isLater = this.#isLater;
    let kept = from;
    let count = 0;
    later[count++] = operation;
    isLater[operation] = 1;
    for (let at = from + 1; at <= to; at++) {
      const other = order[at] as number;
      if (isLater[jobBefore[other] as number] === 1 || isLater[before[other] as number] === 1) {
        later[count++] = other;
        isLater[other] = 1;
      } else {
        order[kept] = other;
        place[other] = kept++;
      }
    }
    for (let at = 0; at < count; at++) {
      const other = later[at] as number;
      isLater[other] = 0;
      order[kept] = other;
      place[other] = kept++;
    }
  }

  /** The mirror of `#moveLater`: the operation and whatever it depends on go before the rest of the stretch. */
  #moveEarlier(operation: number, from: number, to: number): void {
    const { order, place, jobAfter, after } = this;
    const earlier = this.#later;
    const isEarlier = this.#isLater;
    let kept = to;
    let count = 0;
    earlier[count++] = operation;
    isEarlier[operation] = 1;
    for (let at = to - 1; at >= from; at--) {
      const other = order[at] as number;
      if (isEarlier[jobAfter[other] as number] === 1 || isEarlier[after[other] as number] === 1) {
        earlier[count++] = other;
        isEarlier[other] = 1;
      } else {
        order[kept] = other;
        place[other] = kept--;
      }
    }
    for (let at = 0; at < count; at++) {
      const other = earlier[at] as number;
      isEarlier[other] = 0;
      order[kept] = other;
      place[other] = kept--;
    }
  }

  /** Computes heads from one place of the order on, tails from another back, and the makespan. */
  #count(headsFrom: number, tailsFrom: number): void {
    const { order, jobBefore, jobAfter, before, after, head, tail, time, size } = this;
    for (let at = headsFrom; at < size; at++) {
      const operation = order[at] as number;
      const inJob = jobBefore[operation] as number;
      const onMachine = before[operation] as number;
      const byJob = (head[inJob] as number) + (time[inJob] as number);
      const byMachine = (head[onMachine] as number) + (time[onMachine] as number);
      head[operation] = Math.max(byJob, byMachine);
    }
    for (let at = tailsFrom; at >= 0; at--) {
      const operation = order[at] as number;
      const byJob = tail[jobAfter[operation] as number] as number;
      const byMachine = tail[after[operation] as number] as number;
      tail[operation] = Math.max(byJob, byMachine) + (time[operation] as number);
    }
    // The longest path begins with the first operation of a job.
    const { firstOf } = this.shop;
    let makespan = 0;
    for (let job = 0; job + 1 < firstOf.length; job++) {
      const through = tail[firstOf[job] as number] as number;
      if (through > makespan) makespan = through;
    }
    this.makespan = makespan;
  }
}
