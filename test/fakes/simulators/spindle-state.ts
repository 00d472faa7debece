import { Random } from "../../../simulators/kernel/random.ts";
import { BEARINGS, bearingOrders } from "../../../simulators/plants/machining/machines/bearing.ts";
import { type SpindleState, spindleBurst } from "../../../simulators/plants/machining/machines/vibration/burst.ts";
import { BURST_RATE_HZ } from "../../../simulators/plants/machining/machines/vibration/burst-shape.ts";
import { characterOf } from "../../../simulators/plants/machining/machines/vibration/character.ts";
import { modeHz } from "../../../simulators/plants/machining/machines/vibration/structure.ts";
import { envelopeSpectrum, lineRatio } from "./envelope-line.ts";

export const SOUND = { outerRace: 0, innerRace: 0, rollingElement: 0, unbalance: 0 };
export type Part = "outerRace" | "innerRace" | "rollingElement";
/** Speed of the drill, 1/min; top speed of the machining centres. */
const RPM = 4868;
const MAX_RPM = 8000;

/** The spindle of the machining centre number `machine`, at the drill's speed, positioning. */
export function spindleState(machine: number, more: Partial<SpindleState> = {}): SpindleState {
  return {
    character: characterOf("machining-centre", new Random(machine).at("character")),
    bearing: BEARINGS["machining-centre"],
    shaftHz: RPM / 60,
    speed: RPM / MAX_RPM,
    load: 0,
    angle: 0.3,
    damage: SOUND,
    unbalanceMmS: 0.24,
    misalignedMmS: 0.18,
    roughMmS: 0,
    cutMmS: 0,
    teeth: 0,
    chatterMs2: 0,
    greaseNoise: 1,
    gridHz: 50,
    floor: [],
    ...more,
  };
}

/**
 * How far the line of a damaged part stands above its neighbours in the envelope spectrum of one burst, in the band of
 * the machine's strongest mode: the best that a detector without knowledge of the past could choose.
 */
export function ratioAtDamage(machine: number, part: Part, damage: number): number {
  const state = spindleState(machine, { damage: { ...SOUND, [part]: damage } });
  const points = spindleBurst(state, new Random(machine).at("burst"));
  const strongest = state.character.modes.slice(0, 4).reduce((best, mode) => (mode.gain > best.gain ? mode : best));
  const centreHz = modeHz(strongest, state);
  const band = { rateHz: BURST_RATE_HZ, lowHz: centreHz - 800 };
  const orders = bearingOrders(state.bearing);
  const order = { outerRace: orders.outer, innerRace: orders.inner, rollingElement: 2 * orders.spin }[part];
  return lineRatio(envelopeSpectrum(points, band), order * state.shaftHz);
}
