/** Leaks that the night flow of branches found, against those of the simulated plant (E62, E63). Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault } from "../truth.ts";

const MINUTE_US = 60e6;
const DAY_US = 86_400e6;
const RULE = "energy/leak/";
/** A plant that is quiet for less shows no night flow: 45 minutes to settle, 90 to measure, and a second one. */
const LEAST_NIGHT_US = 150 * MINUTE_US;
/** In a quiet plant a leak must be named within this time. */
const SOON_US = 120 * MINUTE_US;
/** Ninety minutes of flow still hold a leak that has been repaired. */
const HELD_US = 100 * MINUTE_US;

interface JudgedLeak {
  readonly id: string;
  readonly kind: string;
  readonly branch: string;
  /** At full size. */
  readonly m3h: number;
  /** Of the mean flow of its branch; null where that is not known. */
  readonly share: number | null;
  /** From its beginning, or from that of the first night after it, to the first finding in the right branch. */
  readonly foundMin: number | null;
  readonly isInTime: boolean;
  /** The branch that was named first while no other leak explained it; null: none was. */
  readonly firstBranch: string | null;
}

export interface LeakFigures {
  readonly leaks: readonly JudgedLeak[];
  readonly found: number;
  readonly inTime: number;
  /** The right branch was named first. */
  readonly rightFirst: number;
  readonly longestMin: number | null;
  /** Findings in a branch without a leak. */
  readonly falseBranches: readonly { readonly branch: string; readonly at: Micros }[];
  readonly days: number;
  readonly nights: number;
}

interface LeakFacts {
  readonly faults: readonly TrueFault[];
  readonly occurrences: readonly Pick<Occurrence, "rule" | "raisedAt">[];
  /** Times at which the plant stands. */
  readonly pauses: readonly TimeRange[];
  readonly range: TimeRange;
  /** Mean flow of a branch, m3/h. */
  meanOf(branch: string): number | undefined;
}

export function judgeLeaks({ faults, occurrences, pauses, range, meanOf }: LeakFacts): LeakFigures {
  const nights = pauses.filter(({ from, to }) => to - from >= LEAST_NIGHT_US);
  const leaks = faults.filter(({ branch }) => branch !== undefined);
  const said = occurrences
    .filter(({ rule }) => rule.startsWith(RULE))
    .map(({ rule, raisedAt: at }) => ({ branch: rule.slice(RULE.length), at }))
    .sort((a, b) => a.at - b.at);
  const explains = (leak: TrueFault, one: { readonly branch: string; readonly at: Micros }): boolean =>
    one.branch === leak.branch && one.at >= leak.beginsAt && one.at <= (leak.repairedAt ?? range.to) + HELD_US;
  const judged = leaks.map((leak): JudgedLeak => {
    const right = said.find((one) => explains(leak, one));
    const first = said.find(
      (one) =>
        one.at >= leak.beginsAt &&
        one.at <= (leak.repairedAt ?? range.to) &&
        !leaks.some((other) => other !== leak && explains(other, one)),
    );
    const m3h = Number(leak.parameters["m3h"]);
    const mean = meanOf(leak.branch as string);
    const begin = quietFrom(leak.beginsAt, nights);
    return {
      id: leak.id,
      kind: leak.kind,
      branch: leak.branch as string,
      m3h,
      share: mean === undefined || !(mean > 0) ? null : m3h / mean,
      foundMin: right === undefined ? null : Math.round((right.at - begin) / MINUTE_US),
      isInTime: right !== undefined && right.at <= deadlineOf(leak.beginsAt, nights),
      firstBranch: first?.branch ?? null,
    };
  });
  const times = judged.flatMap(({ foundMin }) => foundMin ?? []);
  return {
    leaks: judged,
    found: times.length,
    inTime: judged.filter(({ isInTime }) => isInTime).length,
    rightFirst: judged.filter(({ branch, firstBranch }) => branch === firstBranch).length,
    longestMin: times.length === 0 ? null : Math.max(...times),
    falseBranches: said.filter((one) => !leaks.some((leak) => explains(leak, one))),
    days: (range.to - range.from) / DAY_US,
    nights: nights.length,
  };
}

/** When a leak can first be seen: at once in a night, else with the next one. */
function quietFrom(at: Micros, nights: readonly TimeRange[]): Micros {
  const night = nights.find(({ to }) => to > at);
  return night === undefined ? at : Math.max(at, night.from);
}

/** Two hours where the plant is quiet that long, else the end of the first whole night. */
function deadlineOf(at: Micros, nights: readonly TimeRange[]): Micros {
  const night = nights.find(({ from, to }) => to - Math.max(at, from) >= LEAST_NIGHT_US);
  if (night === undefined) return Number.POSITIVE_INFINITY;
  return night.from <= at ? at + SOON_US : night.to;
}
