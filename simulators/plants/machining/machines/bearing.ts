import type { Condition } from "../../../kernel/faults/condition.ts";

/** Geometry of a rolling bearing. */
export interface BearingGeometry {
  readonly elements: number;
  readonly elementMm: number;
  readonly pitchMm: number;
  readonly contactRad: number;
}

/** Orders of the defect frequencies: multiples of the shaft's rate, without slip. */
export interface BearingOrders {
  /** Cage (FTF). */
  readonly cage: number;
  /** Passes over a place of the outer race (BPFO). */
  readonly outer: number;
  /** Passes over a place of the inner race (BPFI). */
  readonly inner: number;
  /** Spin of an element (BSF); a defect on it strikes twice a turn. */
  readonly spin: number;
}

/** Kinematics of a bearing with a fixed outer ring (Harris, Rolling Bearing Analysis). */
export function bearingOrders({ elements, elementMm, pitchMm, contactRad }: BearingGeometry): BearingOrders {
  const ratio = (elementMm / pitchMm) * Math.cos(contactRad);
  return {
    cage: (1 - ratio) / 2,
    outer: (elements / 2) * (1 - ratio),
    inner: (elements / 2) * (1 + ratio),
    spin: (pitchMm / (2 * elementMm)) * (1 - ratio * ratio),
  };
}

const CONTACT_RAD = (15 * Math.PI) / 180;

/** Front bearings of the spindles: angular contact, 70 mm bore (milling) and 100 mm (turning). */
export const BEARINGS: Readonly<Record<"lathe" | "machining-centre", BearingGeometry>> = {
  "machining-centre": { elements: 19, elementMm: 12.7, pitchMm: 92.5, contactRad: CONTACT_RAD },
  lathe: { elements: 20, elementMm: 17.5, pitchMm: 126, contactRad: CONTACT_RAD },
};

/** Grease at working temperature, mm2/s. */
const VISCOSITY = 25;
/** Palmgren's f0 for a preloaded pair of angular contact bearings with grease. */
const F0 = 2;
/** Palmgren's load-dependent part: f1 times the load, N. */
const F1_LOAD_N = 0.0004 * 2500;

/** Growth of friction of a bearing at its end, and where on the way there the growth lies. */
const SEIZING = 6;
const SEIZES_AT = 0.66;
const LATENESS = 6;

/**
 * Friction torque after Palmgren, N m: M0 = f0 1e-7 (nu n)^(2/3) dm^3 and M1 = f1 F dm in N mm. A spall is a small part
 * of the raceway, so that the friction of damage `d` comes late: both parts grow by 1 + 6 (1 - e^(-(d/0.66)^6)), which
 * is 5 % at 0.3, 29 % at 0.4 and five times at 0.7.
 */
export function frictionNm({ pitchMm }: BearingGeometry, rpm: number, damage: number): number {
  if (rpm === 0) return 0;
  const viscous = F0 * 1e-7 * (VISCOSITY * rpm) ** (2 / 3) * pitchMm ** 3;
  const rough = 1 + SEIZING * (1 - Math.exp(-((damage / SEIZES_AT) ** LATENESS)));
  return ((viscous + F1_LOAD_N * pitchMm) * rough) / 1000;
}

/** Damage of the whole bearing: that of its worst part. */
export function bearingDamage({ outerRace, innerRace, rollingElement }: Condition): number {
  return Math.max(outerRace, innerRace, rollingElement);
}

function smoothstep(low: number, high: number, x: number): number {
  const u = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return u * u * (3 - 2 * u);
}

/**
 * Vibration of a defect of damage `d`: first sharp impacts, then smeared ones as it spreads over the raceway, last
 * broadband velocity.
 */
export function defectStages(d: number): { readonly impact: number; readonly smear: number; readonly rough: number } {
  return { impact: 1 - Math.exp(-((d / 0.6) ** 1.5)), smear: smoothstep(0.55, 1, d), rough: smoothstep(0.5, 1, d) };
}
