import type { Seen } from "./seen.ts";
import { TOGETHER_S } from "./together.ts";
import type { Visit } from "./visits.ts";

/** Fewer works on a side say too little of a change. */
const FEWEST = 20;
/** Probability of at least one false alarm in a plant where nothing changes. */
const FALSE_SHARE = 0.01;
/** Means closer than this share are the same for a forecast. */
const LEAST_SHARE = 0.01;

/** The work of one visit: seconds from the history's begin, and how long it took without outages. */
export interface Work {
  readonly start: number;
  readonly lastsS: number;
}

/** Times of work that were others until an instant. Seconds; the instant from the history's begin. */
export interface Drift {
  readonly sinceS: number;
  readonly fromS: number;
  readonly toS: number;
}

/** Works since the newest change, and that change, if there was one. */
export interface Recent {
  readonly works: readonly Work[];
  readonly drift: Drift | undefined;
}

/** Works by variant, in order of their start. */
export function worksOf(worked: readonly Visit[], label: string, outages: Seen["outages"]): Map<string, Work[]> {
  const byVariant = new Map<string, Work[]>();
  for (const { variant, start, end } of worked.toSorted((a, b) => a.start - b.start)) {
    const work = { start, lastsS: end - start - outages.within(label, start, end) };
    const known = byVariant.get(variant);
    if (known === undefined) byVariant.set(variant, [work]);
    else known.push(work);
  }
  return byVariant;
}

/** Whether there is enough to tell a change. */
export function canDrift(works: readonly Work[]): boolean {
  return alone(works).length >= 2 * FEWEST;
}

/**
 * The works since the newest change of their time, or all of them (rule FK57). `tests`: places and variants of the
 * plant that are looked at, by which the probability of a false change is divided.
 *
 * A. N. Pettitt, Journal of the Royal Statistical Society C 28 (1979) 126: the rank sum of Mann and Whitney at the
 * instant that divides the values best, and its probability at no fixed instant.
 */
export function recentOf(works: readonly Work[], tests: number): Recent {
  let rest = works;
  let drift: Drift | undefined;
  for (;;) {
    const since = changeIn(alone(rest), tests);
    if (since === undefined) return { works: rest, drift };
    const after = rest.filter(({ start }) => start >= since);
    const before = rest.filter(({ start }) => start < since);
    drift = { sinceS: since, fromS: meanOf(before), toS: meanOf(after) };
    rest = after;
  }
}

/** Works of one batch are one, because they have one time. */
function alone(works: readonly Work[]): readonly Work[] {
  return works.filter(({ start }, at) => at === 0 || start - (works[at - 1] as Work).start >= TOGETHER_S);
}

/** Start of the first work behind the change; undefined: there is none. */
function changeIn(works: readonly Work[], tests: number): number | undefined {
  const n = works.length;
  if (n < 2 * FEWEST) return undefined;
  const ranks = ranksOf(works.map(({ lastsS }) => lastsS));
  let sum = 0;
  let most = 0;
  let split = 0;
  for (let at = 1; at < n; at++) {
    sum += 2 * (ranks[at - 1] as number) - (n + 1);
    if (at < FEWEST || n - at < FEWEST || Math.abs(sum) <= most) continue;
    most = Math.abs(sum);
    split = at;
  }
  if (2 * Math.exp((-6 * most ** 2) / (n ** 3 + n ** 2)) * tests > FALSE_SHARE) return undefined;
  const before = meanOf(works.slice(0, split));
  return Math.abs(meanOf(works.slice(split)) / before - 1) < LEAST_SHARE ? undefined : works[split]?.start;
}

/** From 1; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (const at of order.slice(from, to)) ranks[at] = (from + 1 + to) / 2;
  }
  return ranks;
}

function meanOf(works: readonly Work[]): number {
  return works.reduce((sum, { lastsS }) => sum + lastsS, 0) / works.length;
}
