/** Composition of what people ask of the edge and wait for: forecasts, studies, schedules, what stations make next. */
import type { ForecastBook } from "../contracts/forecast/forecasts.ts";
import type { StudyBook } from "../contracts/forecast/studies.ts";
import type { ChangeoverReader } from "../contracts/production/changeovers.ts";
import type { DispatchBook } from "../contracts/production/dispatch.ts";
import type { ScheduleBook } from "../contracts/schedule/schedules.ts";
import { type DispatchParts, openDispatch } from "./dispatch.ts";
import { type FutureParts, openFutures } from "./futures.ts";
import { openSchedules } from "./schedules.ts";
import type { StopStack } from "./stop-stack.ts";
import { openStudies } from "./studies.ts";

interface Asked {
  readonly forecasts: ForecastBook;
  readonly studies: StudyBook;
  readonly schedules: ScheduleBook;
  readonly dispatch: DispatchBook & ChangeoverReader;
}

/** Opens the forecasts, studies and schedules of a data folder, and the schedule in force. */
export function openAsked(parts: FutureParts & Omit<DispatchParts, "schedules">, stop: StopStack): Asked {
  const schedules = openSchedules(parts, stop);
  return {
    forecasts: openFutures(parts, stop),
    studies: openStudies(parts, stop),
    schedules,
    dispatch: openDispatch({ ...parts, schedules }, stop),
  };
}
