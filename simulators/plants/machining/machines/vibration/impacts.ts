import type { Random } from "../../../../kernel/random.ts";
import { type BearingOrders, defectStages } from "../bearing.ts";
import { BURST_RATE_HZ } from "./burst-shape.ts";
import type { Character } from "./character.ts";
import type { ShaftMotion } from "./shaft-motion.ts";

/**
 * Force of a sharp impact on a race that is damaged all over, at top speed, as the acceleration of a mode of gain 1.
 */
const IMPACT_MS2 = 48;
/** Impacts weaker than this do not change a burst. */
const HEARD_MS2 = 0.002;
/** Impacts are not alike: log-normal scatter of their strength. */
const STRENGTH_SCATTER = 0.45;
/** Each interval scatters by this much about the rate of the cage. */
const INTERVAL_SCATTER = 0.008;
/** Slip wanders by this much, as a share of the mean slip, within this time. */
const SLIP_WANDER = 0.35;
const SLIP_MEMORY_S = 0.25;
/** Half of the load zone of the bearing, as a share of a turn. */
const LOAD_ZONE = 0.25;
/** An element's spin axis tumbles: its defect meets the races for some time, and passes beside them for some. */
const TUMBLE_S = 0.12;

interface Damage {
  readonly outerRace: number;
  readonly innerRace: number;
  readonly rollingElement: number;
  readonly unbalance: number;
}

interface Bearing {
  readonly damage: Damage;
  readonly orders: BearingOrders;
  readonly motion: ShaftMotion;
  readonly character: Character;
  /** Share of top speed. */
  readonly speed: number;
}

/**
 * Adds the impacts of damaged parts to the force on the housing. Each part draws from `random` by its own name, so that
 * a fault changes no other draw.
 */
export function addImpacts(force: Float64Array, bearing: Bearing, random: Random): void {
  const { damage, orders, character, motion } = bearing;
  const load = (turns: number): number => inLoadZone(turns, character.preload);
  // The outer ring does not turn: all impacts are alike, except for the rotating load of an unbalanced rotor. A cage
  // that slips is slow: it passes the outer ring less often, and the inner ring more often.
  strike(force, bearing, {
    damage: damage.outerRace,
    order: (slip) => orders.outer * (1 - slip),
    load: (timeS) => 1 + 0.3 * damage.unbalance * Math.cos(2 * Math.PI * motion.turnsAt(timeS)),
    random: random.at("outer race"),
  });
  const toCage = orders.cage / (1 - orders.cage);
  // A place of the inner ring turns through the load zone with the shaft.
  strike(force, bearing, {
    damage: damage.innerRace,
    order: (slip) => orders.inner * (1 + slip * toCage),
    load: (timeS) => load(motion.turnsAt(timeS)),
    random: random.at("inner race"),
  });
  // An element passes the load zone with the cage, and strikes the outer and the inner ring in turn in one spin.
  const element = random.at("rolling element");
  const tumble = tumbling(element);
  let strikes = 0;
  strike(force, bearing, {
    damage: damage.rollingElement,
    order: (slip) => 2 * orders.spin * (1 - slip),
    load: (timeS) =>
      (strikes++ % 2 === 0 ? 1 : 0.75) *
      tumble(timeS) *
      load(orders.cage * (1 - character.slip) * motion.turnsAt(timeS)),
    random: element,
  });
}

/** How squarely a tumbling element meets the races over the burst, 0.25 to 1. */
function tumbling(random: Random): (timeS: number) => number {
  const levels = Array.from({ length: 12 }, () => 0.25 + 0.75 * random.next());
  return (timeS) => {
    const at = timeS / TUMBLE_S;
    const step = Math.floor(at);
    const [from, to] = [levels[step] as number, levels[step + 1] as number];
    return from + (to - from) * (at - step);
  };
}

/** Load at a point after `turns` revolutions: a load zone of a quarter turn to each side, and the preload all round. */
function inLoadZone(turns: number, preload: number): number {
  const off = Math.abs(turns - Math.round(turns));
  return preload + (off < LOAD_ZONE ? (1 - preload) * Math.cos((Math.PI / 2) * (off / LOAD_ZONE)) : 0);
}

interface Strikes {
  readonly damage: number;
  /** Impacts a turn of the shaft at this slip of the cage. */
  order(slip: number): number;
  load(timeS: number): number;
  readonly random: Random;
}

/** Impacts of one part. As damage spreads, they come from more places and lose their rhythm. */
function strike(force: Float64Array, bearing: Bearing, { damage, order, load, random }: Strikes): void {
  const { character, motion, speed } = bearing;
  const { impact, smear } = defectStages(damage);
  const amplitude = IMPACT_MS2 * character.loudness * impact * (1 - 0.8 * smear) * speed;
  if (amplitude < HEARD_MS2) return;
  const scatter = INTERVAL_SCATTER + 0.15 * smear;
  const totalS = force.length / BURST_RATE_HZ;
  let walk = random.normal();
  let everyS = 1 / (order(character.slip) * motion.hzAt(0));
  for (let atS = random.next() * everyS; atS < totalS; atS += everyS * Math.max(0.2, 1 + scatter * random.normal())) {
    const keep = 1 - Math.min(1, everyS / SLIP_MEMORY_S);
    walk = keep * walk + Math.sqrt(1 - keep * keep) * random.normal();
    everyS = 1 / (order(character.slip * Math.max(0, 1 + SLIP_WANDER * walk)) * motion.hzAt(atS));
    put(force, atS, amplitude * load(atS) * Math.exp(STRENGTH_SCATTER * random.normal()));
  }
}

/** An impulse between two points, shared by its distance to them. */
function put(force: Float64Array, atS: number, strength: number): void {
  const exact = atS * BURST_RATE_HZ;
  const at = Math.floor(exact);
  const late = exact - at;
  force[at] = (force[at] as number) + strength * (1 - late);
  if (at + 1 < force.length) force[at + 1] = (force[at + 1] as number) + strength * late;
}
