import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import type { MachineRecord } from "./machine-record.ts";
import type { StateTable } from "./state-table.ts";

/** One machine with all its reports. */
export interface Machine {
  readonly asset: Asset;
  readonly code: number;
  readonly table: StateTable;
  /** The tag of its state; while it is not live, the state is unknown. */
  readonly stateTag: Tag;
  readonly record: MachineRecord;
  /** Pieces in it, true once they are finished. */
  readonly pieces: Map<string, boolean>;
  /** Grows with each report of its states. */
  revision: number;
  /** Its states may have changed from this time on since the reader of changes looked last; infinite: they did not. */
  changedFrom: Micros;
  /** Time since which it has been silent; undefined while it is live. */
  lostAt: Micros | undefined;
}

/** The stream of a machine that a tag carries. */
export interface Bound {
  readonly machine: Machine;
  readonly stream: number;
  /** The clock of the values: a machine's controller, as read by one source. */
  readonly clock: string;
}

/** Notes that the machine's states from this time on may have changed. */
export function noteChange(machine: Machine, from: Micros): void {
  machine.revision++;
  machine.changedFrom = Math.min(machine.changedFrom, from);
}
