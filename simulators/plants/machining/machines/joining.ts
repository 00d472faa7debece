import { lag } from "../../../kernel/physics.ts";
import type { SignalList } from "../../../kernel/signal.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";
import { CURVE_RATE_HZ, CurveRecorder } from "./curve-recorder.ts";
import { feature } from "./machined-features.ts";
import type { Process, ProcessSite } from "./process-station.ts";

/** A PLC writes the result of a piece in the cycle in which the piece is done. */
const RESULT_MS = 100;
/** Share of the cycle after which the ram goes back. */
const RETURN_AT = 0.86;
/** Where the bush meets the bore, and where it sits. */
const CONTACT_MM = 26;
const SEAT_MM = 42;
/** Force of the nominal interference over the full length. */
const FULL_FORCE_N = 18_500;
/** Outer diameter of the bush less the nominal bore. */
const INTERFERENCE_MM = 0.05;
const FORCE_WINDOW_N = [13_000, 25_000] as const;
/** The drive's lag over one point of the curve. */
const RAM_SHARE = 1 - Math.exp(-1 / CURVE_RATE_HZ / 0.12);

/** Servo press that fits the bearing bush: force grows with the length in the bore and with the interference there. */
export class Press implements Process {
  readonly ratedW = 9000;
  readonly recorder = new CurveRecorder(["force", "position"], 0x50_72_65_73);
  readonly #site: ProcessSite;
  #displacementMm = 0;
  #forceN = 0;
  #speed = 0;
  #peakN = 18_200;
  #finalMm = SEAT_MM;
  /** Of the piece at hand, relative to the nominal one. */
  #interference = 1;
  #piece: Piece | undefined;
  #motorCel = 44;
  #progress = 0;

  constructor(site: ProcessSite) {
    this.#site = site;
  }

  get powerW(): number {
    return 750 + (Math.abs(this.#forceN * this.#speed) / 1000) * 1.4 + (this.#site.work().working ? 650 : 0);
  }

  get airM3h(): number {
    return this.#site.work().working ? 3 : 1;
  }

  finish(piece: Piece): OperationResult {
    this.#peakN = FULL_FORCE_N * this.#interference;
    this.#finalMm = SEAT_MM + 0.02 * this.#site.random.normal();
    piece.truth.pressN = this.#peakN;
    const force = feature("peak-force", this.#peakN, { lower: FORCE_WINDOW_N[0], upper: FORCE_WINDOW_N[1], unit: "N" });
    return {
      verdict: force.ok ? "good" : "scrap",
      features: [
        force,
        feature("final-position", this.#finalMm, { lower: SEAT_MM - 0.1, upper: SEAT_MM + 0.1, unit: "mm" }),
      ],
    };
  }

  /** The bush's own scatter, a wide or narrow bore, now and then chips between the two. */
  #take(piece: Piece): void {
    const { random } = this.#site;
    this.#piece = piece;
    this.#interference = Math.max(
      0.1,
      (INTERFERENCE_MM - (piece.truth.boreMm ?? 0) + 0.0025 * random.normal()) / INTERFERENCE_MM +
        (random.chance(0.003) ? 0.5 : 0),
    );
  }

  step(dtS: number): void {
    const { working, progress, pieces } = this.#site.work();
    const piece = pieces[0];
    if (working && piece !== undefined && piece !== this.#piece) this.#take(piece);
    const { recorder } = this;
    if (!working && this.#displacementMm < 0.001) {
      this.#displacementMm = this.#speed = this.#forceN = 0;
      recorder.drop();
      this.#progress = 0;
      return;
    }
    // Cycles begin at 0; what the drive does between two steps of the plant is what the curve shows.
    const from = progress < this.#progress ? 0 : this.#progress;
    const parts = Math.round(dtS * CURVE_RATE_HZ);
    for (let part = 1; part <= parts; part++) {
      const now = from + ((progress - from) * part) / parts;
      this.#move(1 / CURVE_RATE_HZ, working, now);
      if (working && now < RETURN_AT)
        recorder.add(
          this.#forceN + 9 * recorder.random.normal(),
          this.#displacementMm + 0.001 * recorder.random.normal(),
        );
      else if (working)
        recorder.finish(this.#site.around.nowMs - ((parts - part) * dtS * 1000) / parts, piece?.id ?? "");
      else recorder.drop();
    }
    this.#progress = progress;
  }

  /** Approach, press the last 16 mm slowly, hold, return. */
  #move(dtS: number, working: boolean, progress: number): void {
    const target =
      !working || progress >= RETURN_AT
        ? 0
        : progress < 0.3
          ? (CONTACT_MM * progress) / 0.3
          : Math.min(SEAT_MM, CONTACT_MM + ((SEAT_MM - CONTACT_MM) * (progress - 0.3)) / 0.45);
    const before = this.#displacementMm;
    this.#displacementMm += (target - before) * RAM_SHARE;
    this.#speed = (this.#displacementMm - before) / dtS;
    const depth = Math.max(0, this.#displacementMm - CONTACT_MM) / (SEAT_MM - CONTACT_MM);
    this.#forceN =
      this.#speed < -0.5 ? 0 : FULL_FORCE_N * this.#interference * (depth > 0.97 ? 1 : 0.86 * depth ** 0.8);
  }

  slow(dtS: number): void {
    this.#motorCel = lag(this.#motorCel, this.#site.around.hallCel + (this.#site.work().working ? 30 : 14), {
      dtS,
      tauS: 260,
    });
  }

  addSignals(list: SignalList): void {
    list.analog("ram/position", "mm", {
      resolution: 0.001,
      noise: 0.001,
      range: [0, 120],
      everyMs: 250,
      read: () => this.#displacementMm,
    });
    list.analog("ram/force", "N", {
      resolution: 1,
      noise: 9,
      range: [0, 40_000],
      everyMs: 250,
      read: () => this.#forceN,
    });
    list.analog("ram/speed", "mm/s", { resolution: 0.1, range: [-400, 400], everyMs: 500, read: () => this.#speed });
    list.analog("result/peak-force", "N", {
      resolution: 1,
      range: [0, 40_000],
      everyMs: RESULT_MS,
      read: () => this.#peakN,
    });
    list.analog("result/final-position", "mm", {
      resolution: 0.001,
      range: [0, 120],
      everyMs: RESULT_MS,
      read: () => this.#finalMm,
    });
    list.analog("motor/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 140],
      read: () => this.#motorCel,
    });
    list.analog("motor/current", "A", {
      resolution: 0.01,
      noise: 0.03,
      range: [0, 40],
      read: () => 0.6 + this.#forceN / 1900,
    });
  }
}

/** Screws of the cover, tightened one after another. */
const SCREWS = 4;
/** Shares of a screw's time: run down, then tighten, then the next. */
const SNUG_AT = 0.55;
const TIGHT_AT = 0.85;
const RUN_DOWN_NM = 1.6;
const SNUG_NM = 4;
const FINAL_NM = 24;
/** Angle from the snug point to the final torque with usual friction: torque grows with the angle by the joint's stiffness. */
const USUAL_DEG = 43;

/** Tightening spindle: run down at low torque, from the snug point on torque grows with the angle; the window is on the angle. */
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
    const { random } = this.#site;
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
