import { lag } from "../physics.ts";
import type { Piece } from "../piece.ts";
import type { SignalList } from "../signal.ts";
import { CURVE_RATE_HZ, CurveRecorder } from "./press-curve.ts";
import type { Process, ProcessSite } from "./process-station.ts";

/** Share of the cycle after which the ram goes back. */
const RETURN_AT = 0.86;

/** Servo press that fits the bearing bush: force over displacement must end inside a window. */
export class Press implements Process {
  readonly ratedW = 9000;
  readonly #site: ProcessSite;
  #displacementMm = 0;
  #forceN = 0;
  #speed = 0;
  #peakN = 18_200;
  #finalMm = 42;
  #interference = 1;
  #motorCel = 44;
  #progress = 0;
  readonly recorder = new CurveRecorder();

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return 750 + (Math.abs(this.#forceN * this.#speed) / 1000) * 1.4 + (this.#site.work().working ? 650 : 0);
  }

  get airM3h(): number {
    return this.#site.work().working ? 3 : 1;
  }

  /** The window: 14 to 24 kN at the end. */
  judge(_piece: Piece): boolean {
    const { random } = this.#site;
    this.#peakN = 18_500 * this.#interference;
    this.#finalMm = 42 + 0.02 * random.normal();
    this.#interference = random.chance(0.004) ? 0.6 : 1 + 0.05 * random.normal();
    return this.#peakN >= 14_000 && this.#peakN <= 24_000;
  }

  step(dtS: number): void {
    const { working, progress, pieces } = this.#site.work();
    const { recorder } = this;
    // Cycles begin at 0; what the drive does between two steps of the plant is what the curve shows.
    const from = progress < this.#progress ? 0 : this.#progress;
    const parts = Math.max(1, Math.round(dtS * CURVE_RATE_HZ));
    for (let part = 1; part <= parts; part++) {
      const now = from + ((progress - from) * part) / parts;
      this.#move(dtS / parts, working, now);
      if (working && now < RETURN_AT) recorder.add(this.#forceN + 9 * recorder.random.normal(), this.#displacementMm + 0.001 * recorder.random.normal());
      else if (working) recorder.finish(this.#site.around.nowMs - ((parts - part) * dtS * 1000) / parts, pieces[0]?.id ?? "");
      else recorder.drop();
    }
    this.#progress = progress;
    this.#motorCel = lag(this.#motorCel, this.#site.around.hallCel + (working ? 30 : 14), { dtS, tauS: 260 });
  }

  /** Approach, press the last 16 mm slowly, hold, return. */
  #move(dtS: number, working: boolean, progress: number): void {
    const target = !working || progress >= RETURN_AT ? 0 : progress < 0.3 ? (26 * progress) / 0.3 : Math.min(42, 26 + (16 * (progress - 0.3)) / 0.45);
    const before = this.#displacementMm;
    this.#displacementMm = lag(before, target, { dtS, tauS: 0.12 });
    this.#speed = (this.#displacementMm - before) / dtS;
    const depth = Math.max(0, this.#displacementMm - 26) / 16;
    this.#forceN = this.#speed < -0.5 ? 0 : 18_500 * this.#interference * (depth > 0.97 ? 1 : 0.86 * depth ** 0.8);
  }

  addSignals(list: SignalList): void {
    list.analog("ram/position", "mm", { resolution: 0.001, noise: 0.001, range: [0, 120], everyMs: 250, read: () => this.#displacementMm });
    list.analog("ram/force", "N", { resolution: 1, noise: 9, range: [0, 40_000], everyMs: 250, read: () => this.#forceN });
    list.analog("ram/speed", "mm/s", { resolution: 0.1, range: [-400, 400], everyMs: 500, read: () => this.#speed });
    list.analog("result/peak-force", "N", { resolution: 1, range: [0, 40_000], read: () => this.#peakN });
    list.analog("result/final-position", "mm", { resolution: 0.001, range: [0, 120], read: () => this.#finalMm });
    list.analog("motor/temperature", "Cel", { resolution: 0.1, noise: 0.07, range: [0, 140], read: () => this.#motorCel });
    list.analog("motor/current", "A", { resolution: 0.01, noise: 0.03, range: [0, 40], read: () => 0.6 + this.#forceN / 1900 });
  }
}

/** Screws of the cover, tightened one after another. */
const SCREWS = 4;

/** Tightening spindle: run down, snug, tighten to torque with an angle window. */
export class Tightening implements Process {
  readonly ratedW = 2500;
  readonly #site: ProcessSite;
  #torqueNm = 0;
  #angleDeg = 0;
  #rpm = 0;
  #screw = 0;
  #finalNm = 24;
  #finalDeg = 42;
  #friction = 1;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return 380 + Math.abs(this.#rpm) * 0.6 + this.#torqueNm * 14;
  }

  get airM3h(): number {
    return 1.5;
  }

  /** The window: 30 to 60 degrees after the snug point. */
  judge(_piece: Piece): boolean {
    const { random } = this.#site;
    this.#finalDeg = 43 / this.#friction;
    this.#friction = random.chance(0.004) ? 1.8 : 1 + 0.06 * random.normal();
    return this.#finalDeg >= 30 && this.#finalDeg <= 60;
  }

  step(dtS: number): void {
    const { working, progress } = this.#site.work();
    const within = (progress * SCREWS) % 1;
    this.#screw = working ? Math.min(SCREWS, Math.floor(progress * SCREWS) + 1) : 0;
    const isTightening = working && within > 0.55 && within < 0.85;
    const speed = working ? (within <= 0.55 ? 520 : isTightening ? 60 : 0) : 0;
    this.#rpm = lag(this.#rpm, speed, { dtS, tauS: 0.08 });
    this.#angleDeg = isTightening ? ((within - 0.55) / 0.3) * (43 / this.#friction) : within <= 0.55 ? 0 : this.#angleDeg;
    const target = !working ? 0 : within <= 0.55 ? 1.6 * this.#friction : isTightening ? 4 + ((within - 0.55) / 0.3) * 20 : 0;
    this.#torqueNm = lag(this.#torqueNm, target, { dtS, tauS: 0.06 });
    if (isTightening) {
      this.#finalNm = this.#torqueNm;
    }
  }

  addSignals(list: SignalList): void {
    list.analog("spindle/torque", "N.m", { resolution: 0.01, noise: 0.03, range: [0, 80], everyMs: 250, read: () => this.#torqueNm });
    list.analog("spindle/angle", "deg", { resolution: 0.1, noise: 0.1, range: [0, 720], everyMs: 250, read: () => this.#angleDeg });
    list.analog("spindle/speed", "/min", { resolution: 1, noise: 1, range: [0, 800], everyMs: 500, read: () => this.#rpm });
    list.count("screw/number", () => this.#screw, 500);
    list.analog("result/final-torque", "N.m", { resolution: 0.01, range: [0, 80], read: () => this.#finalNm });
    list.analog("result/final-angle", "deg", { resolution: 0.1, range: [0, 720], read: () => this.#finalDeg });
    list.analog("motor/temperature", "Cel", { resolution: 0.1, noise: 0.07, range: [0, 120], read: () => this.#site.around.hallCel + 17 });
  }
}
