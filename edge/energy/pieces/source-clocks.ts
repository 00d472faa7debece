/** By how much the edge's clock is ahead of the clocks of controllers, from readings and events alike. */
import { type AlignmentState, ClockAlignment } from "../../contracts/path/clock-alignment.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** One clock; the offset follows what arrives. */
export interface SourceClock {
  readonly name: string;
  /** Edge's time less this clock's, µs. */
  offsetUs: number;
}

/** Clocks that are followed; further ones are taken for the edge's. */
const MOST_CLOCKS = 5000;

/** The newest reading of what arrived together, µs by its clock and by the edge's. */
interface Newest {
  readonly time: Micros;
  readonly receivedAt: Micros;
}

export interface ClocksState {
  readonly alignment: AlignmentState;
  readonly offsets: readonly (readonly [name: string, offsetUs: number])[];
  readonly newest?: readonly (readonly [name: string, time: Micros, receivedAt: Micros])[];
}

export class SourceClocks {
  /** The edge's own. */
  readonly edge: SourceClock = { name: "", offsetUs: 0 };
  readonly #alignment: ClockAlignment;
  readonly #clocks: Map<string, SourceClock>;
  readonly #newest: Map<string, Newest>;

  constructor(state?: ClocksState) {
    this.#alignment = new ClockAlignment(state?.alignment);
    this.#newest = new Map((state?.newest ?? []).map(([name, time, receivedAt]) => [name, { time, receivedAt }]));
    this.#clocks = new Map((state?.offsets ?? []).map(([name, offsetUs]) => [name, { name, offsetUs }]));
  }

  snapshot(): ClocksState {
    return {
      alignment: this.#alignment.state,
      offsets: [...this.#clocks.values()].map(({ name, offsetUs }) => [name, offsetUs] as const),
      newest: [...this.#newest].map(([name, { time, receivedAt }]) => [name, time, receivedAt] as const),
    };
  }

  of(name: string): SourceClock {
    const known = this.#clocks.get(name);
    if (known !== undefined) return known;
    if (this.#clocks.size >= MOST_CLOCKS) return this.edge;
    const clock = { name, offsetUs: 0 };
    this.#clocks.set(name, clock);
    return clock;
  }

  /**
   * A reading of this clock has arrived. Of readings that arrived together the newest had the least delay, and counts
   * once the next ones arrive: however the input is cut, it is the same one.
   */
  read(clock: SourceClock, time: Micros, receivedAt: Micros): void {
    const newest = this.#newest.get(clock.name);
    if (newest !== undefined && newest.receivedAt === receivedAt && time <= newest.time) return;
    if (newest?.receivedAt !== receivedAt) this.arrived(clock, newest?.time ?? time, newest?.receivedAt ?? receivedAt);
    this.#newest.set(clock.name, { time, receivedAt });
  }

  /** Something that happened at `time` by this clock has arrived. */
  arrived(clock: SourceClock, time: Micros, receivedAt: Micros): void {
    if (clock === this.edge) return;
    this.#alignment.align(clock.name, time, receivedAt);
    clock.offsetUs = this.#alignment.offsetUs(clock.name) ?? 0;
  }
}
