import type { Visit } from "./visits.ts";

/** Reports of one batch, load or exchange differ by less than this. */
export const TOGETHER_S = 0.35;

/** Visits of which a time is the same but for `TOGETHER_S`, in order of that time; those without it are left out. */
export function together(
  visits: readonly Visit[],
  timeOf: (visit: Visit) => number,
): readonly (readonly [Visit, ...Visit[]])[] {
  const groups: [Visit, ...Visit[]][] = [];
  for (const visit of visits.filter((one) => !Number.isNaN(timeOf(one))).toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const last = groups.at(-1);
    if (last !== undefined && timeOf(visit) - timeOf(last[0]) < TOGETHER_S) last.push(visit);
    else groups.push([visit]);
  }
  return groups;
}
