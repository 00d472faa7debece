/** The integral of a trace between instants, apart for times in which it has no reading. Pure. */
import { partitionPoint } from "../../contracts/partition-point.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Columns } from "./trace.ts";

/** After a longer pause between readings, power in between is unknown (rule EN3). */
const GAP_US = 30e6;
/** A pause above this multiple of the shortest usual spacing: the value did not change until one spacing before. */
const HELD_FROM = 1.5;
/** Spacings that are looked at for the shortest usual one: sources report each change, and else less often. */
const SPACINGS = 101;
const SHORTEST_QUANTILE = 0.05;

/** Between each two neighbouring edges, in the trace's unit times µs. */
export interface Integrals {
  readonly metered: Float64Array;
  /** Where the trace has no reading, estimated by the readings on both sides. */
  readonly gap: Float64Array;
}

/** `edges`: at least two instants, in ascending order. */
export function integrate(trace: Columns, edges: readonly Micros[]): Integrals {
  const segments = edges.length - 1;
  const sums: Integrals = { metered: new Float64Array(segments), gap: new Float64Array(segments) };
  const { times, values } = trace;
  const [begin, end] = [edges[0] as Micros, edges[segments] as Micros];
  const first = Math.max(0, partitionPoint(times.length, (at) => (times[at] as Micros) <= begin) - 1);
  const walk = new Walk(edges, sums);
  if (times.length === 0 || (times[first] as Micros) >= end) {
    walk.line({ from: begin, to: end, start: values[first] ?? 0, stop: values[first] ?? 0, isGap: true });
    return sums;
  }
  const value = values[first] as number;
  walk.line({ from: begin, to: times[first] as Micros, start: value, stop: value, isGap: true });
  const every = shortestSpacing(times, first);
  let at = first;
  for (; at + 1 < times.length && (times[at] as Micros) < end; at++) between(walk, trace, at, every);
  const last = times[at] as Micros;
  const held = values[at] as number;
  walk.line({ from: last, to: end, start: held, stop: held, isGap: end - last > GAP_US });
  return sums;
}

/** Sources report changes: a value holds until shortly before the next reading. */
function between(walk: Walk, { times, values }: Columns, at: number, every: Micros): void {
  const [from, to] = [times[at] as Micros, times[at + 1] as Micros];
  const [start, stop] = [values[at] as number, values[at + 1] as number];
  if (to - from > GAP_US) walk.line({ from, to, start, stop, isGap: true });
  else if (to - from > HELD_FROM * every) {
    walk.line({ from, to: to - every, start, stop: start, isGap: false });
    walk.line({ from: to - every, to, start, stop, isGap: false });
  } else walk.line({ from, to, start, stop, isGap: false });
}

function shortestSpacing(times: readonly Micros[], first: number): Micros {
  const count = times.length - 1 - first;
  if (count < 1) return GAP_US;
  const stride = Math.max(1, Math.floor(count / SPACINGS));
  const spacings: number[] = [];
  for (let at = first; at + 1 < times.length; at += stride)
    spacings.push((times[at + 1] as Micros) - (times[at] as Micros));
  return spacings.sort((a, b) => a - b)[Math.floor(SHORTEST_QUANTILE * spacings.length)] as Micros;
}

interface Line {
  readonly from: Micros;
  readonly to: Micros;
  readonly start: number;
  readonly stop: number;
  readonly isGap: boolean;
}

/** Adds straight lines, which come in order of time, to the segments that they cross. */
class Walk {
  readonly #edges: readonly Micros[];
  readonly #sums: Integrals;
  #segment = 0;

  constructor(edges: readonly Micros[], sums: Integrals) {
    this.#edges = edges;
    this.#sums = sums;
  }

  line({ from, to, start, stop, isGap }: Line): void {
    const edges = this.#edges;
    const sums = isGap ? this.#sums.gap : this.#sums.metered;
    while (this.#segment < sums.length && (edges[this.#segment + 1] as Micros) <= from) this.#segment++;
    for (let at = this.#segment; at < sums.length && (edges[at] as Micros) < to; at++) {
      const low = Math.max(from, edges[at] as Micros);
      const high = Math.min(to, edges[at + 1] as Micros);
      if (high <= low) continue;
      const slope = (stop - start) / (to - from);
      const middle = start + slope * ((low + high) / 2 - from);
      sums[at] = (sums[at] as number) + middle * (high - low);
    }
  }
}
