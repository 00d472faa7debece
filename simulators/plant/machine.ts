import type { ItemState } from "./contract.ts";
import type { Conditions } from "./faults/condition.ts";
import type { Ledger } from "./piece.ts";
import type { Random } from "./random.ts";
import type { Recorder } from "./recording.ts";
import type { Signal } from "./signal.ts";

/** What surrounds every machine; the plant writes it, machines read it. */
export interface Surroundings {
  /** Simulated time, ms UTC. */
  nowMs: number;
  hallCel: number;
  /** Compressed air net. */
  airBar: number;
  /** Phase voltage. */
  voltageV: number;
  /** What is wrong with each asset now. */
  readonly conditions: Conditions;
  readonly ledger: Ledger;
}

/** What a machine is made with. */
export interface MachineContext {
  readonly around: Surroundings;
  readonly random: Random;
}

/** One station as the model moves it. */
export interface Machine {
  readonly id: string;
  readonly itemState: ItemState;
  /** Electrical active power, all phases. */
  readonly powerW: number;
  readonly powerFactor: number;
  /** Compressed air at normal conditions. */
  readonly airM3h: number;
  /** Pieces in the machine now. */
  readonly pieceCount: number;
  readonly signals: readonly Signal[];
  readonly recorder?: Recorder;
  /** Moves the machine on; others' buffers may change with it. */
  step(dtS: number): void;
}
