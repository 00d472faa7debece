/** Composition of what people ask of the edge and wait for: forecasts and schedules. */
import type { ForecastBook } from "../contracts/forecast/forecasts.ts";
import type { ScheduleBook } from "../contracts/schedule/schedules.ts";
import { type FutureParts, openFutures } from "./futures.ts";
import { openSchedules } from "./schedules.ts";
import type { StopStack } from "./stop-stack.ts";

/** Opens the forecasts and schedules of a data folder. */
export function openAsked(
  parts: FutureParts,
  stop: StopStack,
): { readonly forecasts: ForecastBook; readonly schedules: ScheduleBook } {
  return { forecasts: openFutures(parts, stop), schedules: openSchedules(parts, stop) };
}
