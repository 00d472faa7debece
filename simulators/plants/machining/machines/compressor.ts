import type { StateCause } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import { lag } from "../../../kernel/physics.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Machine, MachineContext } from "../machine.ts";
import { addNameplate, Supply } from "../nameplate.ts";

/** Receiver and pipes, m3. */
const NET_M3 = 3;
const DELIVERY_M3H = 380;
const LOADED_W = 42_000;
/** Unloaded screw compressors still draw a quarter of their power. */
const UNLOADED_W = 10_800;
/** Share of the power that each kelvin of warmer intake air takes. */
const INTAKE_SHARE = 0.003;
/** Leaks of a net in good order, at 7 bar. */
const USUAL_LEAK_M3H = 14;

/** Screw compressor with load and unload control, and the net it feeds. */
export class Compressor implements Machine {
  readonly id: string;
  readonly signals: readonly Signal[];
  readonly supply: Supply;
  readonly powerFactor = 0.87;
  readonly pieceCount = 0;
  readonly airM3h = 0;
  readonly mode = 3;
  netBar = 7.1;
  flowM3h = 200;
  demandM3h = 200;
  isLoaded = true;
  #powerW = LOADED_W;
  #outletCel = 78;
  #oilCel = 72;
  #loadedShare = 0.5;
  #loadedS = 31_000_000;
  #dewCel = 3.4;
  #filterMbar = 180;
  readonly #context: MachineContext;
  readonly #condition: Condition;
  readonly #circumstance: Circumstance;

  constructor(id: string, context: MachineContext) {
    this.id = id;
    this.#context = context;
    this.#condition = context.around.conditions.of(id);
    this.#circumstance = context.around.circumstances.of(id);
    this.supply = new Supply(id, this, context.around);
    const list = new SignalList(id);
    addNameplate(list, id, "compressor");
    this.#addSignals(list);
    this.supply.addSignals(list, 60_000);
    this.signals = list.all;
  }

  get itemState(): ItemState {
    return this.#isDown ? 1 : 3;
  }

  get cause(): StateCause {
    if (this.#condition.inRepair) return "repair";
    return this.#isDown ? "failure" : "working";
  }

  get #isDown(): boolean {
    return this.#condition.inRepair || this.#condition.failed || this.#context.around.sagged;
  }

  get powerW(): number {
    return this.#powerW;
  }

  /**
   * Leak flow at the present pressure: the flow through a hole is proportional to absolute pressure. `shareOf` gives
   * the share of each leak that counts, by asset; null means the net's usual leaks.
   */
  leakM3h(shareOf: (asset: string | null) => number = () => 1): number {
    let m3h = USUAL_LEAK_M3H * shareOf(null);
    for (const [asset, condition] of this.#context.around.conditions.entries()) {
      if (condition.airLeakM3h > 0) m3h += condition.airLeakM3h * shareOf(asset);
    }
    return (m3h * (this.netBar + 1)) / 8;
  }

  /** `consumersM3h` is the consumption of the machines. */
  supplyNet(dtS: number, consumersM3h: number): void {
    this.demandM3h = consumersM3h + this.leakM3h();
    this.flowM3h = lag(
      this.flowM3h,
      this.isLoaded && !this.#isDown ? DELIVERY_M3H * (1 - 0.5 * this.#condition.clogging) : 0,
      { dtS, tauS: 1.5 },
    );
    this.netBar = Math.max(0, this.netBar + ((this.flowM3h - this.demandM3h) * dtS) / 3600 / NET_M3);
    const [loadBelow, unloadAbove] = this.#context.around.utilities.airBandBar;
    if (this.netBar <= loadBelow) {
      this.isLoaded = true;
    } else if (this.netBar >= unloadAbove) {
      this.isLoaded = false;
    }
  }

  step(dtS: number): void {
    // Compression takes more power at a higher pressure; unloaded, the screw turns against its closed inlet.
    const wantedW = this.#isDown ? 120 : this.isLoaded ? LOADED_W * this.#effort : UNLOADED_W;
    this.#powerW = lag(this.#powerW, wantedW, { dtS, tauS: 1.2 });
    this.supply.step(dtS);
  }

  /** Share of the usual power: more at a higher pressure, and where it draws in warm, thin air. */
  get #effort(): number {
    const { intakeK } = this.#context.around;
    return (0.94 + 0.06 * (this.netBar - 6.6)) * (1 + INTAKE_SHARE * intakeK);
  }

  slow(dtS: number): void {
    const { hallCel } = this.#context.around;
    const loaded = this.isLoaded ? 1 : 0;
    this.#loadedS += dtS * loaded;
    this.#loadedShare = lag(this.#loadedShare, loaded, { dtS, tauS: 120 });
    this.#outletCel = lag(this.#outletCel, hallCel + 50 + 9 * loaded, { dtS, tauS: 45 });
    this.#oilCel = lag(this.#oilCel, hallCel + 45 + 7 * loaded, { dtS, tauS: 90 });
    this.#dewCel = lag(this.#dewCel, 2.8 + 1.4 * loaded, { dtS, tauS: 60 });
    this.#filterMbar = lag(
      this.#filterMbar,
      (150 + 60 * loaded) * (1 + 3 * this.#condition.clogging) * (1 - this.#circumstance.freshFilter),
      {
        dtS,
        tauS: 5,
      },
    );
  }

  #addSignals(list: SignalList): void {
    list.count("item-state", () => this.itemState, 250);
    list.count("operation-mode", () => 3);
    list.flag("compressor/loaded", () => this.isLoaded);
    list.analog("net/pressure", "bar", {
      resolution: 0.01,
      noise: 0.006,
      range: [0, 16],
      everyMs: 500,
      read: () => this.netBar,
    });
    list.analog("net/dew-point", "Cel", {
      resolution: 0.1,
      noise: 0.08,
      range: [-40, 40],
      everyMs: 2000,
      read: () => this.#dewCel,
    });
    list.analog("outlet/flow", "m3/h", { resolution: 0.1, noise: 0.8, range: [0, 600], read: () => this.flowM3h });
    list.analog("outlet/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.08,
      range: [0, 150],
      read: () => this.#outletCel,
    });
    list.analog("outlet/pressure", "bar", {
      resolution: 0.01,
      noise: 0.008,
      range: [0, 16],
      read: () => this.netBar + (this.isLoaded ? 0.25 : 0.02),
    });
    this.#addDriveSignals(list);
    list.count("counter/loaded-time", () => Math.floor(this.#loadedS), 5000);
    list.analog("inlet/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.06,
      range: [-20, 60],
      everyMs: 2000,
      read: () => this.#context.around.hallCel + 2 + this.#context.around.intakeK,
    });
    list.analog("cooling-water/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.06,
      range: [0, 80],
      everyMs: 2000,
      read: () => this.#oilCel - 38,
    });
  }

  /** Oil, motor, and the values that the controller derives. */
  #addDriveSignals(list: SignalList): void {
    list.analog("oil/temperature", "Cel", { resolution: 0.1, noise: 0.08, range: [0, 130], read: () => this.#oilCel });
    list.analog("oil/pressure", "bar", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 10],
      everyMs: 2000,
      read: () => (this.isLoaded ? 4.6 : 2.1),
    });
    list.analog("oil/separator-pressure-drop", "mbar", {
      resolution: 1,
      noise: 2,
      range: [0, 2000],
      everyMs: 2000,
      read: () => this.#filterMbar,
    });
    list.analog("motor/speed", "/min", {
      resolution: 1,
      noise: 2,
      range: [0, 3600],
      read: () => 2975 - (this.#powerW / LOADED_W) * 22,
    });
    list.analog("motor/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.08,
      range: [0, 160],
      everyMs: 2000,
      read: () => this.#outletCel + 3,
    });
    list.analog("motor/vibration-rms", "mm/s", {
      resolution: 0.01,
      noise: 0.04,
      range: [0, 30],
      read: () => (this.isLoaded ? 2 : 1.4),
    });
    list.analog("compressor/load-share", "%", {
      resolution: 0.1,
      range: [0, 100],
      everyMs: 2000,
      read: () => 100 * this.#loadedShare,
    });
    list.analog("compressor/specific-power", "kW.min/m3", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 60],
      everyMs: 2000,
      read: () => (this.flowM3h < 20 ? 0 : this.#powerW / 1000 / (this.flowM3h / 60)),
    });
  }
}
