import { EdgeError } from "../contracts/errors.ts";
import { ImpossibleChange, ImpossibleFuture, ImpossiblePlant } from "../contracts/forecast/description.ts";
import type { ForecastProblem } from "../contracts/forecast/forecasts.ts";
import { BASELINE } from "../forecast/whatif/question.ts";

/** Why a question is refused (rule FK50); undefined for errors that are no refusal. */
export function problemsIn(error: unknown): readonly ForecastProblem[] | undefined {
  if (error instanceof ImpossibleChange) return error.changes;
  if (error instanceof ImpossibleFuture) {
    const { future, reason } = error;
    return [{ future: future === BASELINE ? null : future, change: null, reason }];
  }
  const reasons =
    error instanceof ImpossiblePlant
      ? error.problems
      : error instanceof EdgeError && error.code === "bad-request"
        ? [error.message]
        : undefined;
  return reasons?.map((reason) => ({ future: null, change: null, reason }));
}
