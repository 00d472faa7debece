import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import type { MachineRecord } from "./machine-record.ts";
import type { StateTable } from "./state-table.ts";

/** One machine with everything that was told of it. */
export interface Machine {
  readonly asset: Asset;
  readonly code: number;
  readonly table: StateTable;
  /** Tells of its state; while it is not live nobody knows what the machine is doing. */
  readonly stateTag: Tag;
  readonly record: MachineRecord;
  /** Pieces in it, true once they are finished. */
  readonly pieces: Map<string, boolean>;
  /** Counts what was told of its states. */
  revision: number;
  /** Since when nobody hears of it; undefined while somebody does. */
  lostAt: Micros | undefined;
}

/** What a tag tells of: a stream of a machine. */
export interface Bound {
  readonly machine: Machine;
  readonly stream: number;
  /** Whose clock it is: a machine's controller, as one source reads it. */
  readonly clock: string;
}
