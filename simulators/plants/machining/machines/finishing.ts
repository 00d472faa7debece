import { approach, lag } from "../../../kernel/physics.ts";
import type { SignalList } from "../../../kernel/signal.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";
import type { Process, ProcessSite } from "./process-station.ts";

/** Blemishes of a piece that the camera rejects. */
const BLEMISHED = 3;
/** A bath that is colder leaves chips on pieces: on all where it is this much colder, Cel and K. */
const CLEANS_FROM_CEL = 57;
const LEAVES_ALL_K = 12;
/** First-order lag of 0.5 s over one step of the model. */
const LOAD_SHARE = 1 - Math.exp(-0.1 / 0.5);

/** Robot-guided deburring with a brush spindle and extraction. */
export class Deburring implements Process {
  readonly ratedW = 12_000;
  readonly #site: ProcessSite;
  #rpm = 0;
  #load = 0;
  #brushWear = 0.25;
  #filterPa = 620;

  /** Resistance of its own clean filter relative to the usual one. */
  readonly #filter: number;

  constructor(site: ProcessSite) {
    this.#site = site;
    this.#filter = site.random.at("filter").within(0.08);
  }

  get powerW(): number {
    return 900 + 2600 * this.#load + (this.#rpm / 12_000) * 700 + 1100;
  }

  get airM3h(): number {
    return this.#site.work().working ? 16 : 3;
  }

  step(dtS: number): void {
    const { working, progress } = this.#site.work();
    this.#rpm = approach(this.#rpm, working ? 12_000 : 0, 6000 * dtS);
    this.#load += ((working ? 0.55 + 0.3 * Math.sin(progress * 22) ** 2 : 0.04) - this.#load) * LOAD_SHARE;
  }

  slow(dtS: number): void {
    const { working } = this.#site.work();
    this.#brushWear = working ? (this.#brushWear + dtS / 40_000) % 0.9 : this.#brushWear;
    const clogging = this.#site.condition.clogging;
    this.#filterPa = lag(
      this.#filterPa,
      this.#filter * (working ? 910 : 640) * (1 + 1.6 * clogging) * (1 - this.#site.circumstance.freshFilter),
      { dtS, tauS: 25 },
    );
  }

  /** A worn brush leaves burrs and marks; the casting has some of its own. */
  finish(piece: Piece): OperationResult {
    const random = this.#site.random.at(piece.id);
    const marks = random.chance(0.01 + 0.012 * this.#brushWear) ? BLEMISHED : Math.floor(random.between(0, 2));
    piece.truth.blemishes = piece.truth.isMarked === true ? BLEMISHED : marks;
    return { verdict: "good", features: [] };
  }

  addSignals(list: SignalList): void {
    list.analog("spindle/speed", "/min", {
      resolution: 1,
      noise: 8,
      range: [0, 15_000],
      everyMs: 500,
      read: () => this.#rpm,
    });
    list.analog("spindle/load", "%", { resolution: 0.1, noise: 0.5, range: [0, 150], read: () => 100 * this.#load });
    list.analog("spindle/vibration-rms", "mm/s", {
      resolution: 0.01,
      noise: 0.03,
      range: [0, 20],
      read: () => 0.2 + (this.#rpm / 12_000) * (0.9 + 0.4 * this.#brushWear),
    });
    list.analog("brush/life-used", "%", { resolution: 0.01, range: [0, 100], read: () => 100 * this.#brushWear });
    list.analog("extraction/pressure-drop", "Pa", {
      resolution: 1,
      noise: 6,
      range: [0, 3000],
      read: () => this.#filterPa,
    });
    list.analog("extraction/flow", "m3/h", {
      resolution: 1,
      noise: 5,
      range: [0, 3000],
      read: () => Math.max(60, (1850 - this.#filterPa / 4) * (1 - 0.9 * this.#site.condition.clogging ** 2)),
    });
    list.analog("contact/force", "N", {
      resolution: 0.1,
      noise: 0.5,
      range: [0, 200],
      everyMs: 500,
      read: () => 62 * this.#load,
    });
  }
}

/** Spray washer with a heated bath, several pieces at a time. */
export class Washer implements Process {
  readonly ratedW = 48_000;
  bathCel = 61;
  rinseCel = 46;
  waterM3h = 0.06;
  #heaterShare = 0.3;
  #pumpBar = 0.3;
  #levelPercent = 86;
  #conductivity = 310;
  readonly #site: ProcessSite;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return 1200 + 27_000 * this.#heaterShare + (this.#site.work().working ? 7800 : 600);
  }

  get airM3h(): number {
    return this.#site.work().working ? 5 : 2;
  }

  finish(piece: Piece): OperationResult {
    const share = (CLEANS_FROM_CEL - this.bathCel) / LEAVES_ALL_K;
    if (share > 0 && this.#site.random.at(`chips ${piece.id}`).chance(share)) piece.truth.blemishes = BLEMISHED;
    return { verdict: "good", features: [] };
  }

  slow(dtS: number): void {
    const work = this.#site.work();
    const isSpraying = work.working && work.progress < 0.55;
    const isRinsing = work.working && work.progress >= 0.55;
    // Proportional control of the bath heater around 62 degrees; spraying cools the bath.
    const wantedCel = 62 - this.#site.condition.coldBathK;
    this.#heaterShare = lag(this.#heaterShare, Math.min(1, Math.max(0, 0.35 + (wantedCel - this.bathCel) * 0.5)), {
      dtS,
      tauS: 4,
    });
    this.bathCel +=
      dtS *
      (this.#heaterShare * 0.021 -
        (this.bathCel - this.#site.around.hallCel) * 0.00016 -
        (isSpraying ? 0.0035 : 0.0006));
    this.rinseCel = lag(this.rinseCel, isRinsing ? 44 : 47, { dtS, tauS: 40 });
    this.#pumpBar = lag(this.#pumpBar, isSpraying ? 6.2 : 0.4, { dtS, tauS: 0.8 });
    this.waterM3h = lag(this.waterM3h, isRinsing ? 1.35 : 0.05, { dtS, tauS: 2 });
    this.#levelPercent = lag(this.#levelPercent, isRinsing ? 88 : 85, { dtS, tauS: 60 });
    this.#conductivity = lag(this.#conductivity, isRinsing ? 260 : 345, { dtS, tauS: 80 });
  }

  addSignals(list: SignalList): void {
    const cel = { resolution: 0.1, noise: 0.08, range: [0, 100] } as const;
    list.analog("bath/temperature", "Cel", { ...cel, read: () => this.bathCel });
    list.analog("bath/setpoint", "Cel", { ...cel, noise: 0, read: () => 62 });
    list.analog("bath/level", "%", { resolution: 0.1, noise: 0.2, range: [0, 100], read: () => this.#levelPercent });
    list.analog("bath/conductivity", "uS/cm", {
      resolution: 1,
      noise: 1.5,
      range: [0, 2000],
      read: () => this.#conductivity,
    });
    list.analog("bath/ph", "[pH]", {
      resolution: 0.01,
      noise: 0.01,
      range: [0, 14],
      everyMs: 2000,
      read: () => 9.4 + this.#conductivity / 4000,
    });
    list.analog("rinse/temperature", "Cel", { ...cel, read: () => this.rinseCel });
    list.analog("heater/output", "%", {
      resolution: 0.1,
      noise: 0.2,
      range: [0, 100],
      read: () => 100 * this.#heaterShare,
    });
    list.analog("pump/pressure", "bar", {
      resolution: 0.01,
      noise: 0.03,
      range: [0, 16],
      everyMs: 500,
      read: () => this.#pumpBar,
    });
    list.analog("pump/flow", "L/min", { resolution: 0.1, noise: 0.8, range: [0, 400], read: () => 34 * this.#pumpBar });
    list.analog("water/flow", "m3/h", { resolution: 0.001, noise: 0.004, range: [0, 5], read: () => this.waterM3h });
    list.count("pieces/on-board", () => this.#site.work().pieces.length);
  }
}

/** Hot-air dryer with a gas burner. */
export class Dryer implements Process {
  readonly ratedW = 12_000;
  airCel = 108;
  /** Natural gas at normal conditions. */
  gasM3h = 1.5;
  #burnerShare = 0.4;
  #humidity = 22;
  readonly #site: ProcessSite;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return 900 + (this.#site.work().working ? 5600 : 2400);
  }

  get airM3h(): number {
    return this.#site.work().working ? 11 : 1;
  }

  slow(dtS: number): void {
    const { working, progress } = this.#site.work();
    this.#burnerShare = lag(this.#burnerShare, Math.min(1, Math.max(0.06, 0.42 + (110 - this.airCel) * 0.12)), {
      dtS,
      tauS: 3,
    });
    this.airCel +=
      dtS *
      (this.#burnerShare * 0.32 - (this.airCel - this.#site.around.hallCel) * 0.00125 - (working ? 0.045 : 0.015));
    this.gasM3h = 4.2 * this.#burnerShare;
    this.#humidity = lag(this.#humidity, working ? 48 - 34 * progress : 20, { dtS, tauS: 8 });
  }

  addSignals(list: SignalList): void {
    list.analog("air/temperature", "Cel", { resolution: 0.1, noise: 0.12, range: [0, 200], read: () => this.airCel });
    list.analog("air/setpoint", "Cel", { resolution: 0.1, range: [0, 200], read: () => 110 });
    list.analog("air/humidity", "%", { resolution: 0.1, noise: 0.3, range: [0, 100], read: () => this.#humidity });
    list.analog("air/flow", "m3/h", {
      resolution: 1,
      noise: 8,
      range: [0, 4000],
      read: () => (this.#site.work().working ? 2350 : 900),
    });
    list.analog("burner/output", "%", {
      resolution: 0.1,
      noise: 0.2,
      range: [0, 100],
      read: () => 100 * this.#burnerShare,
    });
    list.analog("burner/gas-flow", "m3/h", { resolution: 0.01, noise: 0.01, range: [0, 10], read: () => this.gasM3h });
    list.analog("fan/speed", "/min", {
      resolution: 1,
      noise: 4,
      range: [0, 3000],
      read: () => (this.#site.work().working ? 1460 : 620),
    });
    list.analog("fan/vibration-rms", "mm/s", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 20],
      read: () => (this.#site.work().working ? 1.4 : 0.7),
    });
    list.count("pieces/on-board", () => this.#site.work().pieces.length);
  }
}
