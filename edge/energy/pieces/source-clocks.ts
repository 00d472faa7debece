/** By how much the edge's clock is ahead of the clocks of controllers, from readings and events alike. */
import { type AlignmentState, ClockAlignment } from "../../contracts/path/clock-alignment.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** One clock; the offset follows what arrives. */
export interface SourceClock {
  readonly name: string;
  /** Edge's time less this clock's, µs. */
  offsetUs: number;
  /** The newest reading of those that arrived together last, by this clock and by the edge's; NaN before the first. */
  readAt: Micros;
  receivedAt: Micros;
}

/** Clocks that are followed; further ones are taken for the edge's. */
const MOST_CLOCKS = 5000;

export interface ClocksState {
  readonly alignment: AlignmentState;
  readonly offsets: readonly (readonly [name: string, offsetUs: number])[];
  readonly newest?: readonly (readonly [name: string, time: Micros, receivedAt: Micros])[];
}

export class SourceClocks {
  /** The edge's own. */
  readonly edge: SourceClock = clockOf("", 0);
  readonly #alignment: ClockAlignment;
  readonly #clocks: Map<string, SourceClock>;

  constructor(state?: ClocksState) {
    this.#alignment = new ClockAlignment(state?.alignment);
    this.#clocks = new Map((state?.offsets ?? []).map(([name, offsetUs]) => [name, clockOf(name, offsetUs)]));
    for (const [name, readAt, receivedAt] of state?.newest ?? [])
      Object.assign(this.#clocks.get(name) ?? {}, { readAt, receivedAt });
  }

  snapshot(): ClocksState {
    return {
      alignment: this.#alignment.state,
      offsets: [...this.#clocks.values()].map(({ name, offsetUs }) => [name, offsetUs] as const),
      newest: [...this.#clocks.values()].flatMap(({ name, readAt, receivedAt }) =>
        Number.isNaN(readAt) ? [] : [[name, readAt, receivedAt] as const],
      ),
    };
  }

  of(name: string): SourceClock {
    const known = this.#clocks.get(name);
    if (known !== undefined) return known;
    if (this.#clocks.size >= MOST_CLOCKS) return this.edge;
    const clock = clockOf(name, 0);
    this.#clocks.set(name, clock);
    return clock;
  }

  /**
   * A reading of this clock has arrived. Of readings that arrived together the newest had the least delay, and counts
   * once the next ones arrive: however the input is cut, it is the same one.
   */
  read(clock: SourceClock, time: Micros, receivedAt: Micros): void {
    if (clock.receivedAt === receivedAt) {
      if (time > clock.readAt) clock.readAt = time;
      return;
    }
    const isFirst = Number.isNaN(clock.readAt);
    this.arrived(clock, isFirst ? time : clock.readAt, isFirst ? receivedAt : clock.receivedAt);
    clock.readAt = time;
    clock.receivedAt = receivedAt;
  }

  /** Something that happened at `time` by this clock has arrived. */
  arrived(clock: SourceClock, time: Micros, receivedAt: Micros): void {
    if (clock === this.edge) return;
    this.#alignment.align(clock.name, time, receivedAt);
    clock.offsetUs = this.#alignment.offsetUs(clock.name) ?? 0;
  }
}

function clockOf(name: string, offsetUs: number): SourceClock {
  return { name, offsetUs, readAt: Number.NaN, receivedAt: Number.NaN };
}
