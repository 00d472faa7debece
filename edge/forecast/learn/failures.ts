import { isEnough, type LearntFailures, learntTime } from "./learnt.ts";
import { type Seen, together } from "./seen.ts";
import type { Visit } from "./visits.ts";

interface Own {
  readonly group: number;
  /** Outages that began within the history. */
  readonly n: number;
  /** Time from the last piece of a batch to the end of its work, or to that of the history, without outages. */
  readonly workingS: number;
  readonly repairsS: readonly number[];
}

/**
 * How often machines fail and how long they stand then, by place; null where their states are not recorded or none has
 * failed. A machine that failed less than five times has the failures of all machines side by side (rule FK33). Times
 * to repair are planned time.
 */
export function failuresOf(seen: Seen): readonly (LearntFailures | null)[] {
  const own = seen.flow.places.map((_, place) => ownOf(seen, place));
  return own.map((one): LearntFailures | null => {
    if (one === undefined) return null;
    const repair = learntTime(one.repairsS);
    if (isEnough(repair)) return { n: one.n, workingS: one.workingS, repair, isOfGroup: false };
    const mates = own.flatMap((mate) => (mate?.group === one.group ? [mate] : []));
    const ofAll = learntTime(mates.flatMap(({ repairsS }) => repairsS));
    const workingS = sum(mates.map((mate) => mate.workingS));
    if (ofAll === null || workingS <= 0) return null;
    return { n: sum(mates.map(({ n }) => n)), workingS, repair: ofAll, isOfGroup: mates.length > 1 };
  });
}

function ownOf({ flow, at, outages, endS }: Seen, place: number): Own | undefined {
  const { label, group, isBuffer } = flow.places[place] as Seen["flow"]["places"][number];
  const out = outages.of(label);
  if (out === undefined || isBuffer) return undefined;
  const batches = together(at[place] as readonly Visit[], ({ start }) => start);
  const begun = out.filter(([from]) => from > 0);
  return {
    group,
    n: begun.length,
    workingS: sum(
      batches.map((batch, number) => {
        const from = Math.max(...batch.map(({ arrive, start }) => (Number.isNaN(arrive) ? start : arrive)));
        const ended = Math.max(...batch.map(({ end }) => end));
        // Only the last batch is under way; others without an end had one that was not reported.
        const to = Number.isNaN(ended) && number === batches.length - 1 ? endS : ended;
        if (!(to > from)) return 0;
        return Math.max(0, to - from - outages.within(label, from, to) - outages.unknownWithin(label, from, to));
      }),
    ),
    repairsS: begun.map(([from, to]) => outages.plannedWithin(label, from, to)).filter(Number.isFinite),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
