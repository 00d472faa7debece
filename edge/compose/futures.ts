/** Composition of forecasts: the book that answers, stores and scores questions about futures. */
import { join } from "node:path";
import type { Logger } from "pino";
import { Shelf } from "../asked/shelf.ts";
import type { ForecastBook } from "../contracts/forecast/forecasts.ts";
import type { EventReader } from "../contracts/path/historian.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { runApart } from "../futures/apart.ts";
import { Forecasts } from "../futures/book.ts";
import { FORECASTS } from "../futures/head-of.ts";
import { lostIn } from "../futures/lost-in.ts";
import { describedBy, type RecordedPlant } from "../futures/record-of-pieces.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 1_000;
export interface FutureParts {
  readonly config: RecordedPlant;
  readonly dataDir: string;
  readonly historian: Pick<EventReader, "events">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): Micros;
}

/** Opens the forecasts of a data folder; those that were not answered before the last stop are answered now. */
export function openFutures(
  { config, dataDir, historian, jobs, log, now }: FutureParts,
  stop: StopStack,
): ForecastBook {
  const own = log.child({ part: "forecasts" });
  const { shelf, heads } = Shelf.open(join(dataDir, "futures"), FORECASTS, own);
  const description = describedBy(config);
  const book = new Forecasts({
    shelf,
    heads,
    run: (task, options) => runApart({ ...task, dataDir, description }, options),
    lostIn: (from, to) => lostIn(historian, { from, to }, now()),
    log: own,
    now,
  });
  stop.add("forecasts", () => book.close());
  const job = jobs.start({ name: "forecasts", everyMs: EVERY_MS, run: () => book.tick() });
  stop.add("forecasts: job", () => job.stop());
  return book;
}
