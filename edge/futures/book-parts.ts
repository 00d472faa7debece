/** What the book of forecasts works with. */
import type { Logger } from "pino";
import type { Shelf } from "../asked/shelf.ts";
import type { Forecast, ForecastHead } from "../contracts/forecast/forecasts.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ApartOptions } from "./apart.ts";
import type { FutureResult, FutureTask, Losses } from "./task.ts";

type Task = FutureTask extends infer One
  ? One extends FutureTask
    ? Omit<One, "dataDir" | "description">
    : never
  : never;

export interface BookParts {
  readonly shelf: Shelf<Forecast>;
  /** Of what is on the shelf. */
  readonly heads: readonly ForecastHead[];
  /** Runs a task in a thread of its own. Throws as `runApart`. */
  run(task: Task, options: ApartOptions): Promise<FutureResult>;
  /** Losses that reach into a span, or why they are not known. Rejects while the historian gives no answer. */
  lostIn(from: Micros, to: Micros): Promise<Losses>;
  readonly log: Logger;
  now(): Micros;
}
