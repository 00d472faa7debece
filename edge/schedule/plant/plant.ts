import type { PlanObjective } from "../../contracts/schedule/work-plan.ts";
import type { WorkCalendar } from "./calendar.ts";
import type { Tariff } from "./tariff.ts";

/** An operation whose start stays, because it has begun or is near. Times are seconds. */
export interface KeptOperation {
  readonly operation: number;
  /** Which of the operation's options, counted in `machineOf`. */
  readonly option: number;
  readonly setUpStart: number;
  readonly start: number;
  readonly end: number;
}

/** Set-up times, seconds: of the pairs of families that are given, and of all others. */
export interface SetUpTable {
  /** Where nothing is set up, from a family to itself, between any other two. */
  readonly first: number;
  readonly same: number;
  readonly other: number;
  /** By family before its row, by family after its column; negative where no pair has it. */
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
  readonly columns: number;
  /** By row and column; negative where the pair is not given. */
  readonly times: Float64Array;
}

/**
 * A plant and its orders as columns. Operations are numbered order after order, each behind those it follows. All
 * times are whole seconds from the plan's start. `of` an operation, an option, a machine, as the name says.
 */
export interface Plant {
  readonly names: {
    readonly machines: readonly string[];
    readonly orders: readonly string[];
    /** By operation. */
    readonly steps: readonly string[];
    readonly families: readonly string[];
    readonly fixtures: readonly string[];
  };
  /** Start of the plan, ms since 1970. */
  readonly startMs: number;
  readonly timeZone: string;
  /** Operations that are not kept start at it or later. */
  readonly opensAt: number;
  /** From here on calendars are not known, and are open. */
  readonly horizon: number;
  readonly isSetUpAhead: boolean;
  readonly objective: PlanObjective;
  readonly tariff: Tariff;
  /** Whether operations may wait for cheaper energy: it counts, and its price changes. */
  readonly mayWaitForPrice: boolean;

  readonly firstOf: Int32Array;
  readonly orderOf: Int32Array;
  readonly due: Float64Array;
  readonly priority: Float64Array;
  readonly releaseOf: Float64Array;

  /** When the material of each operation is there; 0 where none is awaited. */
  readonly materialOf: Float64Array;
  /** When a person wants each operation to start, on its only option; negative where nobody does. */
  readonly lockedAt: Float64Array;
  readonly familyOf: Int32Array;
  readonly loadOf: Int32Array;
  /** Pieces of each order. */
  readonly quantityOf: Int32Array;
  /** Pieces that each operation passes on at once; 0: its whole order. */
  readonly lotOf: Int32Array;
  /** Whether any operation passes its pieces on in lots. */
  readonly hasLots: boolean;
  readonly isInterruptible: Uint8Array;
  readonly beforeFrom: Int32Array;
  readonly before: Int32Array;
  readonly afterFrom: Int32Array;
  readonly after: Int32Array;
  readonly fixturesFrom: Int32Array;
  readonly fixtureOf: Int32Array;
  readonly optionsFrom: Int32Array;
  readonly machineOf: Int32Array;
  /** Work of each option. */
  readonly workOf: Float64Array;
  /** Pieces of which each option's machine takes one at a time, on a batch machine a batch. */
  readonly takeOf: Int32Array;

  readonly calendars: readonly WorkCalendar[];
  /** How much a batch machine takes at once; 0: one operation at a time. */
  readonly capacityOf: Int32Array;
  readonly powerOf: Float64Array;
  readonly freeFrom: Float64Array;
  /** Family that a machine is set up for at the start; 0: none. */
  readonly setUpNow: Int32Array;
  /** Table of set-up times of each machine, counted in `setUpTables`. */
  readonly tableOf: Int32Array;
  readonly setUpTables: readonly SetUpTable[];
  /** From machine to machine, a row for each machine that is left. */
  readonly transport: Float64Array;
  /** Units of each fixture, no more than operations that hold it. */
  readonly fixtureCount: Int32Array;

  /** In the order of their starts. */
  readonly kept: readonly KeptOperation[];
}

/** The option of an operation on a machine; undefined where that cannot make it. */
export function optionOn({ optionsFrom, machineOf }: Plant, operation: number, machine: number): number | undefined {
  const until = optionsFrom[operation + 1] as number;
  for (let option = optionsFrom[operation] as number; option < until; option++)
    if (machineOf[option] === machine) return option;
  return undefined;
}

/** Work of a set-up on a machine from one family to another. */
export function setUpWork(plant: Plant, machine: number, from: number, to: number): number {
  const table = plant.setUpTables[plant.tableOf[machine] as number] as SetUpTable;
  const row = table.rowOf[from] as number;
  const column = table.columnOf[to] as number;
  if (row >= 0 && column >= 0) {
    const given = table.times[row * table.columns + column] as number;
    if (given >= 0) return given;
  }
  if (from === 0) return table.first;
  return from === to ? table.same : table.other;
}

/** What an order costs that ends at a time, in the units of the objective's weights. */
export function costOfEnd(plant: Plant, order: number, end: number): number {
  const { tardiness, late, marginMin } = plant.objective;
  const past = (end - (plant.due[order] as number)) / 60;
  if (past <= -marginMin) return 0;
  const share = marginMin === 0 ? Number(past > 0) : Math.min(1, 1 + past / marginMin);
  return (plant.priority[order] as number) * (late * share + (past > 0 ? tardiness * past : 0));
}
