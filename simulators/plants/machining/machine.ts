import type { OperationMode, PlantEvent, StateCause } from "../../kernel/events.ts";
import type { Conditions } from "../../kernel/faults/condition.ts";
import type { ItemState } from "../../kernel/item-state.ts";
import type { Circumstances } from "../../kernel/nuisances/circumstance.ts";
import type { Random } from "../../kernel/random.ts";
import type { Recorder } from "../../kernel/recording.ts";
import type { Signal } from "../../kernel/signal.ts";
import type { CalendarPlan, UtilityPlan } from "../../scenario/scenario.ts";
import type { WearFactors } from "./faults/acceleration.ts";
import type { ProgramLibrary } from "./machines/cnc-program.ts";
import type { Floor } from "./machines/vibration/floor.ts";
import type { MaterialBook } from "./material/book.ts";
import type { Operations } from "./material/operations.ts";
import type { Piece } from "./material/piece.ts";
import type { WorkTime } from "./planning/calendar.ts";
import type { Islands } from "./planning/islands.ts";
import type { JobOrders } from "./planning/job-orders.ts";

/** The environment of every machine; the plant writes it, machines read it. */
export interface Surroundings {
  /** Simulated time, ms UTC. */
  nowMs: number;
  hallCel: number;
  outdoorCel: number;
  /** How much warmer than usual chiller and compressor find the air; 0 in scenarios without weather. */
  intakeK: number;
  /** Compressed air net. */
  airBar: number;
  /** Phase voltage. */
  voltageV: number;
  /** Frequency of the grid. */
  gridHz: number;
  /** The grid is too weak for drives, so they stop. */
  sagged: boolean;
  workTime: WorkTime;
  readonly calendar: CalendarPlan;
  utilities: UtilityPlan;
  /** Stations that people switch to standby when nobody works on them. */
  readonly standby: Set<string>;
  /** Factor of the scenario on natural tool wear. */
  readonly wear: number;
  /** Wear rates of parts in the scenario, relative to a real plant. */
  readonly wearFactors: WearFactors;
  /** The condition of each asset. */
  readonly conditions: Conditions;
  /** Carries the vibration of each machine tool to those near it. */
  readonly floor: Floor;
  /** Effects of nuisances on each asset. */
  readonly circumstances: Circumstances;
  readonly book: MaterialBook;
  readonly operations: Operations;
  readonly jobs: JobOrders;
  readonly islands: Islands;
  readonly programs: ProgramLibrary;
  /** Whether the machine tool starts no piece now, by the calendar. */
  isIdle(station: string): boolean;
  /** Scraps a piece, wherever it is. */
  scrap(piece: Piece): void;
  report(event: PlantEvent): void;
}

/** The parts that a machine is built from. */
export interface MachineContext {
  readonly around: Surroundings;
  readonly random: Random;
}

/** One station of the model. */
export interface Machine {
  readonly id: string;
  readonly itemState: ItemState;
  readonly mode: OperationMode;
  readonly cause: StateCause;
  /** Electrical active power, all phases. */
  readonly powerW: number;
  readonly powerFactor: number;
  /** Compressed air at normal conditions. */
  readonly airM3h: number;
  /** Pieces in the machine now. */
  readonly pieceCount: number;
  readonly signals: readonly Signal[];
  readonly recorder?: Recorder;
  /** Advances the machine by one step of the model; this may change buffers of other machines. */
  step(dtS: number): void;
  /** Heat and other slow physics; called every second. */
  slow(dtS: number): void;
}
