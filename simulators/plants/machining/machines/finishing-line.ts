import { lag } from "../../../kernel/physics.ts";
import type { SignalList } from "../../../kernel/signal.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";
import { feature } from "./machined-features.ts";
import type { Process, ProcessSite } from "./process-station.ts";

/** How much thinner each percent of humid air makes the film. */
const THINNER_UM = 1.6;

/** Powder coating booth: electrostatic guns, recovery with filters. */
export class CoatingBooth implements Process {
  readonly ratedW = 24_000;
  readonly #site: ProcessSite;
  #kV = 0;
  #powderGMin = 0;
  #hopperPercent = 72;
  #filterPa = 780;
  #thicknessUm = 72;

  /** Resistance of its own clean filter relative to the usual one. */
  readonly #filter: number;

  constructor(site: ProcessSite) {
    this.#site = site;
    this.#filter = site.random.at("filter").within(0.08);
  }

  get powerW(): number {
    return 6800 + (this.#site.work().working ? 4700 : 900);
  }

  get airM3h(): number {
    return this.#site.work().working ? 38 : 6;
  }

  /** With a clogged filter, or in humid air, less powder stays on the piece. */
  finish(piece: Piece): OperationResult {
    const { clogging, boothHumidityPercent } = this.#site.condition;
    this.#thicknessUm =
      72 * (1 - 0.35 * clogging) - THINNER_UM * boothHumidityPercent + 3 * this.#site.random.at(piece.id).normal();
    piece.truth.filmUm = this.#thicknessUm;
    const features = [feature("film-thickness", this.#thicknessUm, { lower: 50, upper: 110, unit: "um" })];
    return { verdict: this.#thicknessUm >= 50 ? "good" : "scrap", features };
  }

  step(dtS: number): void {
    const { working } = this.#site.work();
    this.#kV = lag(this.#kV, working ? 78 : 0, { dtS, tauS: 0.6 });
    this.#powderGMin = lag(this.#powderGMin, working ? 310 : 0, { dtS, tauS: 0.9 });
  }

  slow(dtS: number): void {
    const { working } = this.#site.work();
    this.#hopperPercent -= (this.#powderGMin * dtS) / 60 / 600;
    if (this.#hopperPercent < 40) {
      this.#hopperPercent = 95;
    }
    this.#filterPa = lag(
      this.#filterPa,
      this.#filter *
        (working ? 960 : 790) *
        (1 + 1.6 * this.#site.condition.clogging) *
        (1 - this.#site.circumstance.freshFilter),
      {
        dtS,
        tauS: 20,
      },
    );
  }

  addSignals(list: SignalList): void {
    list.analog("gun/voltage", "kV", {
      resolution: 0.1,
      noise: 0.3,
      range: [0, 100],
      everyMs: 500,
      read: () => this.#kV,
    });
    list.analog("gun/current", "uA", {
      resolution: 0.1,
      noise: 0.3,
      range: [0, 120],
      everyMs: 500,
      read: () => this.#kV * 0.52,
    });
    list.analog("powder/flow", "g/min", { resolution: 1, noise: 2, range: [0, 600], read: () => this.#powderGMin });
    list.analog("powder/hopper-level", "%", {
      resolution: 0.1,
      noise: 0.1,
      range: [0, 100],
      read: () => this.#hopperPercent,
    });
    list.analog("air/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 60],
      read: () => this.#site.around.hallCel + 1.5,
    });
    list.analog("air/humidity", "%", {
      resolution: 0.1,
      noise: 0.2,
      range: [0, 100],
      read: () =>
        48 + this.#site.around.circumstances.plant.humidityPercent + this.#site.condition.boothHumidityPercent,
    });
    list.analog("air/flow", "m3/h", {
      resolution: 1,
      noise: 25,
      range: [0, 20_000],
      read: () => Math.max(400, (9400 - this.#filterPa) * (1 - 0.9 * this.#site.condition.clogging ** 2)),
    });
    list.analog("filter/pressure-drop", "Pa", {
      resolution: 1,
      noise: 5,
      range: [0, 3000],
      read: () => this.#filterPa,
    });
    list.analog("fluidizing/pressure", "bar", { resolution: 0.001, noise: 0.004, range: [0, 3], read: () => 0.62 });
    list.analog("result/film-thickness", "um", { resolution: 0.1, range: [0, 300], read: () => this.#thicknessUm });
  }
}

/** End-of-line test bench: runs the pump and compares flow, pressure, current and noise. */
export class TestBench implements Process {
  readonly ratedW = 9000;
  readonly #site: ProcessSite;
  #rpm = 0;
  #efficiency = 0.62;
  #resultFlow = 118;
  #noiseDb = 48;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return 520 + (this.#rpm / 2900) ** 3 * 4100;
  }

  get airM3h(): number {
    return 2;
  }

  /** A loose cover or a wide bore reduces the flow; a loose cover can be reworked. */
  finish(piece: Piece): OperationResult {
    const random = this.#site.random.at(`${piece.id} ${piece.reworked}`);
    const { testFlowLMin } = piece.variant;
    const loose = piece.reworked === 0 && random.chance(0.008);
    this.#resultFlow =
      testFlowLMin * (loose ? 0.8 : 1 - 4 * Math.max(0, piece.truth.boreMm ?? 0) + 0.012 * random.normal());
    this.#efficiency = (0.62 * this.#resultFlow) / testFlowLMin;
    piece.truth.flowLMin = this.#resultFlow;
    const features = [
      feature("flow", this.#resultFlow, { lower: 0.88 * testFlowLMin, upper: 1.2 * testFlowLMin, unit: "L/min" }),
    ];
    return { verdict: features[0]?.ok === true ? "good" : piece.reworked === 0 ? "rework" : "scrap", features };
  }

  slow(_dtS: number): void {}

  step(dtS: number): void {
    const { working, progress } = this.#site.work();
    this.#rpm = lag(this.#rpm, working && progress > 0.1 && progress < 0.88 ? 2900 : 0, { dtS, tauS: 0.9 });
    this.#noiseDb = lag(this.#noiseDb, 47 + (24 * this.#rpm) / 2900, { dtS, tauS: 0.6 });
  }

  addSignals(list: SignalList): void {
    const share = (): number => this.#rpm / 2900;
    list.analog("motor/speed", "/min", {
      resolution: 1,
      noise: 2,
      range: [0, 3600],
      everyMs: 500,
      read: () => this.#rpm,
    });
    list.analog("test/flow", "L/min", {
      resolution: 0.1,
      noise: 0.3,
      range: [0, 300],
      everyMs: 500,
      read: () => 190 * this.#efficiency * share(),
    });
    list.analog("test/pressure", "bar", {
      resolution: 0.01,
      noise: 0.01,
      range: [0, 16],
      everyMs: 500,
      read: () => 4.1 * share() ** 2,
    });
    list.analog("test/noise", "dB", { resolution: 0.1, noise: 0.3, range: [0, 130], read: () => this.#noiseDb });
    list.analog("test/vibration-rms", "mm/s", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 20],
      read: () => 0.1 + 1.3 * share(),
    });
    list.analog("motor/current", "A", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 30],
      read: () => 0.3 + 7.2 * share() ** 2,
    });
    list.analog("water/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 80],
      everyMs: 2000,
      read: () => this.#site.around.hallCel + 4,
    });
    // A PLC writes the result of a piece in the cycle in which the piece is done.
    list.analog("result/flow", "L/min", {
      resolution: 0.1,
      range: [0, 300],
      everyMs: 100,
      read: () => this.#resultFlow,
    });
  }
}

/** Packing: box, label, weigh. */
export class Packing implements Process {
  readonly ratedW = 4000;
  readonly #site: ProcessSite;
  #weightKg = 0;
  #sealerCel = 148;
  #film = 0.64;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return 640 + (this.#site.work().working ? 1300 : 0);
  }

  get airM3h(): number {
    return this.#site.work().working ? 6 : 1;
  }

  step(dtS: number): void {
    const { working, progress, pieces } = this.#site.work();
    const piece = pieces[0];
    this.#weightKg = lag(
      this.#weightKg,
      (working && progress > 0.3 && piece !== undefined ? 0.7 + piece.variant.weightKg : 0) +
        this.#site.circumstance.leaningN / 9.81,
      { dtS, tauS: 0.5 },
    );
  }

  slow(dtS: number): void {
    const { working } = this.#site.work();
    this.#sealerCel = lag(this.#sealerCel, working ? 146 : 150, { dtS, tauS: 12 });
    this.#film = working ? (this.#film <= 0.05 ? 1 : this.#film - dtS / 9000) : this.#film;
  }

  addSignals(list: SignalList): void {
    list.analog("scale/weight", "kg", {
      resolution: 0.001,
      noise: 0.002,
      range: [0, 60],
      everyMs: 500,
      read: () => this.#weightKg,
    });
    list.analog("sealer/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.15,
      range: [0, 250],
      read: () => this.#sealerCel,
    });
    list.analog("film/remaining", "%", { resolution: 0.01, range: [0, 100], read: () => 100 * this.#film });
    list.analog("belt/speed", "m/s", {
      resolution: 0.001,
      noise: 0.002,
      range: [0, 1],
      read: () => (this.#site.work().working ? 0.32 : 0),
    });
    list.analog("vacuum/pressure", "kPa", {
      resolution: 0.1,
      noise: 0.3,
      range: [-100, 10],
      read: () => (this.#site.work().working ? -62 : -8),
    });
    list.analog("printer/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.08,
      range: [0, 100],
      everyMs: 2000,
      read: () => this.#site.around.hallCel + 15,
    });
  }
}
