/** Leaks in the branches of a plant's media, and a month without any. */

import { between, type Random, seeded } from "../../test/reliability/random.ts";
import { T0 } from "../../test/unit/detect/bench-plant.ts";
import { BRANCHES, type Leak, mediaDays, produces } from "./media-days.ts";
import { type MeterShape, runMetered } from "./metered-book.ts";

const DAY = 1440;
const DAYS = 14;
/** Leaks begin after the bands are learnt, on working days, and are this share of the mean flow of their branch. */
const BEGIN_DAYS = [9, 12] as const;
const SHARE = [0.01, 0.02] as const;
/** In a quiet plant a leak must be found within this time, else by the end of the next night. */
const SOON_MIN = 120;

export interface LeakFigures {
  readonly found: number;
  readonly cases: number;
  /** Minutes from the leak, or from the time that the plant was quiet, to the finding: the longest. */
  readonly longestMin: number;
  readonly missed: readonly string[];
}

export function leakCases(seed: number, cases: number): LeakFigures {
  const random = seeded(seed);
  let found = 0;
  let longestMin = 0;
  const missed: string[] = [];
  for (let n = 0; n < cases; n++) {
    const world = Math.floor(random() * 2 ** 31);
    const branch = (BRANCHES[n % BRANCHES.length] as { label: string }).label;
    const sound = mediaDays(seeded(world), DAYS).get(branch) as Float64Array;
    const mean = (60 * (sound.at(-1) as number)) / (sound.length - 1);
    const from = Math.floor(between(random, BEGIN_DAYS[0] * DAY, BEGIN_DAYS[1] * DAY));
    const leak = { branch, from, flow: mean * between(random, ...SHARE) };
    const at = foundAt(leak, world, random);
    const begin = quietFrom(from);
    const limit = begin === from ? from + SOON_MIN : nightEnd(begin);
    if (at !== undefined && at <= limit) {
      found++;
      longestMin = Math.max(longestMin, at - begin);
    } else missed.push(`${branch} ${leak.flow.toFixed(3)} of ${mean.toFixed(2)} m3/h at ${from}, found ${at}`);
  }
  return { found, cases, longestMin, missed };
}

/** Minute of the first finding, if it is about the right branch. */
function foundAt(leak: Leak, world: number, random: Random): number | undefined {
  const { findings, close } = runMetered(runOf(mediaDays(seeded(world), DAYS, leak), DAYS, random));
  close();
  const first = findings.find(({ rule, standing }) => standing && rule.startsWith("energy/leak/"));
  if (first?.rule !== `energy/leak/${leak.branch}`) return undefined;
  return (first.at - T0) / 60e6;
}

/** Findings of leaks in thirty days without one. */
export function falseLeaks(seed: number, days = 30): number {
  const random = seeded(seed);
  const { findings, close } = runMetered(runOf(mediaDays(random, days), days, random));
  close();
  return findings.filter(({ rule, standing }) => standing && rule.startsWith("energy/leak/")).length;
}

function runOf(counts: ReadonlyMap<string, Float64Array>, days: number, random: Random) {
  const shapes = BRANCHES.map(({ label, medium }): MeterShape => {
    const column = counts.get(label) as Float64Array;
    return {
      label,
      medium,
      classPercent: 1,
      periodS: 15,
      resolution: 0.0001,
      count(second) {
        const at = Math.min(column.length - 1.001, second / 60);
        const low = column[Math.floor(at)] as number;
        return low + ((column[Math.floor(at) + 1] as number) - low) * (at % 1);
      },
    };
  });
  const tree = BRANCHES.map(({ label, below }) => ({ meter: label, ...(below === undefined ? {} : { below }) }));
  return { shapes, config: { tree, balance: { intervalMin: 60 } }, startUs: T0, minutes: days * DAY, random, produces };
}

/** The first minute from `from` on at which the plant has not produced for an hour and will not for two. */
function quietFrom(from: number): number {
  const isQuiet = (minute: number): boolean => {
    for (let off = -60; off <= SOON_MIN; off += 5) if (produces(minute + off)) return false;
    return true;
  };
  let minute = from;
  while (!isQuiet(minute)) minute++;
  return minute;
}

function nightEnd(from: number): number {
  let minute = from;
  while (!produces(minute)) minute++;
  return minute;
}
