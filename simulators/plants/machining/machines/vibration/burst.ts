import type { Random } from "../../../../kernel/random.ts";
import { type BearingGeometry, bearingOrders, defectStages } from "../bearing.ts";
import { converted } from "./accelerometer.ts";
import { addKnocks, addRoughness, colour, putWhite } from "./broadband.ts";
import { BURST_POINTS } from "./burst-shape.ts";
import type { Character } from "./character.ts";
import { addImpacts } from "./impacts.ts";
import { addLines, chatterLines, foreignLines, type Line, shaftLines } from "./lines.ts";
import { ShaftMotion } from "./shaft-motion.ts";
import { addModes, modeHz } from "./structure.ts";

/** Noise of a raceway that is damaged all over at top speed, m/s2. */
const SMEARED_MS2 = 9;
/** Mode that a chattering cut feeds. */
const CHATTER_MODE = 0;

/** Work space of one burst, overwritten by each. */
const points = new Float64Array(BURST_POINTS);
const force = new Float64Array(BURST_POINTS);

/** The state of a spindle while it is recorded. */
export interface SpindleState {
  readonly character: Character;
  readonly bearing: BearingGeometry;
  readonly shaftHz: number;
  /** Share of top speed. */
  readonly speed: number;
  /** Cutting power as a share of the rated power. */
  readonly load: number;
  /** Angle of the shaft, turns. */
  readonly angle: number;
  readonly damage: {
    readonly outerRace: number;
    readonly innerRace: number;
    readonly rollingElement: number;
    readonly unbalance: number;
  };
  /** Velocities of the spindle, mm/s RMS. */
  readonly unbalanceMmS: number;
  readonly misalignedMmS: number;
  readonly roughMmS: number;
  readonly cutMmS: number;
  /** Teeth of the cutter; 0 while it does not cut. */
  readonly teeth: number;
  /** Strength of chatter, m/s2; 0 without it. */
  readonly chatterMs2: number;
  /** Noise of the bearing's grease: 1 warm and run in. */
  readonly greaseNoise: number;
  readonly gridHz: number;
  readonly floor: readonly { readonly hz: number; readonly mmS: number }[];
}

/**
 * Acceleration in m/s2 as the sensor shows it: noise, knocks and impacts of a damaged bearing through the modes of the
 * housing, lines of the shaft, the cut, the supply and the neighbours, and the sensor's own limits. It depends on the
 * state and on `random` alone.
 */
export function spindleBurst(spindle: SpindleState, random: Random): Float32Array<ArrayBuffer> {
  const { character, damage, shaftHz, speed, load } = spindle;
  const motion = new ShaftMotion(shaftHz, character.speedWander * (1 + 2 * load), random.at("speed"));
  const smear = defectStages(Math.max(damage.outerRace, damage.innerRace, damage.rollingElement)).smear;
  const running = (0.25 * speed * spindle.greaseNoise + 2 * load) * character.noise;
  const noise = random.at("noise");
  putWhite(points, noise);
  colour(
    points,
    {
      white: 0.03 + 0.35 * running + SMEARED_MS2 * smear * speed,
      pink: 0.015 + 0.06 * speed * character.noise,
      wander: 0.15,
    },
    noise,
  );
  putWhite(force, noise);
  colour(force, { white: 0.003 + 0.45 * running, pink: 0.1 * running, wander: 0.25 }, noise);
  addKnocks(force, { perS: load > 0 ? 14 : 5, strength: 0.05 + 1.2 * running }, random.at("knocks"));
  if (shaftHz > 0) {
    const orders = bearingOrders(spindle.bearing);
    addImpacts(force, { damage, orders, motion, character, speed }, random);
  }
  addModes(points, force, character.modes, { speed, load });
  // The force has done its work: its space holds the white noise of a rough raceway.
  addRoughness(points, force, { velocityMS: spindle.roughMmS / 1000, random: random.at("roughness") });
  addLines(points, linesOf(spindle, random.at("lines")), motion);
  return converted(points, character.sensorGain);
}

/** Each kind of line draws by its own name: a neighbour that stops, or a cut that begins, shifts no other line. */
function linesOf(spindle: SpindleState, random: Random): Line[] {
  const { character, shaftHz, chatterMs2, teeth, speed, load } = spindle;
  const foreign = foreignLines(
    { ...spindle, ...character, inverterMs2: shaftHz > 0 ? character.inverterMs2 : 0 },
    random.at("foreign"),
  );
  if (shaftHz === 0) return foreign;
  const lines = [...foreign, ...shaftLines({ ...spindle, ...character }, random.at("shaft"))];
  const mode = character.modes[CHATTER_MODE];
  if (chatterMs2 > 0 && mode !== undefined)
    lines.push(...chatterLines(modeHz(mode, { speed, load }), chatterMs2, Math.max(1, teeth), random.at("chatter")));
  return lines;
}
