/** One medium of one station: its power or flow, its counter, and the intervals that they close. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { PieceMedium } from "../../contracts/production/piece-energy.ts";
import { apportion, type InWork, type SetUpChange, type Shared } from "./apportion.ts";
import { Counter, type CounterState, PARTS, type Reading } from "./counter.ts";
import type { SetUpTrack } from "./set-up-track.ts";
import type { ShareOf } from "./shares.ts";
import type { SourceClock } from "./source-clocks.ts";
import { endOf, type Station, type Stay, workFrom } from "./stays.ts";
import { Trace } from "./trace.ts";

const HOUR_US = 3600e6;
const MINUTE_US = 60e6;
/** After a longer pause between readings, power in between is unknown (rule EN3). */
const GAP_US = 30e6;

export interface ChannelPlan {
  /** In the file. */
  readonly code: number;
  readonly medium: PieceMedium;
  readonly station: Station;
  readonly setUp: SetUpTrack;
  readonly shareOf: ShareOf;
  /** Clock of the readings of power. */
  readonly clock: SourceClock;
  /** kWh or m3 in one unit of the counter's tag; undefined where the meter has no counter (rule EN1). */
  readonly counterScale: number | undefined;
}

export interface ChannelState {
  readonly counter: CounterState;
  readonly keptFrom: Micros;
  readonly dropped: number;
  readonly late: number;
  readonly integral: number;
}

/** A closed interval, or the open one as it is now. */
export interface Closed extends Shared {
  readonly begin: Micros;
  readonly end: Micros;
  readonly amount: number;
  readonly stays: readonly Stay[];
}

export class Channel {
  readonly plan: ChannelPlan;
  readonly trace: Trace;
  readonly #counter: Counter;
  /** Readings that came too late to count. */
  late: number;
  /** kWh or m3 since the beginning, where no counter gives them. */
  #integral: number;

  constructor(plan: ChannelPlan, state?: ChannelState) {
    this.plan = plan;
    this.#counter = new Counter((plan.counterScale ?? 1) * PARTS, state?.counter);
    this.trace = new Trace(state?.keptFrom ?? Number.NEGATIVE_INFINITY);
    this.trace.dropped = state?.dropped ?? 0;
    this.late = state?.late ?? 0;
    this.#integral = state?.integral ?? 0;
  }

  snapshot(): ChannelState {
    const { keptFrom, dropped } = this.trace;
    return { counter: this.#counter.snapshot(), keptFrom, dropped, late: this.late, integral: this.#integral };
  }

  get isCounted(): boolean {
    return this.plan.counterScale !== undefined;
  }

  /** Times before this one are closed, by the clock of the trace; NaN before the first reading. */
  get begin(): Micros {
    return this.#counter.begin?.time ?? Number.NaN;
  }

  /** A reading of power, kW or m3/h. */
  rate(time: Micros, value: number): void {
    const { times, values } = this.trace;
    const [before, held] = [times.at(-1), values.at(-1)];
    if (!this.trace.add(time, value)) {
      this.late++;
      return;
    }
    if (this.isCounted || before === undefined || time < before) return;
    // Without a counter the integral is the meter: trapezoids, and nothing in a gap (rule EN3).
    if (time - before <= GAP_US)
      this.#integral += (((held as number) + Math.max(0, value)) / 2) * ((time - before) / HOUR_US);
    if (Number.isNaN(this.#counter.newest) || minuteOf(time) !== minuteOf(this.#counter.newest))
      this.#counter.count(time, this.#integral);
  }

  /** A reading of the counter in its own unit. */
  count(time: Micros, value: number, clock: SourceClock): void {
    this.#counter.count(this.#ofClock(time, clock), value);
  }

  /**
   * Begins anew: nothing is shared out at a station that has never had a piece. The last reading stays, so that the
   * first interval begins with it.
   */
  rest(): void {
    const { readings } = this.#counter;
    const last = readings.at(-1);
    if (last !== undefined) {
      this.#counter.begin = last;
      readings.length = 0;
    }
    if (this.#counter.begin !== null) this.trace.trim(this.#counter.begin.time);
  }

  /** Closes the intervals that end by `until`, a time by the edge's clock. */
  *close(until: Micros): Generator<Closed> {
    for (const [begin, end] of this.#counter.closing(until - this.plan.clock.offsetUs)) {
      yield this.#shared(begin, end);
      this.trace.trim(end.time);
    }
  }

  /** What the open interval would give up to the last reading; undefined where nothing was counted since. */
  provisional(): Closed | undefined {
    const { begin, readings } = this.#counter;
    const broken = readings.findIndex(({ isBreak }) => isBreak);
    const end = readings.at(broken === -1 ? -1 : broken - 1);
    return begin === null || end === undefined || broken === 0 ? undefined : this.#shared(begin, end);
  }

  /** A time of the trace by the edge's clock, whole µs. */
  atEdge(time: Micros): Micros {
    return Math.round(time + this.plan.clock.offsetUs);
  }

  /** A time of the station by the clock of the trace. */
  ofStation(time: Micros): Micros {
    return this.#ofClock(time, this.plan.station.clock);
  }

  #ofClock(time: Micros, clock: SourceClock): Micros {
    const own = this.plan.clock;
    return clock === own ? time : time + clock.offsetUs - own.offsetUs;
  }

  #shared(begin: Reading, end: Reading): Closed {
    const { station, shareOf } = this.plan;
    const stays: Stay[] = [];
    const inWork: InWork[] = [];
    for (const stay of station.stays) {
      const from = this.ofStation(workFrom(stay, station.reportsStarts));
      const to = this.ofStation(endOf(stay));
      if (!(from < end.time && to > begin.time && to > from)) continue;
      stays.push(stay);
      inWork.push({ from, to, share: shareOf(stay) });
    }
    const amount = end.total - begin.total;
    const setUp = this.#setUp(end.time);
    const shared = apportion({ begin: begin.time, end: end.time, amount, trace: this.trace, inWork, setUp });
    return { ...shared, begin: this.atEdge(begin.time), end: this.atEdge(end.time), amount, stays };
  }

  #setUp(end: Micros): readonly SetUpChange[] {
    const { setUp, clock } = this.plan;
    return setUp.changesBy(clock).filter(({ time }) => time < end);
  }
}

function minuteOf(time: Micros): number {
  return Math.floor(time / MINUTE_US);
}
