import type { Logger } from "pino";
import type { OpenAlertBook } from "../../alerts/open-alert-book.ts";
import { type OpenPredictionBook, openPredictionBook } from "../../alerts/predictions/prediction-book.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Jobs } from "../../observe/jobs.ts";
import type { StopStack } from "../stop-stack.ts";

const LOOK_EVERY_MS = 1_000;

interface PredictionParts {
  readonly dataDir: string;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  clock(): Micros;
}

/** Opens what is said of components outside. */
export async function openPredictions(
  { dataDir, jobs, log, clock }: PredictionParts,
  alerts: OpenAlertBook,
  stop: StopStack,
): Promise<OpenPredictionBook> {
  const predictions = await openPredictionBook({
    dir: dataDir,
    alerts,
    log: log.child({ part: "predictions" }),
    clock,
  });
  stop.add("predictions", () => predictions.close());
  const looking = jobs.start({ name: "predictions", everyMs: LOOK_EVERY_MS, run: () => predictions.look() });
  stop.add("predictions: job", () => looking.stop());
  return predictions;
}
