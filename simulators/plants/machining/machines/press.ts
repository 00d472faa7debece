import { lag } from "../../../kernel/physics.ts";
import type { SignalList } from "../../../kernel/signal.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";
import { CURVE_RATE_HZ, CurveRecorder } from "./curve-recorder.ts";
import { feature } from "./machined-features.ts";
import { type Process, type ProcessSite, RESULT_MS } from "./process-station.ts";

/** Share of the cycle after which the ram goes back. */
const RETURN_AT = 0.86;
/** Ram positions at which the bush touches the bore, and at which it is seated. */
const CONTACT_MM = 26;
const SEAT_MM = 42;
/** Force of the nominal interference over the full length. */
const FULL_FORCE_N = 18_500;
/** Outer diameter of the bush less the nominal bore. */
const INTERFERENCE_MM = 0.05;
const FORCE_WINDOW_N = [13_000, 25_000] as const;
/** The drive's lag over one point of the curve. */
const RAM_SHARE = 1 - Math.exp(-1 / CURVE_RATE_HZ / 0.12);

/** Servo press that fits the bearing bush: the force grows with the length in the bore and with the interference. */
export class Press implements Process {
  readonly ratedW = 9000;
  readonly recorder = new CurveRecorder(["force", "position"], 0x50_72_65_73);
  readonly #site: ProcessSite;
  #displacementMm = 0;
  #forceN = 0;
  #speed = 0;
  #peakN = 18_200;
  #finalMm = SEAT_MM;
  /** Interference of the current piece, relative to nominal. */
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
    this.#finalMm = SEAT_MM + 0.02 * this.#site.random.at(`seat ${piece.id}`).normal();
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

  /** Scatter of the bush, a wide or narrow bore, and occasional chips between them. */
  #take(piece: Piece): void {
    const random = this.#site.random.at(`bush ${piece.id}`);
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
    // Cycles begin at 0; the curve also shows the drive's motion between two steps of the plant.
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
