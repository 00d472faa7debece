import { hashText, type Random } from "../random.ts";
import type { Recorder, Recording } from "../recording.ts";
import type { Cnc } from "./cnc.ts";

export const BURST_RATE_HZ = 25_600;
export const BURST_POINTS = 8192;
const EVERY_MS = 60_000;
const FIRST_WITHIN_MS = 15_000;

/** Front bearing: angular contact, 70 mm bore. */
const BALLS = 19;
const BALL_MM = 12.7;
const PITCH_MM = 92.5;
const CONTACT_RAD = (15 * Math.PI) / 180;

/** Passes of balls over a place of the outer ring in one turn of the shaft (BPFO). */
export const BPFO_ORDER = (BALLS / 2) * (1 - (BALL_MM / PITCH_MM) * Math.cos(CONTACT_RAD));

/** What the housing answers to an impact with. */
const RESONANCE_HZ = 4300;
const DECAY_PER_S = 900;

/** Amplitude of an impact for a bearing with twice its usual friction at full speed, m/s2. */
const IMPACT_MS2 = 26;

/** Share of the velocity in unbalance, misalignment and looseness; in quadrature they make the whole. */
const HARMONICS = [
  [1, 0.86],
  [2, 0.42],
  [3, 0.29],
] as const;

/** Cutting edges of the milling cutters. */
const TEETH = 4;

/** Accelerometer on the front bearing of a spindle: now and then a burst, while the spindle turns at speed. */
export class VibrationRecorder implements Recorder {
  readonly component = "vibration";
  readonly channels = ["samples"];
  readonly #cnc: Cnc;
  readonly #random: Random;
  #dueMs: number | undefined;

  constructor(cnc: Cnc, random: Random) {
    this.#cnc = cnc;
    this.#random = random;
  }

  take(nowMs: number): Recording | undefined {
    const { spindle, block, program, piece, id } = this.#cnc;
    if (this.#dueMs === undefined) {
      // The first one whatever the spindle does, so that there is one.
      this.#dueMs = nowMs + (Math.abs(hashText(id)) % FIRST_WITHIN_MS);
    } else {
      if (nowMs < this.#dueMs || spindle.commandedRpm === 0 || !spindle.isAtSpeed) return undefined;
      this.#dueMs = nowMs + EVERY_MS;
    }
    const samples = burst(this.#cnc, this.#random);
    return { endMs: nowMs, rateHz: BURST_RATE_HZ, channels: new Map([["samples", samples]]), rpm: Math.round(spindle.rpm), tool: block.tool, program: program.name, piece: piece?.id ?? "" };
  }
}

/** Acceleration in m/s2: shaft harmonics as strong as the vibration velocity that the machine shows, tooth passing, impacts of a damaged outer ring, noise. */
function burst({ spindle, kind, isCutting }: Cnc, random: Random): Float32Array {
  const shaftHz = spindle.rpm / 60;
  const share = spindle.rpm / spindle.rating.maxRpm;
  const points = new Float32Array(BURST_POINTS);
  const lines = spindle.rpm === 0 ? [] : shaftLines(spindle, shaftHz);
  if (isCutting && kind === "machining-centre") lines.push({ hz: shaftHz * TEETH, amplitude: 6 * (spindle.cutW / spindle.rating.ratedW) * share * (1 + spindle.toolWear) });
  const noise = 0.08 + 0.9 * share + (isCutting ? 2.2 * (spindle.cutW / spindle.rating.ratedW) * (1 + spindle.toolWear) : 0);
  const phase = (spindle.angleDeg * Math.PI) / 180;
  for (let i = 0; i < BURST_POINTS; i++) {
    const t = (i - BURST_POINTS) / BURST_RATE_HZ;
    let a = noise * random.normal();
    for (const { hz, amplitude } of lines) a += amplitude * Math.sin(2 * Math.PI * hz * t + phase * (hz / shaftHz));
    points[i] = a;
  }
  const impact = IMPACT_MS2 * (spindle.friction - 1) * (0.4 + share) * share;
  if (impact > 0) addImpacts(points, { everyPoints: BURST_RATE_HZ / (BPFO_ORDER * shaftHz), amplitude: impact, random });
  return points;
}

/** The velocity that the sensor's RMS shows, less what the damaged bearing adds, as lines of acceleration. */
function shaftLines({ vibrationMmS, friction, rpm, rating }: Cnc["spindle"], shaftHz: number): { hz: number; amplitude: number }[] {
  const ofBearing = 1.7 * (friction - 1) * (0.4 + rpm / rating.maxRpm);
  const velocityMS = Math.max(0.1, vibrationMmS - ofBearing) / 1000;
  return HARMONICS.map(([order, part]) => ({ hz: order * shaftHz, amplitude: 2 * Math.PI * order * shaftHz * velocityMS * part * Math.SQRT2 }));
}

/** Each ball rings the housing; balls slip, so that impacts come 1 % early or late. */
function addImpacts(points: Float32Array, { everyPoints, amplitude, random }: { everyPoints: number; amplitude: number; random: Random }): void {
  const lasts = Math.ceil((5 / DECAY_PER_S) * BURST_RATE_HZ);
  for (let at = random.next() * everyPoints; at < points.length; at += everyPoints * (1 + 0.01 * random.normal())) {
    const strength = amplitude * (1 + 0.15 * random.normal());
    for (let i = Math.ceil(at); i < Math.min(points.length, at + lasts); i++) {
      const t = (i - at) / BURST_RATE_HZ;
      points[i] = (points[i] as number) + strength * Math.exp(-DECAY_PER_S * t) * Math.sin(2 * Math.PI * RESONANCE_HZ * t);
    }
  }
}
