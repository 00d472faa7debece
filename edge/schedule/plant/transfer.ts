import type { WorkCalendar } from "./calendar.ts";
import type { Plant } from "./plant.ts";

/** Times of operations as far as they are placed: seconds; options counted in the plant's. */
interface Placed {
  readonly option: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/**
 * Operations of an order that overlap, because pieces go on in transfer lots (rule SD55): one starts when the pieces
 * are there that it takes first, waits for others with its machine, and ends when its last lots have come and been
 * worked. At constant times for each piece the first, the last and the last but one lot hold all others (lot streaming
 * with consistent sublots: Potts and Baker 1989, Trietsch and Baker 1993).
 */
export class Transfer {
  readonly #plant: Plant;
  readonly #placed: Placed;
  /** How long work takes in one run of the plan, as shares of what was planned. */
  readonly #workShare: Float64Array | undefined;

  constructor(plant: Plant, placed: Placed, workShare?: Float64Array) {
    this.#plant = plant;
    this.#placed = placed;
    this.#workShare = workShare;
  }

  /** When the pieces are there that an operation on one of its options takes first, from one that it follows. */
  first(before: number, operation: number, option: number): number {
    return this.firstMade(before, operation, option) + this.#way(before, option);
  }

  /** The same without the way. */
  firstMade(before: number, operation: number, option: number): number {
    return this.#made(before, this.firstPieces(before, operation, option));
  }

  /** How many pieces of one that it follows an operation starts with: whole lots, and all that a batch takes. */
  firstPieces(before: number, operation: number, option: number): number {
    const { lotOf, takeOf } = this.#plant;
    const quantity = this.#quantity(operation);
    const lot = lotOf[before] as number;
    if (lot === 0) return quantity;
    return Math.min(quantity, Math.ceil(Math.min(takeOf[option] as number, quantity) / lot) * lot);
  }

  /** When the last lots that come from one that it follows have been worked; 0 where all comes at once. */
  lastFrom(before: number, operation: number, option: number): number {
    const lot = this.#plant.lotOf[before] as number;
    if (lot === 0) return 0;
    const quantity = this.#quantity(operation);
    const lots = Math.ceil(quantity / lot);
    let end = 0;
    for (let one = Math.max(1, lots - 1); one <= lots; one++) {
      const there = this.#made(before, Math.min(quantity, one * lot)) + this.#way(before, option);
      end = Math.max(end, this.#workedFrom(there, { operation, option, pieces: quantity, had: (one - 1) * lot }));
    }
    return end;
  }

  /** The same of all that it follows: no operation ends sooner. */
  last(operation: number, option: number): number {
    const { before, beforeFrom } = this.#plant;
    let end = 0;
    for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++)
      end = Math.max(end, this.lastFrom(before[at] as number, operation, option));
    return end;
  }

  /** When a placed operation has made so many of its pieces. */
  #made(operation: number, pieces: number): number {
    const { before, beforeFrom, lotOf } = this.#plant;
    const end = this.#placed.end[operation] as number;
    if (pieces >= this.#quantity(operation)) return end;
    const option = this.#placed.option[operation] as number;
    let made = this.#workedFrom(this.#placed.start[operation] as number, { operation, option, pieces, had: 0 });
    for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++) {
      const other = before[at] as number;
      const lot = lotOf[other] as number;
      // With the pieces that it starts with it waits for none.
      if (lot === 0 || pieces <= this.firstPieces(other, operation, option)) continue;
      const had = (Math.ceil(pieces / lot) - 1) * lot;
      const there = this.#made(other, Math.min(this.#quantity(operation), had + lot)) + this.#way(other, option);
      made = Math.max(made, this.#workedFrom(there, { operation, option, pieces, had }));
    }
    return Math.min(made, end);
  }

  /** When work ends on so many pieces, of which those that it had before another lot came are done. */
  #workedFrom(
    time: number,
    of: { readonly operation: number; readonly option: number; readonly pieces: number; readonly had: number },
  ): number {
    const { machineOf, workOf, takeOf, calendars } = this.#plant;
    const { operation, option, pieces, had } = of;
    const take = takeOf[option] as number;
    const share = this.#workShare?.[operation] ?? 1;
    const turn = ((workOf[option] as number) * share) / Math.ceil(this.#quantity(operation) / take);
    const work = Math.ceil(turn * (Math.ceil(pieces / take) - Math.floor(had / take)));
    // What may not stop has no closed time within, unless its machine broke down after it had begun.
    return (calendars[machineOf[option] as number] as WorkCalendar).end(time, work);
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
