/** What people ask the edge to compute: forecasts and schedules, and the jobs that follow from these. */
import { dispatchAnswer, type FakeDispatch, fakeDispatch } from "./dispatch.ts";
import { type FakeForecasts, fakeForecasts, forecastAnswer } from "./forecasts.ts";
import { type FakeSchedules, fakeSchedules, scheduleAnswer } from "./schedules.ts";

/** A plant without islands. */
const NO_ISLANDS = {
  ...{ version: 0, pending: null, changes: [], configured: [], plant: null, steps: [], variants: [] },
  inForce: { version: 0, from: null, islands: [] },
};

export interface FakeAsked {
  readonly forecasts: FakeForecasts;
  readonly schedules: FakeSchedules;
  readonly dispatch: FakeDispatch;
}

export function fakeAsked(nowMs: number): FakeAsked {
  return { forecasts: fakeForecasts(nowMs), schedules: fakeSchedules(nowMs), dispatch: fakeDispatch(nowMs) };
}

export function askedAnswer(
  asked: { readonly method: string; readonly path: string; readonly body: string; readonly query: URLSearchParams },
  state: FakeAsked & { now(): number },
): object | undefined {
  if (asked.method === "GET" && asked.path === "/api/v1/islands") return NO_ISLANDS;
  return forecastAnswer(asked, state) ?? dispatchAnswer(asked, state) ?? scheduleAnswer(asked, state);
}
