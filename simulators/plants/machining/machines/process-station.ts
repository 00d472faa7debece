import type { OperationMode, StateCause } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import { lag } from "../../../kernel/physics.ts";
import type { Recorder } from "../../../kernel/recording.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Machine, MachineContext, Surroundings } from "../machine.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";
import { addNameplate, Supply } from "../nameplate.ts";

/** A PLC writes the result of a piece in the cycle in which the piece is done. */
export const RESULT_MS = 100;

/** The current work at a station, for its process. */
export interface Work {
  /** Set by the station: an emergency stop, a failure. */
  held: boolean;
  readonly working: boolean;
  readonly progress: number;
  readonly itemState: ItemState;
  readonly cause: StateCause;
  readonly pieces: readonly Piece[];
  /** Pieces at the station. */
  readonly count: number;
  readonly produced: number;
  readonly good: number;
  readonly scrapped: number;
  readonly elapsedS: number;
  readonly lastCycleS: number;
  step(dtS: number): void;
}

/** The physics of a station that works on pieces. */
export interface Process {
  readonly powerW: number;
  readonly airM3h: number;
  readonly ratedW: number;
  readonly recorder?: Recorder;
  /** Updates the true features of the piece, and returns the station's result. */
  finish?(piece: Piece): OperationResult;
  /** Physics that must run at every step of the model; the rest runs once per second. */
  step?(dtS: number): void;
  slow(dtS: number): void;
  addSignals(list: SignalList): void;
}

/** The parts that a process is built from. */
export interface ProcessSite {
  readonly around: Surroundings;
  readonly condition: Condition;
  readonly circumstance: Circumstance;
  /** The work at the station; available from the first step on. */
  work(): Work;
  readonly random: MachineContext["random"];
}

/** A station whose work takes time and whose process provides the signals. */
export class ProcessStation implements Machine {
  readonly id: string;
  readonly signals: readonly Signal[];
  readonly recorder?: Recorder;
  readonly supply: Supply;
  readonly work: Work;
  readonly process: Process;
  readonly powerFactor = 0.88;
  readonly #around: Surroundings;
  readonly #condition: Condition;
  #cabinetCel = 31;

  constructor(
    id: string,
    kind: string,
    options: { readonly around: Surroundings; readonly work: Work; readonly process: Process },
  ) {
    this.id = id;
    this.work = options.work;
    this.process = options.process;
    this.#around = options.around;
    this.#condition = options.around.conditions.of(id);
    this.supply = new Supply(id, this, options.around);
    const list = new SignalList(id);
    addNameplate(list, id, kind);
    this.#addCommonSignals(list, kind);
    options.process.addSignals(list);
    this.supply.addSignals(list, options.process.ratedW);
    this.signals = list.all;
    if (options.process.recorder !== undefined) this.recorder = options.process.recorder;
  }

  get itemState(): ItemState {
    return this.work.itemState;
  }

  get mode(): OperationMode {
    return this.#condition.inRepair ? 1 : 3;
  }

  get cause(): StateCause {
    const { emergencyStop, inRepair, failed } = this.#condition;
    if (emergencyStop) return "emergency-stop";
    if (inRepair) return "repair";
    return failed || this.#around.sagged ? "failure" : this.work.cause;
  }

  get powerW(): number {
    return this.#around.sagged ? 150 : this.process.powerW;
  }

  get airM3h(): number {
    return this.process.airM3h;
  }

  get pieceCount(): number {
    return this.work.count;
  }

  step(dtS: number): void {
    const { emergencyStop, inRepair, failed } = this.#condition;
    this.work.held = emergencyStop || inRepair || failed || this.#around.sagged;
    this.work.step(dtS);
    this.process.step?.(dtS);
    this.supply.step(dtS);
  }

  slow(dtS: number): void {
    this.process.slow(dtS);
    this.#cabinetCel = lag(this.#cabinetCel, this.#around.hallCel + 6 + (6 * this.powerW) / this.process.ratedW, {
      dtS,
      tauS: 240,
    });
  }

  #addCommonSignals(list: SignalList, kind: string): void {
    const { work } = this;
    list.count("item-state", () => work.itemState, 250);
    list.count("operation-mode", () => this.mode);
    list.text("workpiece/id", () => work.pieces[0]?.id ?? "", 500);
    list.text("workpiece/variant", () => work.pieces[0]?.variant.name ?? "", 500);
    list.analog("cycle/progress", "%", { resolution: 1, range: [0, 100], read: () => 100 * work.progress });
    list.analog("cycle/last-time", "s", { resolution: 0.1, range: [0, 3600], read: () => work.lastCycleS });
    list.count("counter/parts-produced", () => work.produced);
    list.count("counter/parts-good", () => work.good);
    list.count("counter/parts-scrapped", () => work.scrapped);
    list.analog("cabinet/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 80],
      everyMs: 2000,
      read: () => this.#cabinetCel,
    });
    list.analog("pneumatics/pressure", "bar", {
      resolution: 0.01,
      noise: 0.012,
      range: [0, 12],
      read: () => this.#around.airBar - 0.3,
    });
    if (kind === "press") list.flag("safety/emergency-stop", () => this.#condition.emergencyStop);
  }
}
