import type { Forecast, ForecastHead } from "../contracts/forecast/forecasts.ts";

/** What lists have of a forecast. */
export function headOf({
  question: _question,
  problems: _problems,
  failure: _failure,
  answer: _answer,
  counted: _counted,
  attempts: _attempts,
  statesStepS: _statesStepS,
  ...head
}: Forecast): ForecastHead {
  return head;
}

/** How forecasts are kept on their shelf. */
export const FORECASTS = { name: "forecast", headOf, beside: "states" } as const;
