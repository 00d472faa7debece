import { normalQuantile } from "../../detect/maths/robust-fit.ts";
import type { Distribution } from "../kernel/distributions.ts";
import { uniformAt } from "../kernel/threefry.ts";
import { distributionOf, errorOf, isEnough, type LearntPlace, type LearntTime } from "../learn/learnt.ts";

/** Purpose of the random numbers by which parameters are moved within their errors; behind those of the model. */
const ERROR_PURPOSE = 100;

/** What a time is of: all times of one kind and place, tender or lane are moved together. */
const KINDS = [
  "work",
  "load",
  "unload",
  "set-up",
  "fetch",
  "empty",
  "put",
  "approach",
  "carry",
  "failure",
  "repair",
  "variant",
  "pace",
  "walk",
] as const;
type Kind = (typeof KINDS)[number];

/**
 * Makes the distributions of one run from what was learnt: each moved within the error of its mean (rule FK26), and
 * by a factor where one is given.
 */
export type WithinError = (time: LearntTime, kind: Kind, entity: number, factor?: number) => Distribution;

/** `seed` undefined: everything is as it was seen. */
export function withinError(seed: number | undefined): WithinError {
  // A mean is off by its standard error on both sides alike. As a factor exp(z · error) a single long value among
  // many short ones, whose error is as large as the mean, would make whole runs stand still (rule FK61).
  return (time, kind, entity, factor = 1) => {
    const off = seed === undefined ? 0 : errorOf(time) * offOf(seed, kind, entity);
    return distributionOf(time, factor * Math.max(0, 1 + off));
  };
}

/** By how many standard errors a run moves what is of this kind and place, tender or lane. */
export function offOf(seed: number, kind: Kind, entity: number): number {
  return normalQuantile(uniformAt(seed, ERROR_PURPOSE, entity, KINDS.indexOf(kind)));
}

/**
 * The factor by which a run moves the time of all variants for one that was not seen: as far as means of variants are
 * apart, and the same at all places, because what is large takes longer everywhere (rule FK62). `variant`: its number.
 */
export function unlikeOthers(work: LearntPlace["work"], seed: number | undefined, variant: number): number {
  const means = Object.values(work)
    .filter(isEnough)
    .map(({ mean }) => mean);
  if (seed === undefined || means.length < 2) return 1;
  const usual = means.reduce((sum, mean) => sum + mean, 0) / means.length;
  const squares = means.reduce((sum, mean) => sum + (mean / usual - 1) ** 2, 0);
  return Math.max(0, 1 + Math.sqrt(squares / (means.length - 1)) * offOf(seed, "variant", variant));
}
