import { partitionPoint } from "../../contracts/partition-point.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Changes of one quantity by source time. Late changes are inserted in order. */
export class Changes {
  readonly times: number[] = [];
  readonly values: number[] = [];
  /** Newest time at which the last value was repeated; NaN: never. */
  confirmedAt: Micros = Number.NaN;

  /**
   * Takes a value at a time, in any order; returns the new points. A repeated value is not a change, but a late change
   * before it ends there.
   */
  report(time: Micros, value: number): readonly (readonly [time: Micros, value: number])[] {
    const last = this.times.length - 1;
    const [lastTime = Number.NEGATIVE_INFINITY, lastValue] = [this.times[last], this.values[last]];
    if (time >= lastTime && Object.is(lastValue, value)) {
      this.confirmedAt = Math.max(time, Number.isNaN(this.confirmedAt) ? time : this.confirmedAt);
      return [];
    }
    const points: (readonly [Micros, number])[] = [[time, value]];
    if (time > lastTime && this.confirmedAt > time) points.push([this.confirmedAt, lastValue as number]);
    if (time > lastTime) this.confirmedAt = Number.NaN;
    for (const point of points) this.set(...point);
    return points;
  }

  /** The value holds from `time` on. A second value at one time replaces the first. */
  set(time: Micros, value: number): void {
    const { times, values } = this;
    let at = times.length;
    while (at > 0 && (times[at - 1] as number) > time) at--;
    if (at > 0 && times[at - 1] === time) {
      values[at - 1] = value;
      return;
    }
    if (at === times.length) {
      times.push(time);
      values.push(value);
    } else {
      times.splice(at, 0, time);
      values.splice(at, 0, value);
    }
  }

  /** The value at a time; NaN before the first change. */
  at(time: Micros): number {
    const index = this.indexAt(time);
    return index < 0 ? Number.NaN : (this.values[index] as number);
  }

  /** Index of the newest change at or before a time, -1 for none. */
  indexAt(time: Micros): number {
    return partitionPoint(this.times.length, (at) => (this.times[at] as number) <= time) - 1;
  }

  /** Drops changes before a time, but keeps the value that held then. */
  forget(before: Micros): void {
    const index = this.indexAt(before);
    if (index <= 0) return;
    this.times.splice(0, index);
    this.values.splice(0, index);
  }
}

/** Pieces in a machine: 0 none, 1 some unfinished, 2 only finished ones. */
export const Stock = { none: 0, waiting: 1, finished: 2 } as const;

/** Streams of every machine, by number; signals used by state rows follow. */
export const STREAMS = ["itemState", "mode", "stock", "order", "produced", "good", "scrapped"] as const;
export type StreamName = (typeof STREAMS)[number];

/** A piece that a machine finished. */
export interface Completion {
  readonly time: Micros;
  /** NaN: not reported. */
  readonly start: Micros;
  readonly piece: string;
  readonly order: string;
  readonly variant: string;
  readonly verdict: string;
  /** The piece had not been through this machine before. */
  readonly isFirst: boolean;
}

/** All reports of one machine in a time range. */
export class MachineRecord {
  readonly streams: readonly Changes[];
  /** Unobserved times: declared gaps, or a silent link. */
  readonly gaps: { from: Micros; to: Micros }[] = [];
  readonly completions: Completion[] = [];

  constructor(streams: number) {
    this.streams = Array.from({ length: streams }, () => new Changes());
  }

  stream(name: StreamName): Changes {
    return this.streams[STREAMS.indexOf(name)] as Changes;
  }

  /** Adds a completion in order of time; a repeated report counts once. */
  complete(completion: Completion): boolean {
    const { completions } = this;
    let at = completions.length;
    while (at > 0 && (completions[at - 1] as Completion).time > completion.time) at--;
    for (let near = Math.max(0, at - 3); near < Math.min(completions.length, at + 3); near++) {
      const other = completions[near] as Completion;
      if (other.piece === completion.piece && Math.abs(other.time - completion.time) < 1e6) return false;
    }
    completions.splice(at, 0, completion);
    return true;
  }

  /** Adds an unobserved time, in order. False if it is already known or has no length. */
  addGap({ from, to }: { readonly from: Micros; readonly to: Micros }): boolean {
    if (!(from < to) || this.gaps.some((gap) => gap.from <= from && gap.to >= to)) return false;
    this.gaps.push({ from, to });
    this.gaps.sort((a, b) => a.from - b.from);
    return true;
  }

  forget(before: Micros): void {
    for (const stream of this.streams) stream.forget(before);
    while (this.gaps[0] !== undefined && this.gaps[0].to < before) this.gaps.shift();
    const kept = this.completions.findIndex(({ time }) => time >= before);
    this.completions.splice(0, kept < 0 ? this.completions.length : kept);
  }
}
