import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Forecast } from "../contracts/forecast/forecasts.ts";
import type { BookParts } from "./book-parts.ts";

/** A question during which the edge ended so often may be what ended it. */
export const MOST_ATTEMPTS = 2;
const ANSWER_WITHIN_MS = 300_000;

export interface Outcome {
  readonly forecast: Forecast;
  /** One run of each future as bytes; absent where there is no answer. */
  readonly states?: Uint8Array;
}

/** Answers a question in a thread: with its answer, a refusal, or why there is none. `progress`: share of the runs. */
export async function answeredBy(
  { run, log }: Pick<BookParts, "run" | "log">,
  forecast: Forecast,
  working: { readonly end: AbortController; progress: number },
): Promise<Outcome> {
  const { uid, question, attempts = 0 } = forecast;
  if (attempts >= MOST_ATTEMPTS) return { forecast: { ...forecast, ...endedTheEdge(attempts) } };
  try {
    const options = {
      signal: working.end.signal,
      withinMs: ANSWER_WITHIN_MS,
      progress: (done: number, of: number) => {
        working.progress = done / of;
      },
    };
    const result = await run({ kind: "answer", question }, options);
    if (result.kind === "refused") return { forecast: { ...forecast, state: "refused", problems: result.problems } };
    if (result.kind !== "answer") throw new EdgeError("unavailable", "the thread gave no answer");
    const { answer, counted, states, statesStepS } = result;
    const found = { answer, counted, statesStepS, at: answer.at, good: answer.futures[0]?.good ?? null };
    return { forecast: { ...forecast, state: "done", ...found }, states };
  } catch (err) {
    if (!working.end.signal.aborted) log.error({ err, uid }, "a forecast could not be made");
    return {
      forecast: { ...forecast, state: "failed", failure: err instanceof EdgeError ? err.message : reasonOf(err) },
    };
  }
}

function endedTheEdge(attempts: number): Partial<Forecast> {
  const why = `the edge ended ${attempts} times while it answered`;
  return { state: "failed", failure: `${why}. Ask again for fewer hours, runs or futures` };
}
