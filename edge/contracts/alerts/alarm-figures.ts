/**
 * Performance of the alarm system itself (ISA-18.2 clause 16, EEMUA 191). Counts annunciated alarms; advisories and
 * events do not count.
 */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid } from "../plant/tag.ts";

/** One alarm that was annunciated. */
export interface Annunciation {
  readonly alertUid: string;
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly priority: 1 | 2 | 3 | 4;
  readonly at: Micros;
  /** When its cause was gone; absent while it is active. */
  clearedAt?: Micros;
}

interface RuleCount {
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly count: number;
}

export interface AlarmFigures {
  readonly from: Micros;
  readonly to: Micros;
  readonly positions: number;
  readonly total: number;
  /** Mean in ten minutes and operator position; about 1 can be handled, 2 at most. */
  readonly perTenMinutes: number;
  /** The highest number in any ten minutes, over all positions. */
  readonly most: number;
  /** Alarms in each ten minutes, oldest first, the last one ends at `to`. */
  readonly counts: readonly number[];
  /** A flood begins when ten minutes have more than 10 new alarms and ends when ten minutes have fewer than 5. */
  readonly floods: readonly {
    readonly from: Micros;
    readonly to: Micros;
    readonly alarms: number;
    readonly most: number;
  }[];
  readonly isFlood: boolean;
  /** Share of the time in flood, 0 to 1; less than 0.01 is aimed at. */
  readonly floodShare: number;
  /** At least three activations within one minute. */
  readonly chattering: readonly RuleCount[];
  /** Gone within ten seconds and not back within a minute. */
  readonly fleeting: readonly RuleCount[];
  /** Standing for more than 24 hours. */
  readonly standing: readonly {
    readonly alertUid: string;
    readonly rule: string;
    readonly assetUid: AssetUid;
    readonly since: Micros;
  }[];
  readonly topTen: readonly RuleCount[];
  /** Share of the ten most frequent, 0 to 1. */
  readonly topTenShare: number;
  /**
   * Shares of the priorities 1 to 4, 0 to 1; undefined without alarms. Aimed at: 5 % high (1), 15 % medium (2), 80 %
   * low (3 and 4).
   */
  readonly shares?: readonly [number, number, number, number];
}

const TEN_MINUTES_US = 600e6;
const MINUTE_US = 60e6;
const DAY_US = 86_400e6;
const FLEETING_US = 10e6;
const FLOOD = { above: 10, below: 5 } as const;

/** Figures over [from, to). `annunciations` oldest first; those before `from` show whether a flood was on. */
export function alarmFigures(
  annunciations: readonly Annunciation[],
  { from, to, positions }: { from: Micros; to: Micros; positions: number },
): AlarmFigures {
  const within = annunciations.filter(({ at }) => at >= from && at < to);
  const times = within.map(({ at }) => at);
  const counts = slots(times, from, to);
  const floods = floodsOf(times, to);
  const byRule = groups(within);
  const topTen = [...byRule.values()].map(countOf).sort(mostFirst).slice(0, 10);
  const total = within.length;
  return {
    from,
    to,
    positions,
    total,
    perTenMinutes: to > from ? total / ((to - from) / TEN_MINUTES_US) / positions : 0,
    most: mostIn(times),
    counts,
    floods,
    isFlood: floods.at(-1)?.to === to && floods.length > 0 && lastCount(times, to) >= FLOOD.below,
    floodShare: to > from ? floods.reduce((sum, flood) => sum + flood.to - flood.from, 0) / (to - from) : 0,
    chattering: [...byRule.values()].filter(isChattering).map(countOf).sort(mostFirst),
    fleeting: [...byRule.values()]
      .map(fleetingOf)
      .filter((group) => group.length > 0)
      .map(countOf)
      .sort(mostFirst),
    standing: standingOf(annunciations, to),
    topTen,
    topTenShare: total === 0 ? 0 : topTen.reduce((sum, { count }) => sum + count, 0) / total,
    ...(total === 0 ? {} : { shares: sharesOf(within) }),
  };
}

function groups(list: readonly Annunciation[]): Map<string, Annunciation[]> {
  const found = new Map<string, Annunciation[]>();
  for (const one of list) {
    const key = `${one.rule}\n${one.assetUid}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, [one]);
    else group.push(one);
  }
  return found;
}

function countOf(group: readonly Annunciation[]): RuleCount {
  const { rule, assetUid } = group[0] as Annunciation;
  return { rule, assetUid, count: group.length };
}

function mostFirst(a: RuleCount, b: RuleCount): number {
  return b.count - a.count || (a.rule < b.rule ? -1 : 1);
}

function isChattering(group: readonly Annunciation[]): boolean {
  return group.some(({ at }, i) => i >= 2 && at - (group[i - 2] as Annunciation).at <= MINUTE_US);
}

function fleetingOf(group: readonly Annunciation[]): Annunciation[] {
  return group.filter(({ at, clearedAt }, i) => {
    const next = group[i + 1];
    return clearedAt !== undefined && clearedAt - at < FLEETING_US && (next === undefined || next.at - at > MINUTE_US);
  });
}

/** The newest annunciation of each alert that is still active. */
function standingOf(list: readonly Annunciation[], to: Micros): AlarmFigures["standing"] {
  const newest = new Map(list.filter(({ at }) => at < to).map((one) => [one.alertUid, one]));
  return [...newest.values()]
    .filter(({ at, clearedAt }) => (clearedAt === undefined || clearedAt >= to) && to - at > DAY_US)
    .map(({ alertUid, rule, assetUid, at }) => ({ alertUid, rule, assetUid, since: at }));
}

function slots(times: readonly Micros[], from: Micros, to: Micros): number[] {
  const counts = new Array<number>(Math.max(1, Math.ceil((to - from) / TEN_MINUTES_US))).fill(0);
  for (const at of times) {
    const slot = counts.length - 1 - Math.floor((to - 1 - at) / TEN_MINUTES_US);
    if (slot >= 0) counts[slot] = (counts[slot] as number) + 1;
  }
  return counts;
}

function mostIn(times: readonly Micros[]): number {
  let most = 0;
  let first = 0;
  times.forEach((at, i) => {
    while (at - (times[first] as number) >= TEN_MINUTES_US) first++;
    most = Math.max(most, i - first + 1);
  });
  return most;
}

function lastCount(times: readonly Micros[], at: Micros): number {
  return times.filter((time) => time > at - TEN_MINUTES_US && time <= at).length;
}

/** Sliding window: it rises with each alarm and falls ten minutes after it. */
function floodsOf(times: readonly Micros[], to: Micros): AlarmFigures["floods"] {
  const steps = [...times.map((at) => ({ at, by: 1 })), ...times.map((at) => ({ at: at + TEN_MINUTES_US, by: -1 }))]
    .filter(({ at }) => at <= to)
    .sort((a, b) => a.at - b.at || a.by - b.by);
  const floods: { from: Micros; to: Micros; alarms: number; most: number }[] = [];
  let count = 0;
  let flood: { from: Micros; to: Micros; alarms: number; most: number } | undefined;
  for (const { at, by } of steps) {
    count += by;
    if (flood === undefined && count > FLOOD.above) flood = { from: at, to, alarms: count, most: count };
    else if (flood !== undefined) {
      if (by === 1) flood.alarms++;
      flood.most = Math.max(flood.most, count);
      if (count < FLOOD.below) {
        floods.push({ ...flood, to: at });
        flood = undefined;
      }
    }
  }
  return flood === undefined ? floods : [...floods, flood];
}

function sharesOf(list: readonly Annunciation[]): [number, number, number, number] {
  const shares: [number, number, number, number] = [0, 0, 0, 0];
  for (const { priority } of list) shares[priority - 1] = (shares[priority - 1] as number) + 1 / list.length;
  return shares;
}
