import { DIRECTION, type Outcome } from "../outcomes.ts";

/** Positions of points that no other one beats: as good in all of the outcomes, and better in one. */
export function paretoSet(
  points: readonly Readonly<Record<Outcome, number>>[],
  outcomes: readonly Outcome[],
): readonly number[] {
  const beats = (one: Readonly<Record<Outcome, number>>, other: Readonly<Record<Outcome, number>>): boolean => {
    const gains = outcomes.map((outcome) => DIRECTION[outcome] * (one[outcome] - other[outcome]));
    return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
  };
  return [...points.keys()].filter((at) => !points.some((other) => beats(other, points[at] as typeof other)));
}
