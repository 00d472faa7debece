import type { Outcome } from "../../../contracts/forecast/study-answer.ts";
import { DIRECTION } from "../outcomes.ts";

/**
 * Positions of points that no other one beats: as good in all of the outcomes, and better in one. Points of which an
 * outcome is not known are left out.
 */
export function paretoSet(
  points: readonly Readonly<Record<Outcome, number>>[],
  outcomes: readonly Outcome[],
): readonly number[] {
  const beats = (one: Readonly<Record<Outcome, number>>, other: Readonly<Record<Outcome, number>>): boolean => {
    const gains = outcomes.map((outcome) => DIRECTION[outcome] * (one[outcome] - other[outcome]));
    return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
  };
  const isKnown = (one: Readonly<Record<Outcome, number>>): boolean =>
    outcomes.every((outcome) => !Number.isNaN(one[outcome]));
  return [...points.keys()]
    .filter((at) => isKnown(points[at] as (typeof points)[number]))
    .filter((at) => !points.some((other) => beats(other, points[at] as typeof other)));
}
