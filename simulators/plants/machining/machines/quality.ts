import { lag } from "../../../kernel/physics.ts";
import type { SignalList } from "../../../kernel/signal.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";
import { boreFeature, FLATNESS_LIMIT_MM, feature } from "./machined-features.ts";
import type { Process, ProcessSite } from "./process-station.ts";

/** Coordinate measuring machine: probes points, reports the worst features. */
export class Cmm implements Process {
  readonly ratedW = 4000;
  readonly #site: ProcessSite;
  #x = 0;
  #y = 0;
  #z = 300;
  #touches = 0;
  #bore = 0;
  #flatness = 0.012;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return this.#site.work().working ? 1450 : 620;
  }

  get airM3h(): number {
    return 6;
  }

  slow(dtS: number): void {
    const { working, progress, elapsedS } = this.#site.work();
    const angle = elapsedS * 0.9;
    this.#x = lag(this.#x, working ? 140 * Math.cos(angle) : 0, { dtS, tauS: 0.4 });
    this.#y = lag(this.#y, working ? 140 * Math.sin(angle) : 0, { dtS, tauS: 0.4 });
    this.#z = lag(this.#z, working ? 90 + 40 * Math.sin(elapsedS * 2.6) : 300, { dtS, tauS: 0.4 });
    this.#touches = working ? Math.floor(progress * 48) : this.#touches;
  }

  /** Probe results: the true values with an uncertainty of 1.5 um. */
  finish(piece: Piece): OperationResult {
    const random = this.#site.random.at(piece.id);
    this.#bore = (piece.truth.boreMm ?? 0) + 0.0008 * random.normal();
    this.#flatness = Math.abs((piece.truth.flatnessMm ?? 0.012) + 0.0008 * random.normal());
    const features = [
      boreFeature(piece, this.#bore),
      feature("flange-flatness", this.#flatness, { lower: 0, upper: FLATNESS_LIMIT_MM, unit: "mm" }),
    ];
    return { verdict: features.every(({ ok }) => ok) ? "good" : "scrap", features };
  }

  addSignals(list: SignalList): void {
    const mm = { resolution: 0.001, noise: 0.0008, range: [-600, 600], everyMs: 500 } as const;
    list.analog("axis-x/position", "mm", { ...mm, read: () => this.#x });
    list.analog("axis-y/position", "mm", { ...mm, read: () => this.#y });
    list.analog("axis-z/position", "mm", { ...mm, read: () => this.#z });
    list.count("probe/touches", () => this.#touches, 500);
    list.analog("result/bore-deviation", "mm", { resolution: 0.0001, range: [-1, 1], read: () => this.#bore });
    list.analog("result/flatness", "mm", { resolution: 0.0001, range: [0, 1], read: () => this.#flatness });
    list.analog("room/temperature", "Cel", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 50],
      everyMs: 2000,
      read: () => 20.1 + (this.#site.around.hallCel - 24) * 0.04,
    });
    list.analog("room/humidity", "%", {
      resolution: 0.1,
      noise: 0.15,
      range: [0, 100],
      everyMs: 2000,
      read: () => 47 + 0.15 * this.#site.around.circumstances.plant.humidityPercent,
    });
    list.analog("air-bearing/pressure", "bar", { resolution: 0.001, noise: 0.004, range: [0, 10], read: () => 4.8 });
  }
}

/** Camera inspection: counts blemishes and judges. */
export class Vision implements Process {
  readonly ratedW = 2000;
  readonly #site: ProcessSite;
  #score = 97;
  #exposureUs = 850;
  #blemishes = 0;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return this.#site.work().working ? 780 : 430;
  }

  get airM3h(): number {
    return 1;
  }

  /** Three blemishes are too many; a piece is reworked at most once. */
  finish(piece: Piece): OperationResult {
    this.#blemishes = piece.truth.blemishes ?? 0;
    const random = this.#site.random.at(`${piece.id} ${piece.reworked}`);
    this.#score = 98 - 8 * this.#blemishes + random.normal();
    const features = [feature("blemishes", this.#blemishes, { lower: 0, upper: 2, unit: "1" })];
    if (this.#blemishes < 3) return { verdict: "good", features };
    return { verdict: piece.reworked === 0 && random.chance(0.8) ? "rework" : "scrap", features };
  }

  slow(dtS: number): void {
    this.#exposureUs = lag(this.#exposureUs, this.#site.work().working ? 920 : 850, { dtS, tauS: 2 });
  }

  addSignals(list: SignalList): void {
    list.analog("result/score", "%", { resolution: 0.1, range: [0, 100], read: () => this.#score });
    list.count("result/blemishes", () => this.#blemishes);
    list.analog("camera/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 90],
      read: () => this.#site.around.hallCel + 19,
    });
    list.analog("camera/exposure-time", "us", {
      resolution: 1,
      noise: 2,
      range: [0, 20_000],
      read: () => this.#exposureUs,
    });
    list.analog("camera/focus-score", "%", { resolution: 0.1, noise: 0.3, range: [0, 100], read: () => 93 });
    list.analog("light/current", "A", {
      resolution: 0.001,
      noise: 0.003,
      range: [0, 5],
      read: () => (this.#site.work().working ? 2.1 : 0.4),
    });
    list.analog("light/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 90],
      everyMs: 2000,
      read: () => this.#site.around.hallCel + 14,
    });
  }
}

/** Share of the test during which the piece is filled, then settles; the rest measures. */
const FILL = 0.2;
const SETTLE = 0.5;
const TEST_KPA = 350;
const ATMOSPHERE_KPA = 101.3;
/** Volume of piece and hose. */
const VOLUME_ML = 1400;
const LEAK_LIMIT_ML_MIN = 2;
/** Leak of the fixture's seal, and of one that does not close. */
const USUAL_SEAL_ML_MIN = 0.4;
const LEAKY_SEAL_ML_MIN = 3.4;

/** Leak test by pressure decay: fill, settle (the air cools), measure, vent. */
export class LeakTester implements Process {
  readonly ratedW = 1500;
  readonly #site: ProcessSite;
  #pressureKPa = 0;
  #decayPa = 0;
  #resultMlMin = 0.6;
  #startKPa = 0;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return this.#site.work().working ? 520 : 310;
  }

  get airM3h(): number {
    const { working, progress } = this.#site.work();
    return working && progress < FILL ? 9 : 0.5;
  }

  /** Pores of the casting, and the seal of the fixture. */
  #leakOf(piece: Piece | undefined): number {
    if (piece === undefined) return 0;
    const { sealLeak } = this.#site.condition;
    const leaks = sealLeak > 0 && this.#site.random.at(`seal ${piece.id}`).chance(sealLeak);
    return piece.truth.poreLeakMlMin + (leaks ? LEAKY_SEAL_ML_MIN : USUAL_SEAL_ML_MIN);
  }

  /** Allowed: 2 ml/min. */
  finish(piece: Piece): OperationResult {
    this.#resultMlMin = Math.max(0, this.#leakOf(piece) + 0.06 * this.#site.random.at(piece.id).normal());
    const features = [feature("leak-rate", this.#resultMlMin, { lower: 0, upper: LEAK_LIMIT_ML_MIN, unit: "mL/min" })];
    return { verdict: this.#resultMlMin <= LEAK_LIMIT_ML_MIN ? "good" : "scrap", features };
  }

  step(dtS: number): void {
    const { working, progress, pieces } = this.#site.work();
    if (!working) {
      this.#pressureKPa = lag(this.#pressureKPa, 0, { dtS, tauS: 0.7 });
      return;
    }
    if (progress < FILL) {
      this.#pressureKPa = lag(this.#pressureKPa, TEST_KPA + 6, { dtS, tauS: 1.1 });
      this.#startKPa = this.#pressureKPa;
      this.#decayPa = 0;
    } else if (progress < SETTLE) {
      this.#pressureKPa = lag(this.#pressureKPa, TEST_KPA, { dtS, tauS: 2.5 });
      this.#startKPa = this.#pressureKPa;
    } else {
      // dp/dt = p0 * leak / volume; the volume is that of piece and hose.
      this.#pressureKPa -= (ATMOSPHERE_KPA * this.#leakOf(pieces[0]) * dtS) / 60 / VOLUME_ML;
      this.#decayPa = 1000 * (this.#startKPa - this.#pressureKPa);
    }
  }

  slow(_dtS: number): void {}

  addSignals(list: SignalList): void {
    list.analog("test/pressure", "kPa", {
      resolution: 0.01,
      noise: 0.012,
      range: [0, 800],
      everyMs: 250,
      read: () => this.#pressureKPa,
    });
    list.analog("test/pressure-decay", "Pa", {
      resolution: 0.1,
      noise: 0.2,
      range: [-50, 2000],
      everyMs: 500,
      read: () => this.#decayPa,
    });
    list.analog("result/leak-rate", "mL/min", { resolution: 0.01, range: [0, 50], read: () => this.#resultMlMin });
    list.analog("test/temperature", "Cel", {
      resolution: 0.01,
      noise: 0.015,
      range: [0, 60],
      read: () => this.#site.around.hallCel + 0.8,
    });
    list.analog("test/reference-pressure", "kPa", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 800],
      read: () => TEST_KPA,
    });
    list.analog("clamp/force", "N", {
      resolution: 1,
      noise: 4,
      range: [0, 8000],
      read: () => (this.#site.work().working ? 4200 : 0),
    });
    list.count(
      "test/step",
      () => {
        const { working, progress } = this.#site.work();
        if (!working) {
          return 0;
        }
        if (progress < FILL) {
          return 1;
        }
        return progress < SETTLE ? 2 : 3;
      },
      500,
    );
  }
}
