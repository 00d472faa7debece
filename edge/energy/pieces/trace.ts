/** Power or flow of one meter since its last closed interval, in order of source time. */
import { partitionPoint } from "../../contracts/partition-point.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** At the bound the oldest tenth is dropped and counted: its time has no reading, so its energy counts as unmetered. */
const MOST_READINGS = 120_000;
const DROPPED_SHARE = 0.1;
/** A reading this long before the kept time says nothing about it. */
export const TRACE_MARGIN_US = 3600e6;

export interface Columns {
  readonly times: readonly Micros[];
  readonly values: readonly number[];
}

export class Trace implements Columns {
  readonly times: Micros[] = [];
  readonly values: number[] = [];
  /** Readings that are not on disk yet, in order of arrival. */
  unwritten: { readonly times: Micros[]; readonly values: number[] } = { times: [], values: [] };
  /** Readings before this time are gone, except for the last one. */
  keptFrom: Micros;
  dropped = 0;

  constructor(keptFrom: Micros) {
    this.keptFrom = keptFrom;
  }

  /** False where the reading came too late, or twice. Negative power counts as none, as in an import counter. */
  add(time: Micros, value: number): boolean {
    if (time <= this.keptFrom) return false;
    if (!this.#insert(time, Math.max(0, value))) return false;
    this.unwritten.times.push(time);
    this.unwritten.values.push(Math.max(0, value));
    if (this.times.length > MOST_READINGS) {
      const count = Math.ceil(DROPPED_SHARE * MOST_READINGS);
      this.dropped += count;
      this.trim(this.times[count] as Micros);
    }
    return true;
  }

  /** Forgets everything before `time`, except for the last reading at or before it, if it is not old. */
  trim(time: Micros): void {
    this.keptFrom = Math.max(this.keptFrom, time);
    const after = partitionPoint(this.times.length, (at) => (this.times[at] as Micros) <= this.keptFrom);
    const isOld = after > 0 && (this.times[after - 1] as Micros) < this.keptFrom - TRACE_MARGIN_US;
    const count = isOld ? after : after - 1;
    if (count <= 0) return;
    this.times.splice(0, count);
    this.values.splice(0, count);
  }

  /** Readings of the file, in the order in which they were written. */
  restore({ times, values }: Columns): void {
    for (let at = 0; at < times.length; at++) this.#insert(times[at] as Micros, values[at] as number);
    this.trim(this.keptFrom);
  }

  #insert(time: Micros, value: number): boolean {
    const newest = this.times.at(-1);
    if (newest === undefined || time > newest) {
      this.times.push(time);
      this.values.push(value);
      return true;
    }
    const place = partitionPoint(this.times.length, (at) => (this.times[at] as Micros) < time);
    if (this.times[place] === time) return false;
    this.times.splice(place, 0, time);
    this.values.splice(place, 0, value);
    return true;
  }
}
