/** Meters that probably went wrong within the last days, from the counts on disk. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type GainScore, gainScores, type Star, soundStar } from "./gain-scores.ts";
import { lossAmount, lossShare } from "./losses.ts";
import type { MeterCounts } from "./meter-counts.ts";
import { childrenOf } from "./reconcile.ts";
import type { LossConfig } from "./tree-config.ts";
import type { TreeNode } from "./tree-model.ts";
import { classShare, freshVariance } from "./uncertainty.ts";

const MINUTE_US = 60e6;
const HOUR_US = 3600e6;
/** Times at which counts are compared, minutes before the end: close together where they are recent. */
const RECENT_MIN = 15;
const RECENT_TIMES = 96;
const EARLIER_MIN = 60;
const EARLIER_TIMES = 144;
/** No count is known better than this share of what was counted: beyond it, sums lose their digits. */
const FINEST_SHARE = 1e-6;
/** When the fault may have begun, minutes before the end. */
const ONSETS_MIN = [120, 180, 240, 300, 360, 480, 600, 720, 840, 960, 1080, 1260, 1440, 1800, 2160, 2880];

/** Scores by position of a node: of the likeliest onset. */
export function suspectScores(
  nodes: readonly TreeNode[],
  counts: MeterCounts,
  to: Micros,
): ReadonlyMap<number, GainScore> {
  const ages = agesOf();
  const stars = starsOf(
    nodes,
    counts,
    ages.map((age) => to - age * MINUTE_US),
  ).flatMap((star) => soundStar(star) ?? []);
  const at = (age: number): Onset => ({ age, scores: gainScores(stars, to - age * MINUTE_US) });
  const coarse = likeliest(ONSETS_MIN.map(at));
  const between = neighboursOf(coarse.age);
  return likeliest([coarse, ...ages.filter((age) => age > between[0] && age < between[1]).map(at)]).scores;
}

/** A fault that began `age` minutes before the end. */
interface Onset {
  readonly age: number;
  readonly scores: ReadonlyMap<number, GainScore>;
}

function likeliest(onsets: readonly Onset[]): Onset {
  return onsets.reduce((best, one) => (greatest(one.scores) > greatest(best.scores) ? one : best));
}

/** The onsets beside one, minutes: between them lies the true one. */
function neighboursOf(age: number): readonly [number, number] {
  const place = ONSETS_MIN.indexOf(age);
  return [ONSETS_MIN[place - 1] ?? 0, ONSETS_MIN[place + 1] ?? age];
}

/** The onset at which some meter explains most is the likeliest one for all of them. */
function greatest(scores: ReadonlyMap<number, GainScore>): number {
  return Math.max(0, ...[...scores.values()].map(({ score }) => Math.abs(score)));
}

/** Minutes before the end, oldest first. */
function agesOf(): readonly number[] {
  const recent = Array.from({ length: RECENT_TIMES }, (_, n) => n * RECENT_MIN);
  const begin = RECENT_TIMES * RECENT_MIN;
  return [...recent, ...Array.from({ length: EARLIER_TIMES }, (_, n) => begin + n * EARLIER_MIN)].reverse();
}

/** Balances whose members are all measured or modelled, from the first time at which all were read. */
function starsOf(nodes: readonly TreeNode[], counts: MeterCounts, times: readonly Micros[]): readonly Star[] {
  const children = childrenOf(Int32Array.from(nodes, ({ parent }) => parent));
  const series = new Map<string, Series>();
  const seriesOf = (id: string): Series => {
    const known = series.get(id) ?? readSeries(counts, id, times);
    series.set(id, known);
    return known;
  };
  return nodes.flatMap((node, position): Star[] => {
    const members = [position, ...(children[position] as readonly number[])];
    const of = members.map((member) => nodes[member] as TreeNode);
    if (!node.isComplete || members.length < 2 || node.kind !== "metered") return [];
    if (!of.every(({ kind }) => kind === "metered" || kind === "loss")) return [];
    const meters = of.filter(({ kind }) => kind === "metered").map(({ id }) => seriesOf(id));
    const first = Math.max(...meters.map(({ counts: own }) => own.findIndex((count) => !Number.isNaN(count))));
    const [from, to] = [times[first], times.at(-1)];
    if (meters.some(({ counts: own }) => own.every(Number.isNaN)) || from === undefined || to === undefined) return [];
    if (of.some(({ kind, id }) => kind === "metered" && counts.isDoubtful(id, from, to))) return [];
    return [starOf(members, of, { seriesOf, times, first })];
  });
}

/** Counts of a meter at each time, with the variance of each reading. */
interface Series {
  readonly counts: Float64Array;
  readonly variances: Float64Array;
  /** Of its class, as a share. */
  readonly share: number;
}

function readSeries(counts: MeterCounts, id: string, times: readonly Micros[]): Series {
  const accuracy = counts.accuracyOf(id);
  const medium = counts.mediumOf(id) ?? "electricity";
  const read = times.map((time) => counts.at(id, time));
  const totals = Float64Array.from(read, (count) => count?.total ?? Number.NaN);
  const hoursAt = (n: number): number => ((times[n] as Micros) - (times[n - 1] ?? Number.NaN)) / HOUR_US;
  const variances = totals.map((total, n) => {
    const amount = total - (totals[n - 1] ?? Number.NaN);
    const counted = { amount, hours: hoursAt(n), ends: [read[n]?.limit ?? 0, 0] as const };
    // Of one end of an interval.
    return Number.isNaN(amount) ? Number.NaN : freshVariance(accuracy, counted);
  });
  const known = totals.filter((total) => !Number.isNaN(total));
  const amount = (known.at(-1) ?? 0) - (known[0] ?? 0);
  const hours = ((times.at(-1) as Micros) - (times[0] as Micros)) / HOUR_US;
  return { counts: totals, variances, share: classShare(accuracy, medium, { amount, hours, ends: [0, 0] }) };
}

interface Read {
  readonly seriesOf: (id: string) => Series;
  readonly times: readonly Micros[];
  readonly first: number;
}

function starOf(members: readonly number[], of: readonly TreeNode[], { seriesOf, times, first }: Read): Star {
  const upper = seriesOf((of[0] as TreeNode).id);
  const own = of.map((node) => (node.loss === undefined ? seriesOf(node.id) : lossSeries(node.loss, upper, times)));
  const finest = (FINEST_SHARE * ((upper.counts.at(-1) as number) - (upper.counts[first] as number))) ** 2;
  const from = own.map(({ counts }) => counts[first] as number);
  const rows = times
    .slice(first)
    .map((_, n) => Float64Array.from(own, ({ counts }, at) => (counts[first + n] as number) - (from[at] as number)));
  return {
    members,
    times: times.slice(first),
    counts: rows,
    variances: Float64Array.from(rows, (_, n) =>
      own.reduce((sum, { variances }) => sum + (variances[first + n] as number), finest),
    ),
    shares: Float64Array.from(own, ({ share }) => share),
  };
}

function lossSeries(loss: LossConfig, upper: Series, times: readonly Micros[]): Series {
  let sum = 0;
  const counts = upper.counts.map((total, n) => {
    const hours = ((times[n] as Micros) - (times[n - 1] ?? Number.NaN)) / HOUR_US;
    const flow = (total - (upper.counts[n - 1] ?? Number.NaN)) / hours;
    if (!Number.isNaN(flow)) sum += lossAmount(loss, flow, hours);
    return sum;
  });
  return { counts, variances: new Float64Array(counts.length), share: lossShare(loss) };
}
