/** Composition of what people ask of the edge and wait for: forecasts, schedules, and what stations make next. */
import type { ForecastBook } from "../contracts/forecast/forecasts.ts";
import type { ChangeoverReader } from "../contracts/production/changeovers.ts";
import type { DispatchBook } from "../contracts/production/dispatch.ts";
import type { ScheduleBook } from "../contracts/schedule/schedules.ts";
import { type DispatchParts, openDispatch } from "./dispatch.ts";
import { type FutureParts, openFutures } from "./futures.ts";
import { openSchedules } from "./schedules.ts";
import type { StopStack } from "./stop-stack.ts";

interface Asked {
  readonly forecasts: ForecastBook;
  readonly schedules: ScheduleBook;
  readonly dispatch: DispatchBook & ChangeoverReader;
}

/** Opens the forecasts and schedules of a data folder, and the schedule in force. */
export function openAsked(parts: FutureParts & Omit<DispatchParts, "schedules">, stop: StopStack): Asked {
  const schedules = openSchedules(parts, stop);
  return { forecasts: openFutures(parts, stop), schedules, dispatch: openDispatch({ ...parts, schedules }, stop) };
}
