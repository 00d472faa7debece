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

export interface ClocksState {
  readonly alignment: AlignmentState;
  readonly offsets: readonly (readonly [name: string, offsetUs: number])[];
}

export class SourceClocks {
  /** The edge's own. */
  readonly edge: SourceClock = { name: "", offsetUs: 0 };
  readonly #alignment: ClockAlignment;
  readonly #clocks: Map<string, SourceClock>;

  constructor(state?: ClocksState) {
    this.#alignment = new ClockAlignment(state?.alignment);
    this.#clocks = new Map((state?.offsets ?? []).map(([name, offsetUs]) => [name, { name, offsetUs }]));
  }

  snapshot(): ClocksState {
    return {
      alignment: this.#alignment.state,
      offsets: [...this.#clocks.values()].map(({ name, offsetUs }) => [name, offsetUs] as const),
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

  /** Something that happened at `time` by this clock has arrived. */
  arrived(clock: SourceClock, time: Micros, receivedAt: Micros): void {
    if (clock === this.edge) return;
    this.#alignment.align(clock.name, time, receivedAt);
    clock.offsetUs = this.#alignment.offsetUs(clock.name) ?? 0;
  }
}
