/** Remaining life of a component: rule R29 in docs/rules/records.md. */
import { type Static, Type } from "../schema.ts";
import { LogTime } from "./fields.ts";

const Seconds = Type.Number({ minimum: 0 });

/**
 * Quantiles of the time until the end of function, seconds from `at` on: it ends before `p10` with a probability of
 * 10 %. `p05` and `p95` bound the interval of 90 %.
 */
export const RemainingLife = Type.Object({
  at: LogTime,
  p05: Seconds,
  p10: Seconds,
  p50: Seconds,
  p90: Seconds,
  p95: Seconds,
  /** Method and version that it comes from. */
  model: Type.String({ minLength: 1, maxLength: 64 }),
});
export type RemainingLife = Readonly<Static<typeof RemainingLife>>;
