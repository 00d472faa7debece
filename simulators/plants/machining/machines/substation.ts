import type { ItemState } from "../../../kernel/item-state.ts";
import { lag, length } from "../../../kernel/physics.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Machine, MachineContext } from "../machine.ts";
import { AREAS } from "../media/areas.ts";
import { type Feeder, type PowerTree, RATED_VA } from "../media/power-tree.ts";
import { addNameplate } from "../nameplate.ts";

const PHASES = [1, 2, 3] as const;

function factorOf(feeder: Feeder): number {
  const apparent = length(feeder.activeW, feeder.reactiveVar);
  return apparent === 0 ? 1 : feeder.activeW / apparent;
}

/** Line current of one phase of a feeder. */
function currentA(feeder: Feeder, options: { readonly phase: number; readonly voltageV: number }): number {
  return (length(feeder.activeW, feeder.reactiveVar) / (3 * options.voltageV)) * (1 + (options.phase - 2) * 0.015);
}

/** Transformer 10 kV / 400 V. Its own losses are in the tree, not here. */
export class Transformer implements Machine {
  readonly id: string;
  readonly signals: readonly Signal[];
  readonly itemState: ItemState = 3;
  readonly mode = 3;
  readonly cause = "working";
  readonly powerW = 0;
  readonly powerFactor = 1;
  readonly airM3h = 0;
  readonly pieceCount = 0;
  readonly #tree: () => PowerTree;
  readonly #context: MachineContext;
  #oilCel = 52;
  #windingCel = 61;

  constructor(id: string, tree: () => PowerTree, context: MachineContext) {
    this.id = id;
    this.#tree = tree;
    this.#context = context;
    const list = new SignalList(id);
    addNameplate(list, id, "transformer");
    this.#addSignals(list);
    this.signals = list.all;
  }

  step(_dtS: number): void {}

  slow(dtS: number): void {
    const share = this.#tree().apparentVA / RATED_VA;
    const { hallCel } = this.#context.around;
    this.#oilCel = lag(this.#oilCel, hallCel + 16 + 38 * share ** 1.6, { dtS, tauS: 1800 });
    this.#windingCel = lag(this.#windingCel, this.#oilCel + 3 + 18 * share ** 2, { dtS, tauS: 240 });
  }

  #addSignals(list: SignalList): void {
    const { around } = this.#context;
    const cel = { resolution: 0.1, noise: 0.06, range: [0, 160] } as const;
    list.count("item-state", () => 3, 250);
    list.count("operation-mode", () => 3);
    list.analog("power/active", "W", {
      resolution: 10,
      noise: 60,
      range: [0, 700_000],
      read: () => this.#tree().grid.activeW,
    });
    list.analog("power/reactive", "var", {
      resolution: 10,
      noise: 60,
      range: [0, 700_000],
      read: () => this.#tree().grid.reactiveVar,
    });
    list.analog("power/apparent", "V.A", {
      resolution: 10,
      noise: 60,
      range: [0, 800_000],
      read: () => length(this.#tree().grid.activeW, this.#tree().grid.reactiveVar),
    });
    list.analog("power/loss", "W", { resolution: 1, noise: 2, range: [0, 20_000], read: () => this.#tree().lossW });
    list.analog("power/load", "%", {
      resolution: 0.1,
      range: [0, 150],
      read: () => (100 * this.#tree().apparentVA) / RATED_VA,
    });
    list.analog("oil/temperature", "Cel", { ...cel, read: () => this.#oilCel });
    list.analog("oil/level", "%", {
      resolution: 0.1,
      noise: 0.05,
      range: [0, 100],
      everyMs: 5000,
      read: () => 76 + (this.#oilCel - 50) / 8,
    });
    list.analog("winding/temperature", "Cel", { ...cel, read: () => this.#windingCel });
    for (const phase of PHASES) {
      list.analog(`primary/voltage-l${phase}`, "kV", {
        resolution: 0.001,
        noise: 0.003,
        range: [0, 14],
        read: () => (around.voltageV / 230) * 5.7735 + 0.004 * phase,
      });
      list.analog(`primary/current-l${phase}`, "A", {
        resolution: 0.01,
        noise: 0.02,
        range: [0, 60],
        read: () => currentA(this.#tree().grid, { phase, voltageV: 5773.5 }),
      });
      list.analog(`secondary/current-l${phase}`, "A", {
        resolution: 0.1,
        noise: 0.3,
        range: [0, 1200],
        read: () => currentA(this.#tree().total, { phase, voltageV: around.voltageV }),
      });
      list.analog(`winding/temperature-l${phase}`, "Cel", {
        ...cel,
        everyMs: 2000,
        read: () => this.#windingCel + 0.4 * (phase - 2),
      });
    }
    list.analog("cabinet/temperature", "Cel", { ...cel, everyMs: 2000, read: () => around.hallCel + 6 });
    list.count("tap/position", () => 5, 5000);
    list.flag("fan/running", () => this.#windingCel > 75);
  }
}

/** Main low-voltage switchboard: one feeder for each area. It carries power and consumes none. */
export class Switchboard implements Machine {
  readonly id: string;
  readonly signals: readonly Signal[];
  readonly itemState: ItemState = 3;
  readonly mode = 3;
  readonly cause = "working";
  readonly powerW = 0;
  readonly powerFactor = 1;
  readonly airM3h = 0;
  readonly pieceCount = 0;
  readonly #tree: () => PowerTree;
  readonly #context: MachineContext;
  #busCel = 38;

  constructor(id: string, tree: () => PowerTree, context: MachineContext) {
    this.id = id;
    this.#tree = tree;
    this.#context = context;
    const list = new SignalList(id);
    addNameplate(list, id, "switchboard");
    this.#addSignals(list);
    this.signals = list.all;
  }

  step(_dtS: number): void {}

  slow(dtS: number): void {
    this.#busCel = lag(
      this.#busCel,
      this.#context.around.hallCel + 6 + 30 * (this.#tree().apparentVA / RATED_VA) ** 2,
      { dtS, tauS: 300 },
    );
  }

  #addSignals(list: SignalList): void {
    const { around } = this.#context;
    const total = (): Feeder => this.#tree().total;
    list.count("item-state", () => 3, 250);
    list.count("operation-mode", () => 3);
    list.analog("power/active", "W", { resolution: 10, noise: 50, range: [0, 700_000], read: () => total().activeW });
    list.analog("power/reactive", "var", {
      resolution: 10,
      noise: 50,
      range: [0, 700_000],
      read: () => total().reactiveVar,
    });
    list.analog("power/factor", "1", { resolution: 0.001, noise: 0.001, range: [0, 1], read: () => factorOf(total()) });
    list.analog("energy/import", "W.h", { resolution: 10, everyMs: 2000, read: () => total().energyWh });
    list.analog("bus/frequency", "Hz", { resolution: 0.001, noise: 0.006, range: [45, 55], read: () => 50 });
    list.analog("bus/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.06,
      range: [0, 120],
      everyMs: 2000,
      read: () => this.#busCel,
    });
    for (const phase of PHASES) {
      list.analog(`bus/voltage-l${phase}`, "V", {
        resolution: 0.1,
        noise: 0.15,
        range: [0, 300],
        read: () => around.voltageV + 0.3 * (phase - 2),
      });
      list.analog(`bus/current-l${phase}`, "A", {
        resolution: 0.1,
        noise: 0.4,
        range: [0, 1200],
        read: () => currentA(total(), { phase, voltageV: around.voltageV }),
      });
      list.analog(`bus/voltage-distortion-l${phase}`, "%", {
        resolution: 0.01,
        noise: 0.02,
        range: [0, 20],
        everyMs: 2000,
        read: () => 2.1 + 0.1 * phase,
      });
    }
    for (const area of AREAS) {
      const feeder = (): Feeder => this.#tree().feeder(area);
      const of = `feeder-${area}`;
      list.analog(`${of}/power`, "W", { resolution: 10, noise: 20, range: [0, 400_000], read: () => feeder().activeW });
      list.analog(`${of}/current`, "A", {
        resolution: 0.1,
        noise: 0.1,
        range: [0, 800],
        read: () => currentA(feeder(), { phase: 2, voltageV: around.voltageV }),
      });
      list.analog(`${of}/power-factor`, "1", {
        resolution: 0.001,
        noise: 0.001,
        range: [0, 1],
        everyMs: 2000,
        read: () => factorOf(feeder()),
      });
      list.flag(`${of}/closed`, () => true, 1000);
    }
  }
}
