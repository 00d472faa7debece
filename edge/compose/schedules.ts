/** Composition of schedules: the book that makes and stores plans of orders. */
import { join } from "node:path";
import type { Logger } from "pino";
import { Shelf } from "../asked/shelf.ts";
import type { EventReader } from "../contracts/path/historian.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { IslandsReader } from "../contracts/production/islands.ts";
import type { ScheduleBook, ScheduleHead } from "../contracts/schedule/schedules.ts";
import { lostIn } from "../futures/lost-in.ts";
import { describedBy, type RecordedPlant } from "../futures/record-of-pieces.ts";
import type { Jobs } from "../observe/jobs.ts";
import { planApart } from "../schedule/plan-apart.ts";
import { Schedules } from "../schedules/book.ts";
import { plantApart } from "../schedules/plant-apart.ts";
import { actualsApart } from "../schedules/score/actuals-apart.ts";
import { scoreApart } from "../schedules/score/score-apart.ts";
import { headOf, type StoredSchedule } from "../schedules/stored.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 1_000;

interface SchedulesParts {
  readonly config: RecordedPlant;
  readonly dataDir: string;
  readonly historian: Pick<EventReader, "events">;
  readonly jobs: Pick<Jobs, "start">;
  readonly islands: Pick<IslandsReader, "subscribe">;
  readonly log: Logger;
  now(): Micros;
}

/** Opens the schedules of a data folder; those that were not made before the last stop are made now. */
export function openSchedules(
  { config, dataDir, historian, jobs, islands, log, now }: SchedulesParts,
  stop: StopStack,
): ScheduleBook {
  const own = log.child({ part: "schedules" });
  const kind = { name: "schedule", headOf };
  const { shelf, heads } = Shelf.open<StoredSchedule, ScheduleHead>(join(dataDir, "schedules"), kind, own);
  const description = describedBy(config);
  const book = new Schedules({
    ...{ shelf, heads, plan: planApart, log: own, now },
    plant: (signal) => plantApart({ dataDir, description }, signal),
    judge: (task, signal) => scoreApart({ ...task, dataDir }, signal),
    actuals: (task, signal) => actualsApart({ ...task, dataDir, operations: description.material.operations }, signal),
    lostIn: (from, to) => lostIn(historian, { from, to }, now()),
  });
  stop.add("schedules", () => book.close());
  stop.add(
    "schedules: islands",
    islands.subscribe(() => book.forgetPlant()),
  );
  const job = jobs.start({ name: "schedules", everyMs: EVERY_MS, run: () => book.tick() });
  stop.add("schedules: job", () => job.stop());
  return book;
}
