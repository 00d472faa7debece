import type { WorkCalendar } from "./calendar.ts";
import type { Plant } from "./plant.ts";

/** Times of operations as far as they are placed: seconds; options counted in the plant's. */
interface Placed {
  readonly option: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** A lot at the machine of an operation: turns of that machine which need no piece of it, and when it is there. */
interface Lot {
  readonly done: number;
  readonly there: number;
}

/** When an operation works: `from` each moment it goes on after so many turns of its machine, up to the next wait. */
interface Work {
  readonly option: number;
  readonly done: number[];
  readonly from: number[];
}

/** The work of an operation that is placed, with the times that it was found from. */
interface Run extends Work {
  readonly start: number;
  readonly end: number;
  /** Those of the operations that it follows in lots. */
  readonly of: readonly Run[];
}

/**
 * Operations of an order that overlap, because pieces go on in transfer lots (rule SD55): one starts when the pieces
 * are there that it takes first, waits for others with its machine, and ends when its last lots have come and been
 * worked (lot streaming with consistent sublots: Potts and Baker 1989, Trietsch and Baker 1993). Lots are looked at one
 * by one, because the next lot may be later than the work on all before it at any of them: where a calendar closes, and
 * where steps pass on lots of different sizes. What was found of an operation is kept while its times stay.
 */
export class Transfer {
  readonly #plant: Plant;
  readonly #placed: Placed;
  /** How long work takes in one run of the plan, as shares of what was planned. */
  readonly #workShare: Float64Array | undefined;
  readonly #runs: (Run | undefined)[] = [];
  /** For each operation the question in which its run was found to be up to date. */
  readonly #seen: Int32Array;
  /** Of each operation those that it follows in lots. */
  readonly #lotsBefore: readonly (readonly number[])[];
  #question = 0;

  constructor(plant: Plant, placed: Placed, workShare?: Float64Array) {
    this.#plant = plant;
    this.#placed = placed;
    this.#workShare = workShare;
    this.#seen = new Int32Array(plant.orderOf.length);
    const { before, beforeFrom, lotOf } = plant;
    // Nobody asks about lots where there are none, and each replication has its own.
    this.#lotsBefore = Array.from(plant.hasLots ? plant.orderOf : [], (_, operation) =>
      Array.from(before.subarray(beforeFrom[operation], beforeFrom[operation + 1])).filter((one) => lotOf[one] !== 0),
    );
  }

  /** When the pieces are there that an operation on one of its options takes first, from one that it follows. */
  first(before: number, operation: number, option: number): number {
    return this.firstMade(before, operation, option) + this.#way(before, option);
  }

  /** The same without the way. */
  firstMade(before: number, operation: number, option: number): number {
    if (this.#plant.lotOf[before] === 0) return this.#placed.end[before] as number;
    return this.#made(before, this.#ask(before), this.firstPieces(before, operation, option));
  }

  /** How many pieces of one that it follows an operation starts with: whole lots, and all that a batch takes. */
  firstPieces(before: number, operation: number, option: number): number {
    const { lotOf, takeOf } = this.#plant;
    const quantity = this.#quantity(operation);
    const lot = lotOf[before] as number;
    if (lot === 0) return quantity;
    return Math.min(quantity, Math.ceil(Math.min(takeOf[option] as number, quantity) / lot) * lot);
  }

  /** When the lots that come from one that it follows have been worked; infinitely early where all comes at once. */
  lastFrom(before: number, operation: number, option: number): number {
    if (this.#plant.lotOf[before] === 0) return Number.NEGATIVE_INFINITY;
    const run = { option, done: [0], from: [Number.NEGATIVE_INFINITY] };
    this.#wait(operation, run, this.#lots(operation, option, before, this.#ask(before)));
    return this.#worked(operation, run, this.#turns(option, this.#quantity(operation)));
  }

  /** The same of all that it follows: no operation ends sooner. */
  last(operation: number, option: number): number {
    const { before, beforeFrom } = this.#plant;
    // What is kept may have ended before the plan, at a negative time.
    let end = Number.NEGATIVE_INFINITY;
    for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++)
      end = Math.max(end, this.lastFrom(before[at] as number, operation, option));
    return end;
  }

  #ask(operation: number): Run {
    this.#question++;
    return this.#run(operation);
  }

  /** How a placed operation goes on. */
  #run(operation: number): Run {
    const known = this.#runs[operation];
    if (known !== undefined && this.#seen[operation] === this.#question) return known;
    this.#seen[operation] = this.#question;
    const lots = this.#lotsBefore[operation] as readonly number[];
    let isSame = known !== undefined;
    for (let at = 0; at < lots.length; at++) {
      const one = this.#run(lots[at] as number);
      if (one !== known?.of[at]) isSame = false;
    }
    const option = this.#placed.option[operation] as number;
    const start = this.#placed.start[operation] as number;
    const end = this.#placed.end[operation] as number;
    if (isSame && known?.option === option && known.start === start && known.end === end) return known;
    const of = lots.map((other) => this.#run(other));
    const run: Run = { option, start, end, of, done: [0], from: [start] };
    const all = of.map((one, at) => this.#lots(operation, option, lots[at] as number, one));
    this.#wait(operation, run, all.length === 1 ? (all[0] as Lot[]) : all.flat().sort((a, b) => a.done - b.done));
    this.#runs[operation] = run;
    return run;
  }

  /** The lots of one operation that another, which follows it, takes on an option: in the order in which they come. */
  #lots(operation: number, option: number, before: number, run: Run): Lot[] {
    const { lotOf, takeOf } = this.#plant;
    const [quantity, lot, take] = [this.#quantity(operation), lotOf[before] as number, takeOf[option] as number];
    const way = this.#way(before, option);
    const lots: Lot[] = [];
    for (let had = 0; had < quantity; had += lot) {
      const there = this.#made(before, run, Math.min(quantity, had + lot)) + way;
      lots.push({ done: Math.floor(had / take), there });
    }
    return lots;
  }

  /** Adds the waits for lots, which come in the order of their pieces. */
  #wait(operation: number, { option, done, from }: Work, lots: readonly Lot[]): void {
    for (const lot of lots) {
      const last = done.length - 1;
      const [had, since] = [done[last] as number, from[last] as number];
      if (lot.there <= this.#end(operation, option, since, lot.done - had)) continue;
      const at = had === lot.done ? last : last + 1;
      done[at] = lot.done;
      from[at] = lot.there;
    }
  }

  /** When a placed operation has made so many of its pieces. */
  #made(operation: number, run: Run, pieces: number): number {
    if (pieces >= this.#quantity(operation)) return run.end;
    return Math.min(run.end, this.#worked(operation, run, this.#turns(run.option, pieces)));
  }

  /** When so many turns of the machine are done. */
  #worked(operation: number, { option, done, from }: Work, turns: number): number {
    let [at, behind] = [0, done.length];
    while (behind - at > 1) {
      const middle = (at + behind) >> 1;
      if ((done[middle] as number) < turns) at = middle;
      else behind = middle;
    }
    return this.#end(operation, option, from[at] as number, turns - (done[at] as number));
  }

  /** When so many turns end that begin at a time. */
  #end(operation: number, option: number, time: number, turns: number): number {
    if (turns === 0) return time;
    const { machineOf, workOf, calendars } = this.#plant;
    const share = this.#workShare?.[operation] ?? 1;
    const all = this.#turns(option, this.#quantity(operation));
    const work = Math.ceil(((workOf[option] as number) * share * turns) / all);
    // What may not stop has no closed time within, unless its machine broke down after it had begun.
    return (calendars[machineOf[option] as number] as WorkCalendar).end(time, work);
  }

  /** How often a machine takes so many pieces: one at a time, on a batch machine a batch. */
  #turns(option: number, pieces: number): number {
    return Math.ceil(pieces / (this.#plant.takeOf[option] as number));
  }

  #quantity(operation: number): number {
    return this.#plant.quantityOf[this.#plant.orderOf[operation] as number] as number;
  }

  #way(before: number, option: number): number {
    const { machineOf, transport, names } = this.#plant;
    const from = machineOf[this.#placed.option[before] as number] as number;
    return transport[from * names.machines.length + (machineOf[option] as number)] as number;
  }
}
