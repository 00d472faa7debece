import { normalQuantile } from "../../detect/maths/robust-fit.ts";
import type { Distribution } from "../kernel/distributions.ts";
import { uniformAt } from "../kernel/threefry.ts";
import { distributionOf, errorOf, type LearntTime } from "../learn/learnt.ts";

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
] as const;
type Kind = (typeof KINDS)[number];

/** Makes the distributions of one run from what was learnt: each moved within the error of its mean (rule FK26). */
export type WithinError = (time: LearntTime, kind: Kind, entity: number) => Distribution;

/** `seed` undefined: everything is as it was seen. */
export function withinError(seed: number | undefined): WithinError {
  return (time, kind, entity) => distributionOf(time, errorFactor(seed, errorOf(time), kind, entity));
}

/** The factor by which a run moves what has this relative standard error. */
export function errorFactor(seed: number | undefined, error: number, kind: Kind, entity: number): number {
  return seed === undefined
    ? 1
    : Math.exp(error * normalQuantile(uniformAt(seed, ERROR_PURPOSE, entity, KINDS.indexOf(kind))));
}
