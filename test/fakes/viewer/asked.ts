/** What people ask the edge to compute: forecasts and schedules, and the jobs that follow from these. */
import { dispatchAnswer, type FakeDispatch, fakeDispatch } from "./dispatch.ts";
import { type FakeForecasts, fakeForecasts, forecastAnswer } from "./forecasts.ts";
import { type FakeSchedules, fakeSchedules, scheduleAnswer } from "./schedules.ts";
import { type FakeStudies, fakeStudies, studyAnswer } from "./studies.ts";

/** A plant without islands. */
const NO_ISLANDS = {
  ...{
    isRecorded: false,
    version: 0,
    pending: null,
    changes: [],
    configured: [],
    plant: null,
    steps: [],
    variants: [],
  },
  inForce: { version: 0, from: null, islands: [] },
};

const ISLANDS_PREVIEW = {
  problems: [],
  moves: [{ variant: "PH-40A", step: "OP10", before: ["CNC-101", "CNC-102"], after: ["CNC-101"], pieces: 12, here: 3 }],
};

export interface FakeAsked {
  readonly forecasts: FakeForecasts;
  readonly schedules: FakeSchedules;
  readonly studies: FakeStudies;
  readonly dispatch: FakeDispatch;
}

export function fakeAsked(nowMs: number): FakeAsked {
  return {
    forecasts: fakeForecasts(nowMs),
    schedules: fakeSchedules(nowMs),
    studies: fakeStudies(nowMs),
    dispatch: fakeDispatch(nowMs),
  };
}

export function askedAnswer(
  asked: { readonly method: string; readonly path: string; readonly body: string; readonly query: URLSearchParams },
  state: FakeAsked & { now(): number },
): object | undefined {
  if (asked.method === "GET" && asked.path === "/api/v1/islands") return NO_ISLANDS;
  if (asked.path === "/api/v1/islands/preview") return ISLANDS_PREVIEW;
  return (
    forecastAnswer(asked, state) ??
    studyAnswer(asked, state) ??
    dispatchAnswer(asked, state) ??
    scheduleAnswer(asked, state)
  );
}

/** Of an answer; a refusal has its own. */
export function statusOf(answer: object): number {
  return "status" in answer && typeof answer.status === "number" ? answer.status : 200;
}
