import type { OperationMode, StateCause } from "../../../kernel/events.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import { approach, lag } from "../../../kernel/physics.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Machine, MachineContext } from "../machine.ts";
import type { Intake } from "../material/flow.ts";
import { addNameplate, Supply } from "../nameplate.ts";
import type { Belt } from "./belt.ts";

/** A conveyor of one or more belts; the last belt hands pieces on to `output`, if there is one. */
export class Conveyor implements Machine {
  readonly id: string;
  readonly signals: readonly Signal[];
  readonly supply: Supply;
  readonly belts: readonly Belt[];
  readonly powerFactor = 0.76;
  moved = 0;
  readonly #output: Intake | null;
  readonly #context: MachineContext;
  #speedMS = 0;
  #motorCel = 42;
  #gearCel = 39;

  constructor(
    id: string,
    options: { readonly belts: readonly Belt[]; readonly output: Intake | null; readonly context: MachineContext },
  ) {
    this.id = id;
    this.belts = options.belts;
    this.#output = options.output;
    this.#context = options.context;
    this.supply = new Supply(id, this, options.context.around);
    const list = new SignalList(id);
    addNameplate(list, id, "conveyor");
    this.#addSignals(list);
    this.supply.addSignals(list, 2400);
    this.signals = list.all;
  }

  get pieceCount(): number {
    return this.belts.reduce((sum, belt) => sum + belt.count, 0);
  }

  get itemState(): ItemState {
    return this.pieceCount > 0 && this.#speedMS > 0.01 ? 3 : 2;
  }

  get mode(): OperationMode {
    return 3;
  }

  get cause(): StateCause {
    if (this.#context.around.sagged) return "failure";
    if (this.pieceCount === 0) return "starved";
    return this.#speedMS > 0.01 ? "working" : "blocked";
  }

  get powerW(): number {
    return 90 + this.#speedMS * (1900 + 90 * this.pieceCount);
  }

  get airM3h(): number {
    return 0.5;
  }

  step(dtS: number): void {
    let top = 0;
    for (const belt of this.belts) {
      belt.runs = belt.count > 0 && !this.#context.around.sagged;
      belt.step(dtS);
      top = Math.max(top, belt.speedMS);
    }
    const last = this.belts.at(-1) as Belt;
    if (this.#output !== null && last.ready > 0 && this.#output.hasRoom) {
      this.#output.put(last.take());
      this.moved++;
    }
    this.#speedMS = approach(this.#speedMS, top, 0.5 * dtS);
    this.supply.step(dtS);
  }

  slow(dtS: number): void {
    const hallCel = this.#context.around.hallCel;
    this.#motorCel = lag(this.#motorCel, hallCel + 12 + this.powerW / 40, { dtS, tauS: 300 });
    this.#gearCel = lag(this.#gearCel, hallCel + 9 + this.powerW / 55, { dtS, tauS: 420 });
  }

  #addSignals(list: SignalList): void {
    const first = this.belts[0] as Belt;
    const last = this.belts.at(-1) as Belt;
    list.count("item-state", () => this.itemState, 250);
    list.count("operation-mode", () => 3);
    list.analog("belt/speed", "m/s", {
      resolution: 0.001,
      noise: 0.002,
      range: [0, 2],
      everyMs: 500,
      read: () => this.#speedMS,
    });
    list.count("pieces/on-board", () => this.pieceCount, 500);
    list.text("workpiece/id", () => last.first?.id ?? "", 500);
    list.count("counter/parts-produced", () => this.moved);
    list.flag("entry/occupied", () => !first.hasRoom);
    list.flag("exit/occupied", () => last.ready > 0);
    list.analog("motor/current", "A", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 12],
      read: () => 0.4 + this.powerW / 520,
    });
    list.analog("motor/torque", "N.m", {
      resolution: 0.1,
      noise: 0.15,
      range: [0, 80],
      read: () => 2 + this.powerW / 60,
    });
    list.analog("motor/frequency", "Hz", {
      resolution: 0.01,
      noise: 0.03,
      range: [0, 60],
      read: () => this.#speedMS * 130,
    });
    list.analog("motor/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 140],
      read: () => this.#motorCel,
    });
    list.analog("gearbox/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 120],
      everyMs: 2000,
      read: () => this.#gearCel,
    });
    list.analog("gearbox/vibration-rms", "mm/s", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 20],
      read: () => 0.15 + this.#speedMS * 3,
    });
  }
}
