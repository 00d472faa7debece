import { lag } from "../../../kernel/physics.ts";
import type { SignalList } from "../../../kernel/signal.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";
import { CURVE_RATE_HZ, CurveRecorder } from "./curve-recorder.ts";
import { feature } from "./machined-features.ts";
import { type Process, type ProcessSite, RESULT_MS } from "./process-station.ts";

/** Screws of the cover, tightened one after another. */
const SCREWS = 4;
/** Share of a screw's time for running down; then it is tightened. */
const SNUG_AT = 0.55;
const TIGHT_AT = 0.85;
const RUN_DOWN_NM = 1.6;
const SNUG_NM = 4;
const FINAL_NM = 24;
/**
 * Angle from the snug point to the final torque with usual friction: torque grows with the angle by the joint's
 * stiffness.
 */
const USUAL_DEG = 43;

/**
 * Tightening spindle: run down at low torque, from the snug point on torque grows with the angle; the window is on
 * the angle.
 */
export class Tightening implements Process {
  readonly ratedW = 2500;
  readonly recorder = new CurveRecorder(["torque", "angle"], 0x54_67_74_31);
  readonly #site: ProcessSite;
  #torqueNm = 0;
  #angleDeg = 0;
  #rpm = 0;
  #screw = 0;
  #finalNm = FINAL_NM;
  #finalDeg = USUAL_DEG;
  /** Friction of the piece's threads, relative to usual. */
  #friction = 1;
  #piece: Piece | undefined;

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
  finish(piece: Piece): OperationResult {
    this.#finalDeg = USUAL_DEG / this.#friction;
    piece.truth.tightenedDeg = this.#finalDeg;
    const angle = feature("final-angle", this.#finalDeg, { lower: 30, upper: 60, unit: "deg" });
    return {
      verdict: angle.ok ? "good" : "scrap",
      features: [angle, feature("final-torque", this.#finalNm, { lower: 22, upper: 26, unit: "N.m" })],
    };
  }

  #take(piece: Piece): void {
    const random = this.#site.random.at(piece.id);
    this.#piece = piece;
    this.#friction = random.chance(0.004) ? 1.8 : 1 + 0.06 * random.normal();
  }

  step(dtS: number): void {
    const { working, progress, pieces, elapsedS } = this.#site.work();
    const piece = pieces[0];
    if (working && piece !== undefined && piece !== this.#piece) this.#take(piece);
    if (!working) {
      this.#rpm = lag(this.#rpm, 0, { dtS, tauS: 0.08 });
      this.#torqueNm = lag(this.#torqueNm, 0, { dtS, tauS: 0.06 });
      this.#screw = 0;
      this.recorder.drop();
      return;
    }
    const parts = Math.round(dtS * CURVE_RATE_HZ);
    const perPart = progress === 0 ? 0 : (progress / elapsedS) * (dtS / parts);
    for (let part = parts - 1; part >= 0; part--) {
      this.#turn(progress - part * perPart);
      this.recorder.add(this.#torqueNm + 0.03 * this.recorder.random.normal(), this.#angleDeg);
    }
    this.#rpm = this.#torqueNm > SNUG_NM ? 60 : this.#torqueNm > 0.5 ? 520 : 0;
    if (progress > 0.995) this.recorder.finish(this.#site.around.nowMs, piece?.id ?? "");
  }

  #turn(progress: number): void {
    const within = Math.max(0, progress * SCREWS) % 1;
    this.#screw = Math.min(SCREWS, Math.floor(Math.max(0, progress) * SCREWS) + 1);
    if (within <= SNUG_AT) {
      this.#angleDeg = 0;
      this.#torqueNm = RUN_DOWN_NM * this.#friction;
    } else if (within < TIGHT_AT) {
      const share = (within - SNUG_AT) / (TIGHT_AT - SNUG_AT);
      this.#angleDeg = (share * USUAL_DEG) / this.#friction;
      this.#torqueNm = SNUG_NM + share * (FINAL_NM - SNUG_NM);
      this.#finalNm = this.#torqueNm;
    } else {
      this.#torqueNm = 0;
    }
  }

  slow(_dtS: number): void {}

  addSignals(list: SignalList): void {
    list.analog("spindle/torque", "N.m", {
      resolution: 0.01,
      noise: 0.03,
      range: [0, 80],
      everyMs: 250,
      read: () => this.#torqueNm,
    });
    list.analog("spindle/angle", "deg", {
      resolution: 0.1,
      noise: 0.1,
      range: [0, 720],
      everyMs: 250,
      read: () => this.#angleDeg,
    });
    list.analog("spindle/speed", "/min", {
      resolution: 1,
      noise: 1,
      range: [0, 800],
      everyMs: 500,
      read: () => this.#rpm,
    });
    list.count("screw/number", () => this.#screw, 500);
    list.analog("result/final-torque", "N.m", {
      resolution: 0.01,
      range: [0, 80],
      everyMs: RESULT_MS,
      read: () => this.#finalNm,
    });
    list.analog("result/final-angle", "deg", {
      resolution: 0.1,
      range: [0, 720],
      everyMs: RESULT_MS,
      read: () => this.#finalDeg,
    });
    list.analog("motor/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 120],
      read: () => this.#site.around.hallCel + 17,
    });
  }
}
