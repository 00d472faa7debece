/** The state of a plant at an instant, from which a forecast starts: now, or a past instant that history still has. */
import type { Micros } from "../path/sample-batch.ts";
import type { PastLife } from "./history.ts";

/** `waiting` for its operation, in `work`, or `done` there; a piece at a place without operation waits. */
type PieceStage = "waiting" | "work" | "done";

export interface PlacedNow {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
  readonly place: string;
  /** Place before this one; empty: not known. */
  readonly before: string;
  /** Arrival; NaN: since before its first report. */
  readonly since: Micros;
  readonly stage: PieceStage;
  /** Start or end of the operation that made the stage; NaN where there is none. */
  readonly stageSince: Micros;
  /** For how long the machine has been out meanwhile, since the stage began or else since the arrival; seconds. */
  readonly pausedS: number;
  /** Its last operation was done at the place before: it comes from work, and does not wait for it. */
  readonly comesFromWork: boolean;
  /** It has been worked on somewhere. */
  readonly hasBegun: boolean;
}

export interface OrderNow {
  readonly order: string;
  readonly variant: string;
  readonly quantity: number;
  /** NaN: not said. */
  readonly priority: number;
  readonly due: Micros;
  /** ISA-95 job order state. */
  readonly state: string;
  /** Pieces that have not begun, wherever they are, and pieces that are neither packed nor scrapped. */
  readonly toStart: number;
  readonly open: number;
}

export interface Snapshot {
  readonly at: Micros;
  /** In order of arrival at their places. */
  readonly pieces: readonly PlacedNow[];
  /** Open orders in the order in which they became known. */
  readonly orders: readonly OrderNow[];
  /** Variant of the last piece that each station worked on, for set-ups. */
  readonly setUpFor: ReadonlyMap<string, string>;
  /** Machines that are out. */
  readonly out: ReadonlyMap<string, OutNow>;
  /** Times that components have left; absent where no book of predictions was kept. */
  readonly lives?: LivesNow;
}

/** The newest that was said of a component that has not ended, nor was replaced. */
interface LifeNow {
  readonly machine: string;
  readonly component: string;
  readonly life: NonNullable<PastLife["said"][number]["life"]>;
}

export interface LivesNow {
  /** All that was said since then is known; null: all that was ever said. */
  readonly knownFrom: Micros | null;
  readonly parts: readonly LifeNow[];
}

interface OutNow {
  readonly since: Micros;
  /** Planned time since then, in which it was repaired; seconds. */
  readonly plannedS: number;
}
