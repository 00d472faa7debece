import { BURST_RATE_HZ } from "./burst-shape.ts";
import type { Mode } from "./character.ts";

/** Where the machine works, as shares of top speed and of the rated power. */
interface WorkingPoint {
  readonly speed: number;
  readonly load: number;
}

/** Frequency of a mode at this working point, Hz. */
export function modeHz({ hz, bySpeed, byLoad }: Mode, { speed, load }: WorkingPoint): number {
  return hz * (1 + bySpeed * speed + byLoad * load);
}

/**
 * A mode as a recursion of second order on the change of the force, because a steady force accelerates nothing. An
 * impulse of 1 rings as a decaying sine of the mode's gain.
 */
interface Recursion {
  readonly feed: number;
  readonly one: number;
  readonly two: number;
}
const SILENT: Recursion = { feed: 0, one: 0, two: 0 };

function recursionOf(mode: Mode, working: WorkingPoint): Recursion {
  const omega = (2 * Math.PI * modeHz(mode, working)) / BURST_RATE_HZ;
  const radius = Math.exp(-mode.damping * omega);
  return {
    feed: (mode.gain * Math.sin(omega)) / (2 * Math.sin(omega / 2)),
    one: 2 * radius * Math.cos(omega),
    two: -radius * radius,
  };
}

/**
 * Adds the answer of every mode to a force. All modes answer the same force, so that impacts and noise pass the same
 * structure.
 */
export function addModes(
  points: Float64Array,
  force: Float64Array,
  modes: readonly Mode[],
  working: WorkingPoint,
): void {
  const all = modes.map((mode) => recursionOf(mode, working));
  for (let at = 0; at < all.length; at += 2) addPair(points, force, [all[at] ?? SILENT, all[at + 1] ?? SILENT]);
}

/** Two modes a pass: one alone would wait for its own last value. */
function addPair(points: Float64Array, force: Float64Array, [a, b]: readonly [Recursion, Recursion]): void {
  const { feed: feedA, one: oneA, two: twoA } = a;
  const { feed: feedB, one: oneB, two: twoB } = b;
  let forceBefore = 0;
  let lastA = 0;
  let beforeA = 0;
  let lastB = 0;
  let beforeB = 0;
  for (let i = 0; i < force.length; i++) {
    const forceNow = force[i] as number;
    const x = forceNow - forceBefore;
    forceBefore = forceNow;
    const nextA = feedA * x + oneA * lastA + twoA * beforeA;
    const nextB = feedB * x + oneB * lastB + twoB * beforeB;
    points[i] = (points[i] as number) + nextA + nextB;
    beforeA = lastA;
    lastA = nextA;
    beforeB = lastB;
    lastB = nextB;
  }
}
