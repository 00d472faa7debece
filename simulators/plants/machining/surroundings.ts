/** The machines' environment when the plant begins to work. */
import type { PlantEvent } from "../../kernel/events.ts";
import { Conditions } from "../../kernel/faults/condition.ts";
import { Circumstances } from "../../kernel/nuisances/circumstance.ts";
import { type Scenario, USUAL_UTILITIES } from "../../scenario/scenario.ts";
import { wearFactorsOf } from "./faults/acceleration.ts";
import type { Surroundings } from "./machine.ts";
import { ProgramLibrary } from "./machines/cnc-program.ts";
import { Floor } from "./machines/vibration/floor.ts";
import type { MaterialBook } from "./material/book.ts";
import type { Operations } from "./material/operations.ts";
import type { Calendar } from "./planning/calendar.ts";
import type { Islands } from "./planning/islands.ts";
import type { JobOrders } from "./planning/job-orders.ts";

interface SurroundingsOptions {
  readonly scenario: Scenario;
  readonly calendar: Calendar;
  readonly book: MaterialBook;
  readonly operations: Operations;
  readonly jobs: JobOrders;
  readonly islands: Islands;
  readonly nowMs: number;
  report(event: PlantEvent): void;
}

export function createSurroundings(options: SurroundingsOptions): Surroundings {
  const { scenario, calendar, book, operations, jobs, islands, nowMs, report } = options;
  const around: Surroundings = {
    nowMs,
    hallCel: 24,
    outdoorCel: 17,
    intakeK: 0,
    airBar: 7.1,
    voltageV: 231,
    gridHz: 50,
    sagged: false,
    workTime: "working",
    calendar: scenario.calendar,
    utilities: scenario.utilities ?? USUAL_UTILITIES,
    standby: new Set(),
    isIdle: (station) => around.circumstances.of(station).cleaned > 0 || calendar.isIdleAt(station, around.nowMs),
    wear: scenario.wear,
    wearFactors: wearFactorsOf(scenario),
    conditions: new Conditions(),
    floor: new Floor(),
    circumstances: new Circumstances(),
    book,
    operations,
    jobs,
    islands,
    programs: new ProgramLibrary(),
    scrap: (piece) => {
      book.scrap(piece);
      operations.counted(piece.order);
    },
    report,
  };
  return around;
}
