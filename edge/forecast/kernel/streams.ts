import type { Distribution } from "./distributions.ts";
import { uniformAt } from "./threefry.ts";

const MOST_STREAMS = 2 ** 24;

/** The streams of one run. */
interface StreamsOptions {
  /** A 32-bit integer. */
  readonly seed: number;
  /** What is drawn for: processing times, breakdowns, … */
  readonly purposes: number;
  /** Machines, vehicles, … of which each has a stream for each purpose. */
  readonly entities: number;
}

/**
 * Seeded streams of random numbers, one for each purpose and entity. What a stream draws depends on the seed and on its
 * own earlier draws, never on other streams or on their number: two variants of a plant with one seed have the same
 * breakdowns and processing times (common random numbers), although one has a machine more. A stream repeats itself
 * after 2^32 draws.
 */
export class Streams {
  readonly #seed: number;
  readonly #purposes: number;
  readonly #entities: number;
  readonly #drawn: Uint32Array;

  /** @throws RangeError when the seed is no 32-bit integer, or there would be no stream or more than 2^24 */
  constructor({ seed, purposes, entities }: StreamsOptions) {
    if ((seed | 0) !== seed) throw new RangeError(`the seed ${seed} must be a 32-bit integer`);
    const count = purposes * entities;
    if (![purposes, entities].every((number) => Number.isInteger(number) && number > 0) || count > MOST_STREAMS)
      throw new RangeError(
        `${purposes} purposes of ${entities} entities: give whole numbers above 0, at most ${MOST_STREAMS} streams`,
      );
    this.#seed = seed;
    this.#purposes = purposes;
    this.#entities = entities;
    this.#drawn = new Uint32Array(count);
  }

  /**
   * Next value of a stream.
   *
   * @throws RangeError when there is no such stream
   */
  draw(purpose: number, entity: number, distribution: Distribution): number {
    if (!(purpose >= 0 && purpose < this.#purposes && entity >= 0 && entity < this.#entities))
      throw new RangeError(
        `no stream of purpose ${purpose}, entity ${entity}: there are ${this.#purposes} × ${this.#entities}`,
      );
    const stream = purpose * this.#entities + entity;
    const draw = this.#drawn[stream] as number;
    this.#drawn[stream] = draw + 1;
    return distribution(uniformAt(this.#seed, purpose, entity, draw));
  }

  /** The number of draws of each stream, from which `restore` continues. */
  snapshot(): Uint32Array {
    return this.#drawn.slice();
  }

  /** @throws RangeError when the snapshot is of another number of streams */
  restore(snapshot: Uint32Array): void {
    if (snapshot.length !== this.#drawn.length)
      throw new RangeError(`a snapshot of ${snapshot.length} streams does not fit ${this.#drawn.length}`);
    this.#drawn.set(snapshot);
  }
}
