import { hashText, Random } from "../../../kernel/random.ts";
import type { Recorder, Recording } from "../../../kernel/recording.ts";
import { bearingOrders, defectStages } from "./bearing.ts";
import type { CncState } from "./cnc-state.ts";

export const BURST_RATE_HZ = 25_600;
export const BURST_POINTS = 25_600;
const EVERY_MS = 60_000;
const FIRST_WITHIN_MS = 15_000;

/** Resonance of the housing, excited by impacts. */
const RESONANCE_HZ = 4300;
const DECAY_PER_S = 3000;
/** Amplitude of a sharp impact at top speed, m/s2. */
const IMPACT_MS2 = 55;
/** Noise of a raceway that is damaged all over at top speed, m/s2. */
const SMEARED_MS2 = 9;
/** Elements slip: the mean rate is up to this much below the kinematic one, and each interval scatters by this much. */
const MEAN_SLIP = 0.01;
const SLIP_SCATTER = 0.01;
/** Impacts are not alike: log-normal scatter of their strength. */
const STRENGTH_SCATTER = 0.35;
/** Half of the load zone of the bearing, as a share of a turn. */
const LOAD_ZONE = 0.25;

interface Line {
  readonly hz: number;
  /** m/s2, peak. */
  readonly amplitude: number;
}

/**
 * Accelerometer on the front bearing of a spindle: a burst of one second now and then, while the spindle turns at
 * speed.
 */
export class VibrationRecorder implements Recorder {
  readonly component = "vibration";
  readonly channels = ["samples"];
  readonly #cnc: CncState;
  readonly #seed: number;
  #dueMs: number | undefined;

  constructor(cnc: CncState, seed: number) {
    this.#cnc = cnc;
    this.#seed = seed;
  }

  take(nowMs: number): Recording | undefined {
    const { spindle, id } = this.#cnc;
    if (this.#dueMs === undefined) {
      // The first burst does not depend on the spindle, so that there always is one.
      this.#dueMs = nowMs + (Math.abs(hashText(id)) % FIRST_WITHIN_MS);
    } else {
      if (nowMs < this.#dueMs || spindle.commandedRpm === 0 || !spindle.isAtSpeed) return undefined;
      this.#dueMs = nowMs + EVERY_MS;
    }
    return this.record(nowMs);
  }

  /** A burst on request. It depends only on the plant and the time, so that a request changes nothing. */
  record(nowMs: number): Recording {
    const { spindle, block, program, piece } = this.#cnc;
    const samples = burst(this.#cnc, new Random(this.#seed ^ Math.imul(Math.floor(nowMs / 100), 0x9e3779b1)));
    return {
      endMs: nowMs,
      rateHz: BURST_RATE_HZ,
      channels: new Map([["samples", samples]]),
      rpm: Math.round(spindle.rpm),
      tool: block.tool,
      program: program.name,
      piece: piece?.id ?? "",
    };
  }
}

/**
 * Acceleration in m/s2: shaft lines as strong as the velocities of the spindle, tooth passing, impacts of a damaged
 * bearing, noise.
 */
function burst(cnc: CncState, random: Random): Float32Array {
  const { spindle } = cnc;
  const points = new Float32Array(BURST_POINTS);
  const share = spindle.rpm / spindle.rating.maxRpm;
  const { smear } = defectStages(spindle.damage);
  const noise = 0.04 + 0.3 * share + 2 * (spindle.cutW / spindle.rating.ratedW) + SMEARED_MS2 * smear * share;
  for (let i = 0; i < BURST_POINTS; i++) points[i] = noise * random.normal();
  if (spindle.rpm === 0) return points;
  for (const line of lines(cnc)) addLine(points, line, (spindle.angleDeg * Math.PI) / 180);
  addRoughness(points, spindle.roughMmS / 1000, random);
  addDefects(points, cnc, random);
  return points;
}

/** Velocity lines as acceleration, and the tooth-passing line. */
function lines({ spindle, block, isCutting }: CncState): Line[] {
  const shaftHz = spindle.rpm / 60;
  const of = (order: number, mmS: number): Line => ({
    hz: order * shaftHz,
    amplitude: (2 * Math.PI * order * shaftHz * mmS * Math.SQRT2) / 1000,
  });
  const all = [of(1, spindle.unbalanceMmS), of(2, spindle.misalignedMmS), of(3, spindle.misalignedMmS / 2)];
  if (isCutting && block.teeth > 1) all.push(of(block.teeth, spindle.cutMmS));
  return all;
}

/** A sine by rotation of a phasor: one complex multiplication per point. */
function addLine(points: Float32Array, { hz, amplitude }: Line, phase: number): void {
  const step = (2 * Math.PI * hz) / BURST_RATE_HZ;
  const cos = Math.cos(step);
  const sin = Math.sin(step);
  let re = amplitude * Math.cos(phase);
  let im = amplitude * Math.sin(phase);
  for (let i = 0; i < points.length; i++) {
    points[i] = (points[i] as number) + im;
    const next = re * cos - im * sin;
    im = re * sin + im * cos;
    re = next;
  }
}

/** Broadband velocity around 160 Hz: noise through two low passes is the velocity, its difference the acceleration. */
function addRoughness(points: Float32Array, velocityMS: number, random: Random): void {
  if (velocityMS < 1e-6) return;
  const pole = Math.exp((-2 * Math.PI * 160) / BURST_RATE_HZ);
  // Variance of unit noise behind two equal poles: (1 + p^2) / (1 - p^2)^3.
  const gain = velocityMS / Math.sqrt((1 + pole * pole) / (1 - pole * pole) ** 3);
  let first = 0;
  let velocity = 0;
  for (let i = 0; i < points.length; i++) {
    const before = velocity;
    first = pole * first + gain * random.normal();
    velocity = pole * velocity + first;
    points[i] = (points[i] as number) + (velocity - before) * BURST_RATE_HZ;
  }
}

/** Impact rate of each damaged part, and its modulation by the load zone. */
function addDefects(points: Float32Array, { spindle, condition }: CncState, random: Random): void {
  const shaftHz = spindle.rpm / 60;
  const share = spindle.rpm / spindle.rating.maxRpm;
  const orders = bearingOrders(spindle.rating.bearing);
  const strike = (damage: number, order: number, load: (timeS: number) => number): void => {
    const { impact, smear } = defectStages(damage);
    const amplitude = IMPACT_MS2 * impact * (1 - 0.8 * smear) * share ** 0.7;
    if (amplitude > 0.02) addImpacts(points, { hz: order * shaftHz, amplitude, smear, load, random });
  };
  // The outer ring does not turn: all impacts are alike, except for the rotating load of an unbalanced rotor.
  strike(
    condition.outerRace,
    orders.outer,
    (timeS) => 1 + 0.3 * condition.unbalance * Math.cos(2 * Math.PI * shaftHz * timeS),
  );
  // A place of the inner ring turns through the load zone with the shaft.
  strike(condition.innerRace, orders.inner, (timeS) => inLoadZone(shaftHz * timeS));
  // An element passes the load zone with the cage, and strikes both rings in one spin.
  strike(condition.rollingElement, 2 * orders.spin, (timeS) => inLoadZone(orders.cage * shaftHz * timeS));
}

/** Load at a point after `turns` revolutions: a load zone of a quarter turn to each side, and the preload all round. */
function inLoadZone(turns: number): number {
  const off = Math.abs(turns - Math.round(turns));
  return 0.15 + (off < LOAD_ZONE ? 0.85 * Math.cos((Math.PI / 2) * (off / LOAD_ZONE)) : 0);
}

interface Impacts {
  readonly hz: number;
  readonly amplitude: number;
  readonly smear: number;
  readonly load: (timeS: number) => number;
  readonly random: Random;
}

/** Each element rings the housing. As damage spreads, impacts come from more places and lose their rhythm. */
function addImpacts(points: Float32Array, { hz, amplitude, smear, load, random }: Impacts): void {
  const slipped = hz * (1 - MEAN_SLIP * random.next());
  const everyS = 1 / slipped;
  const scatter = SLIP_SCATTER + 0.15 * smear;
  const lasts = Math.ceil((5 / DECAY_PER_S) * BURST_RATE_HZ);
  const totalS = points.length / BURST_RATE_HZ;
  for (let atS = random.next() * everyS; atS < totalS; atS += everyS * Math.max(0.2, 1 + scatter * random.normal())) {
    const strength = amplitude * load(atS) * Math.exp(STRENGTH_SCATTER * random.normal());
    ring(points, { atS, strength, lasts });
  }
}

const RING_STEP = (2 * Math.PI * RESONANCE_HZ) / BURST_RATE_HZ;
const RING_COS = Math.cos(RING_STEP) * Math.exp(-DECAY_PER_S / BURST_RATE_HZ);
const RING_SIN = Math.sin(RING_STEP) * Math.exp(-DECAY_PER_S / BURST_RATE_HZ);

/** A decaying sine from `atS` on. */
function ring(
  points: Float32Array,
  { atS, strength, lasts }: { readonly atS: number; readonly strength: number; readonly lasts: number },
): void {
  const first = Math.ceil(atS * BURST_RATE_HZ);
  const late = first / BURST_RATE_HZ - atS;
  const decayed = strength * Math.exp(-DECAY_PER_S * late);
  let re = decayed * Math.cos(2 * Math.PI * RESONANCE_HZ * late);
  let im = decayed * Math.sin(2 * Math.PI * RESONANCE_HZ * late);
  const end = Math.min(points.length, first + lasts);
  for (let i = first; i < end; i++) {
    points[i] = (points[i] as number) + im;
    const next = re * RING_COS - im * RING_SIN;
    im = re * RING_SIN + im * RING_COS;
    re = next;
  }
}
