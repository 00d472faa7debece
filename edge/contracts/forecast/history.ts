/** What happened in a plant: the one input from which forecasts learn and start (docs/rules/forecast.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { IslandSpan } from "../production/islands.ts";
import type { Verdict } from "../production/material-event.ts";
import type { RemainingLife } from "../records/remaining-life.ts";

/** NaN in a time: not reported, or not yet. */
export interface PastStay {
  readonly place: string;
  readonly from: Micros;
  readonly to: Micros;
}

export interface PastOperation {
  readonly station: string;
  /** Absent: the history does not say. */
  readonly operation?: string;
  readonly start: Micros;
  readonly end: Micros;
  readonly verdict: Verdict | "";
}

/** One piece; stays in their order. */
export interface PastPiece {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
  readonly stays: readonly PastStay[];
  readonly operations: readonly PastOperation[];
}

/** How far an order had come from a time on, by the planning system. */
export interface OrderStep {
  readonly time: Micros;
  /** ISA-95 job order state (OPC 10031-4). */
  readonly state: string;
  readonly started: number;
  readonly good: number;
  readonly scrapped: number;
}

export interface PastOrder {
  readonly order: string;
  readonly variant: string;
  readonly quantity: number;
  /** 1 is the most urgent; NaN: not said. */
  readonly priority: number;
  readonly due: Micros;
  /** In order of time. */
  readonly steps: readonly OrderStep[];
}

/** What was recorded of a machine's states. */
export interface PastMachine {
  readonly machine: string;
  /** When it had failed (ADET of ISO 22400-2) or was in maintenance, in order; NaN at the end: it is still. */
  readonly out: readonly Stretch[];
  /** When its state is not known, in order. */
  readonly unknown: readonly Stretch[];
  /** Nights and breaks, in order, in which nobody repairs it; absent: all time is planned. */
  readonly unplanned?: readonly Stretch[];
}

interface Stretch {
  readonly from: Micros;
  readonly to: Micros;
}

/** Electricity of a machine in the hour from `hour` on. */
export interface PastEnergy {
  readonly station: string;
  readonly hour: Micros;
  /** From then on nothing changes it any more. */
  readonly knownFrom: Micros;
  readonly piecesKWh: number;
  /** While it worked on no piece, set-up included. */
  readonly restKWh: number;
}

/** What was said of the time that a component has left, in order; null: nothing any more. */
export interface PastLife {
  readonly machine: string;
  /** Path of the component; empty: the machine itself. */
  readonly component: string;
  readonly said: readonly {
    readonly at: Micros;
    /** Quantiles of clock time, seconds from its `at` on, standstill included (rule PD6). */
    readonly life: Pick<RemainingLife, "at" | "p10" | "p50" | "p90"> | null;
  }[];
}

export interface PastLives {
  /** All that was said since then is known; null: all that was ever said. */
  readonly knownFrom: Micros | null;
  readonly parts: readonly PastLife[];
}

export interface PlantHistory {
  readonly from: Micros;
  readonly to: Micros;
  readonly pieces: readonly PastPiece[];
  readonly orders: readonly PastOrder[];
  /** Absent where no states were recorded. */
  readonly machines?: readonly PastMachine[];
  /** Absent where no book of predictions was kept. */
  readonly lives?: PastLives;
  /** Absent where no energy was recorded. */
  readonly energy?: readonly PastEnergy[];
  /** When which islands were in force, oldest first; absent: a plant without. */
  readonly islands?: readonly IslandSpan[];
}
