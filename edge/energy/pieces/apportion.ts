/** Shares the count of a closed interval out to pieces, idle time, set-up and time without a reading. Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { integrate } from "./integrate.ts";
import { largestRemainder } from "./largest-remainder.ts";
import type { Columns } from "./trace.ts";

/** A piece in work; `share` is its weight among those that are in work at the same time. */
export interface InWork {
  readonly from: Micros;
  /** Infinite while it is in work. */
  readonly to: Micros;
  readonly share: number;
}

/** From this time on the machine is in set-up, or no longer. */
export interface SetUpChange {
  readonly time: Micros;
  readonly isSetUp: boolean;
}

export interface IntervalInput {
  readonly begin: Micros;
  readonly end: Micros;
  /** Count of the meter, in whole parts (mWh, mL). */
  readonly amount: number;
  readonly trace: Columns;
  readonly inWork: readonly InWork[];
  /** In order of time. */
  readonly setUp: readonly SetUpChange[];
}

/** Whole parts; their sum is the interval's amount exactly (rule PE7). */
export interface Shared {
  /** As `inWork`. */
  readonly pieces: readonly number[];
  readonly idle: number;
  readonly setUp: number;
  readonly unmetered: number;
}

const [IDLE, SET_UP, UNMETERED] = [0, 1, 2] as const;

export function apportion(input: IntervalInput): Shared {
  const { begin, end, amount, trace, inWork, setUp } = input;
  const edges = edgesOf(input);
  const { metered, gap } = integrate(trace, edges);
  let weights = weightsOf(input, edges, { metered, gap });
  // A meter that counts while its power reads nothing is right (rule EN1): then times decide.
  if (!weights.some((weight) => weight > 0)) {
    const durations = Float64Array.from(metered, (_, at) => (edges[at + 1] as Micros) - (edges[at] as Micros));
    weights = weightsOf({ begin, end, amount, trace, inWork, setUp }, edges, {
      metered: durations,
      gap: new Float64Array(metered.length),
    });
  }
  const shares = largestRemainder(amount, weights);
  const pieces = shares.slice(3);
  return {
    pieces,
    idle: shares[IDLE] as number,
    setUp: shares[SET_UP] as number,
    unmetered: shares[UNMETERED] as number,
  };
}

function edgesOf({ begin, end, inWork, setUp }: IntervalInput): readonly Micros[] {
  const edges = [begin, end];
  for (const { from, to } of inWork) edges.push(from, to);
  for (const { time } of setUp) edges.push(time);
  const inside = edges.filter((edge) => edge >= begin && edge <= end).sort((a, b) => a - b);
  return inside.filter((edge, at) => edge !== inside[at - 1]);
}

/** Idle, set-up, unmetered, then the pieces. */
function weightsOf(
  { inWork, setUp }: IntervalInput,
  edges: readonly Micros[],
  { metered, gap }: { readonly metered: Float64Array; readonly gap: Float64Array },
): readonly number[] {
  const weights = new Array<number>(3 + inWork.length).fill(0);
  const give = (to: number, weight: number): void => {
    weights[to] = (weights[to] as number) + weight;
  };
  for (let at = 0; at < metered.length; at++) {
    const from = edges[at] as Micros;
    give(UNMETERED, gap[at] as number);
    let all = 0;
    for (const one of inWork) if (one.from <= from && one.to > from) all += one.share;
    const weight = metered[at] as number;
    if (all === 0) {
      give(isSetUpAt(setUp, from) ? SET_UP : IDLE, weight);
      continue;
    }
    for (let piece = 0; piece < inWork.length; piece++) {
      const one = inWork[piece] as InWork;
      if (one.from <= from && one.to > from) give(3 + piece, (weight * one.share) / all);
    }
  }
  return weights;
}

function isSetUpAt(setUp: readonly SetUpChange[], time: Micros): boolean {
  return setUp.findLast((change) => change.time <= time)?.isSetUp ?? false;
}
