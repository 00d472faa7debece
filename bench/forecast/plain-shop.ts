import { Streams } from "../../edge/forecast/kernel/streams.ts";
import { PURPOSE, partTime, SHOP } from "./machine-shop.ts";

/** An event as an object with a closure. A cancelled one stays in the heap until its time. */
interface Event {
  readonly time: number;
  readonly order: number;
  readonly act: () => void;
  isCancelled: boolean;
}

interface Machine {
  readonly number: number;
  parts: number;
  end: Event | undefined;
  left: number;
}

/** The baseline: the machine shop as one would write it at first, on an array of objects as a binary heap. */
export class PlainShop {
  readonly machines: readonly Machine[];
  jobs = 0;
  readonly #heap: Event[] = [];
  readonly #streams: Streams;
  readonly #broken: Machine[] = [];
  #now = 0;
  #order = 0;
  #job: Event | undefined;
  #jobLeft = 0;

  constructor(seed: number) {
    this.#streams = new Streams({ seed, purposes: 2, entities: SHOP.machines });
    this.machines = Array.from({ length: SHOP.machines }, (_, number) => ({
      number,
      parts: 0,
      end: undefined,
      left: 0,
    }));
    for (const machine of this.machines) {
      this.#startPart(machine);
      this.#scheduleBreakdown(machine);
    }
    this.#startJob(SHOP.job);
  }

  run(minutes: number): number {
    const until = this.#now + minutes;
    let fired = 0;
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.time >= until) break;
      this.#pop();
      if (next.isCancelled) continue;
      this.#now = next.time;
      fired++;
      next.act();
    }
    this.#now = until;
    return fired;
  }

  #startPart(machine: Machine): void {
    this.#start(machine, partTime(this.#streams, machine.number, SHOP.part));
  }

  #start(machine: Machine, time: number): void {
    machine.end = this.#after(time, () => {
      machine.parts++;
      this.#startPart(machine);
    });
  }

  #startJob(time: number): void {
    this.#job = this.#after(time, () => {
      this.jobs++;
      this.#startJob(SHOP.job);
    });
  }

  #scheduleBreakdown(machine: Machine): void {
    this.#after(this.#streams.draw(PURPOSE.breakdown, machine.number, SHOP.uptime), () => this.#breakDown(machine));
  }

  #breakDown(machine: Machine): void {
    this.#scheduleBreakdown(machine);
    if (machine.end === undefined) return;
    machine.end.isCancelled = true;
    machine.left = machine.end.time - this.#now;
    machine.end = undefined;
    this.#broken.push(machine);
    if (this.#broken.length > 1 || this.#job === undefined) return;
    this.#job.isCancelled = true;
    this.#jobLeft = this.#job.time - this.#now;
    this.#repair(machine);
  }

  #repair(machine: Machine): void {
    this.#after(SHOP.repair, () => {
      this.#broken.shift();
      this.#start(machine, machine.left);
      const next = this.#broken[0];
      if (next === undefined) this.#startJob(this.#jobLeft);
      else this.#repair(next);
    });
  }

  #after(delay: number, act: () => void): Event {
    const event = { time: this.#now + delay, order: this.#order++, act, isCancelled: false };
    const heap = this.#heap;
    let place = heap.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(event, heap[parent] as Event)) break;
      heap[place] = heap[parent] as Event;
      place = parent;
    }
    heap[place] = event;
    return event;
  }

  #pop(): void {
    const heap = this.#heap;
    const moved = heap.pop();
    if (moved === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child++;
      if (!isBefore(heap[child] as Event, moved)) break;
      heap[place] = heap[child] as Event;
      place = child;
    }
    heap[place] = moved;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
