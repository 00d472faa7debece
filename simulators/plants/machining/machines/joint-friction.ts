/** Coulomb and viscous friction of a new gear at top speed, as shares of the rated torque. */
const COULOMB = 0.07;
const VISCOUS = 0.09;
/** Thinner grease: viscous friction falls by 1.2 % for each kelvin of the motor above 46 degrees. */
const THINNING_K = 0.012;
const REFERENCE_CEL = 46;
/** A worn out gear has this much more friction. */
const WORN_FRICTION = 2.2;
/** Meshing: torque that swings with the wave generator, twice for each of its turns, of a new and of a worn gear. */
const MESH = 0.006;
const WORN_MESH = 0.03;
const MESHES_PER_DEG = (2 * 100) / 360;

/** The gear of one joint: its speed and position in degrees, its wear, its specimen's level of friction. */
interface Gear {
  readonly position: number;
  readonly speed: number;
  readonly motorCel: number;
  readonly gearWear: number;
  readonly friction: number;
}

/** Torque lost in a joint's gear as a share of its rated torque; `speedShare` is its speed relative to the top one. */
export function frictionShare(gear: Gear, speedShare: number): number {
  if (gear.speed === 0) return 0;
  const { gearWear, friction, motorCel, position } = gear;
  const viscous = VISCOUS * Math.exp(-THINNING_K * (motorCel - REFERENCE_CEL)) * speedShare;
  const mesh = (MESH + WORN_MESH * gearWear) * Math.sin(2 * Math.PI * MESHES_PER_DEG * position);
  return friction * (1 + WORN_FRICTION * gearWear) * (COULOMB * Math.sign(gear.speed) + viscous) + mesh;
}
