import { randomUUID } from "node:crypto";
import type { Forecast, ForecastQuestion } from "../contracts/forecast/forecasts.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";

/** A question that waits for its answer. */
export function newForecast(question: ForecastQuestion, by: string, askedAt: Micros): Forecast {
  const { name, hours, at } = question;
  return {
    uid: randomUUID(),
    name,
    by,
    askedAt,
    state: "waiting",
    at,
    hours,
    futures: question.futures.map((future) => future.name),
    good: null,
    score: null,
    question,
    problems: [],
    failure: null,
    answer: null,
    counted: null,
    attempts: 0,
  };
}
