import { noiseAt, type Random } from "./random.ts";

/** How one instrument deviates from the truth, besides its noise. */
export interface MeasurementError {
  readonly gain: number;
  /** In the instrument's unit. */
  readonly offset: number;
  /** Reach of the slow wandering of its zero, in the instrument's unit. */
  readonly drift: number;
  /** Seeds its noise and its wandering. */
  readonly seed: number;
}

/** Limits of error of an accuracy class: share of the value, zero, and wandering of the zero in the unit. */
interface Accuracy {
  readonly share: number;
  readonly zero?: number;
  readonly drift?: number;
}

/**
 * Usual industrial instruments by UCUM unit: thermometers about IEC 60751 class B, pressure transmitters and current
 * transformers class 0.5 to 1, flow and force 1 %, vibration sensors 3 %, gas detectors within the 5 %LEL of GB 15322.
 * Other units are set, counted or calculated.
 */
const CLASSES: Readonly<Record<string, Accuracy>> = {
  Cel: { share: 0.002, zero: 0.4, drift: 0.15 },
  bar: { share: 0.005, drift: 0.004 },
  kPa: { share: 0.005 },
  mbar: { share: 0.005, drift: 0.2 },
  Pa: { share: 0.01, drift: 3 },
  "m3/h": { share: 0.01 },
  "L/min": { share: 0.01 },
  "mL/min": { share: 0.02 },
  A: { share: 0.01 },
  uA: { share: 0.01 },
  V: { share: 0.003 },
  kV: { share: 0.005 },
  W: { share: 0.01 },
  kW: { share: 0.01 },
  var: { share: 0.01 },
  N: { share: 0.01 },
  kN: { share: 0.01 },
  "N.m": { share: 0.01 },
  kg: { share: 0.002 },
  "mm/s": { share: 0.03 },
  "uS/cm": { share: 0.01 },
  "%{LEL}": { share: 0.03, zero: 0.6, drift: 0.5 },
  "[pH]": { share: 0, zero: 0.03, drift: 0.01 },
};

/** Time over which the zero wanders from one value to the next: a change of weather or shift, ms. */
const WANDER_MS = 3 * 3_600_000;

/** Whether an instrument of this unit measures, rather than shows what is set, counted or calculated. */
export const isPhysical = (unit: string): boolean => CLASSES[unit] !== undefined;

/** The error of one specimen, drawn evenly within its class. */
export function specimenOf(unit: string, random: Random): MeasurementError {
  const { share, zero = 0, drift = 0 } = CLASSES[unit] ?? { share: 0 };
  return {
    gain: random.within(share),
    offset: zero * random.between(-1, 1),
    drift: drift * random.between(0.5, 1),
    seed: Math.floor(random.next() * 2 ** 31),
  };
}

/** The value with gain, offset and the wandering of the zero at `nowMs`, without noise. */
export function withError(truth: number, { gain, offset, drift, seed }: MeasurementError, nowMs: number): number {
  if (drift === 0) return truth * gain + offset;
  const at = nowMs / WANDER_MS;
  const from = Math.floor(at);
  const share = at - from;
  const eased = share * share * (3 - 2 * share);
  // noiseAt is within 2.5.
  const zero = (1 - eased) * noiseAt(~seed, from) + eased * noiseAt(~seed, from + 1);
  return truth * gain + offset + (drift / 2.5) * zero;
}
