/** Composition of dispatch: the schedule in force beside the record of pieces and the jobs of machines. */
import { join } from "node:path";
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { IslandsReader } from "../contracts/production/islands.ts";
import type { MachineJobs } from "../contracts/production/machine-jobs.ts";
import type { MaterialReader } from "../contracts/production/material.ts";
import type { ScheduleBook } from "../contracts/schedule/schedules.ts";
import type { DispatchConfig } from "../dispatch/config.ts";
import { PlanDispatch } from "../dispatch/plan/book.ts";
import { PlanInForce } from "../dispatch/plan/in-force.ts";
import { readApart } from "../dispatch/record/apart.ts";
import { describedBy, type RecordedPlant } from "../futures/record-of-pieces.ts";
import type { StopStack } from "./stop-stack.ts";

export interface DispatchParts {
  readonly config: RecordedPlant & { readonly dispatch: DispatchConfig };
  readonly dataDir: string;
  readonly schedules: ScheduleBook;
  readonly machineJobs: MachineJobs;
  readonly islands: Pick<IslandsReader, "machinesFor" | "subscribe">;
  readonly production: { readonly readers: { readonly material?: MaterialReader } };
  readonly log: Logger;
  now(): Micros;
}

/** Opens the schedule in force of a data folder. */
export function openDispatch(parts: DispatchParts, stop: StopStack): PlanDispatch {
  const { config, dataDir, schedules, machineJobs, islands, production, log, now } = parts;
  const dispatch = new PlanDispatch({
    kept: PlanInForce.open(join(dataDir, "dispatch"), log.child({ part: "dispatch" })),
    description: describedBy(config),
    ...{ assets: config.assets, programs: config.dispatch.programs },
    ...{ schedules, machineJobs, islands, dataDir, now },
    material: production.readers.material,
    read: readApart,
  });
  stop.add("dispatch", () => dispatch.close());
  return dispatch;
}
