import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type {
  Forecast,
  ForecastBook,
  ForecastChoices,
  ForecastHead,
  ForecastQuestion,
} from "../../../contracts/forecast/forecasts.ts";
import type { PlayedFuture } from "../../../contracts/forecast/states.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord, refusalOnRecord } from "../on-record.ts";

export interface ForecastDeps {
  /** Absent where the edge forecasts nothing. */
  readonly forecasts?: ForecastBook;
  readonly journal: Pick<Journal, "record">;
}

/** One forecast, and how far its answer is: share of the runs. */
export type ForecastView<T extends ForecastHead = ForecastHead> = T & { readonly progress: number };

/** Stores a question, which is answered in its turn. Throws EdgeError as `ForecastBook.ask`. */
export async function askForecast(
  deps: ForecastDeps,
  caller: Caller,
  question: ForecastQuestion,
): Promise<ForecastView> {
  demand(caller, "POST /api/v1/forecasts");
  const book = bookIn(deps);
  const principal = principalFrom(caller);
  const act = { principal, action: "forecast.ask" };
  const asked = { ...act, target: question.name };
  const head = await refusalOnRecord(deps.journal, asked, () => book.ask(question, principal.user));
  await deps.journal.record({ ...act, target: nameOf(head), result: "done" });
  return { ...head, progress: 0 };
}

/** Newest first. */
export function listForecasts(deps: ForecastDeps, caller: Caller): readonly ForecastView[] {
  demand(caller, "GET /api/v1/forecasts");
  const book = bookIn(deps);
  return book.list().map((head) => ({ ...head, progress: book.progressOf(head.uid) }));
}

/** Throws EdgeError `not-found`. */
export async function oneForecast(deps: ForecastDeps, caller: Caller, uid: string): Promise<ForecastView<Forecast>> {
  demand(caller, "GET /api/v1/forecasts/:uid");
  const book = bookIn(deps);
  const found = await book.find(uid);
  if (found === undefined) throw notFound();
  return { ...found, progress: book.progressOf(uid) };
}

/** One run of a future step by step; 0: the plant as it is. Throws EdgeError `not-found` with the reason. */
export async function forecastStates(
  deps: ForecastDeps,
  caller: Caller,
  { uid, future }: { readonly uid: string; readonly future: number },
): Promise<PlayedFuture> {
  demand(caller, "GET /api/v1/forecasts/:uid/states");
  return await bookIn(deps).states(uid, future);
}

/** Removes a forecast, and ends its answer where that is being made. Throws EdgeError `not-found`. */
export async function removeForecast(deps: ForecastDeps, caller: Caller, uid: string): Promise<void> {
  demand(caller, "DELETE /api/v1/forecasts/:uid");
  const book = bookIn(deps);
  const head = book.list().find((one) => one.uid === uid);
  const target = head === undefined ? uid : nameOf(head);
  const act = { principal: principalFrom(caller), action: "forecast.remove", target };
  await onRecord(deps.journal, act, async () => {
    if (!(await book.remove(uid))) throw notFound();
  });
}

/** What a question may name now. Throws EdgeError `unavailable`. */
export async function forecastChoices(deps: ForecastDeps, caller: Caller): Promise<ForecastChoices> {
  demand(caller, "GET /api/v1/forecasts/choices");
  return await bookIn(deps).choices();
}

/** For the audit log: names may be given twice. */
function nameOf({ name, uid }: ForecastHead): string {
  return `${name} (${uid})`;
}

function bookIn({ forecasts }: ForecastDeps): ForecastBook {
  if (forecasts === undefined) throw new EdgeError("unavailable", "This edge makes no forecasts.");
  return forecasts;
}

function notFound(): EdgeError {
  return new EdgeError("not-found", "No forecast has this uid. GET /api/v1/forecasts lists them all.");
}
