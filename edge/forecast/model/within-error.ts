import { normalQuantile } from "../../detect/maths/robust-fit.ts";
import type { Distribution } from "../kernel/distributions.ts";
import { uniformAt } from "../kernel/threefry.ts";
import { distributionOf, errorOf, type LearntTime } from "../learn/learnt.ts";

/** Purpose of the random numbers by which parameters are moved within their errors; behind those of the model. */
const ERROR_PURPOSE = 100;

/** What a time is of: all times of one kind and place, tender or lane are moved together. */
const KINDS = ["work", "load", "unload", "set-up", "fetch", "empty", "put", "approach", "carry"] as const;

/** Makes the distributions of one run from what was learnt: each moved within the error of its mean (rule FK26). */
export type WithinError = (time: LearntTime, kind: (typeof KINDS)[number], entity: number) => Distribution;

/** `seed` undefined: everything is as it was seen. */
export function withinError(seed: number | undefined): WithinError {
  return (time, kind, entity) => {
    const deviations =
      seed === undefined ? 0 : normalQuantile(uniformAt(seed, ERROR_PURPOSE, entity, KINDS.indexOf(kind)));
    return distributionOf(time, Math.exp(errorOf(time) * deviations));
  };
}
