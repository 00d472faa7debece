import type { Random } from "../../../../kernel/random.ts";

/** A natural frequency of the spindle's housing, as the sensor sees it. */
export interface Mode {
  readonly hz: number;
  /** Share of critical damping. */
  readonly damping: number;
  readonly gain: number;
  /** Relative change of the frequency from standstill to top speed: centrifugal force eases the preload. */
  readonly bySpeed: number;
  /** Relative change of the frequency from no load to the rated one. */
  readonly byLoad: number;
}

/** Differences in vibration between spindles of one kind. */
export interface Character {
  readonly modes: readonly Mode[];
  /** Strength of the bearing's impacts on their way to the sensor. */
  readonly loudness: number;
  /** Level of the broadband noise. */
  readonly noise: number;
  /** Share of the load all round the bearing, from its preload. */
  readonly preload: number;
  /** Mean slip of the cage. */
  readonly slip: number;
  /** Turns of the belt in one of the spindle; 0 without a belt. */
  readonly beltOrder: number;
  readonly misalignment: number;
  /** Lines of the supply's frequency and its double, m/s2. */
  readonly mainsMs2: number;
  /** Switching frequency of the inverter, and the line that it leaves in the signal, m/s2. */
  readonly inverterHz: number;
  readonly inverterMs2: number;
  readonly polePairs: number;
  /** Slow wander of the speed within a second, as a share. */
  readonly speedWander: number;
  /** Gain of the sensor: 1 by its data sheet. */
  readonly sensorGain: number;
}

/** Typical modes of a spindle's housing (the last is the mount of the sensor, a magnet or a stud). */
const MODES = [
  { hz: 980, gain: 0.35 },
  { hz: 2350, gain: 0.7 },
  { hz: 4300, gain: 1 },
  { hz: 6700, gain: 0.6 },
  { hz: 9800, gain: 0.3 },
] as const;
const SWITCHING_HZ = [4000, 5000, 8000] as const;

/** Draws a spindle's character. `random` belongs to this machine alone. */
export function characterOf(kind: "lathe" | "machining-centre", random: Random): Character {
  const spread = (deviation: number): number => Math.exp(deviation * random.normal());
  return {
    modes: MODES.map(({ hz, gain }) => ({
      hz: hz * spread(0.08),
      damping: random.between(0.03, 0.07),
      gain: gain * spread(0.4),
      bySpeed: random.between(-0.05, -0.01),
      byLoad: random.between(-0.01, 0.03),
    })),
    loudness: spread(0.35),
    noise: spread(0.2),
    preload: random.between(0.1, 0.3),
    slip: random.between(0.003, 0.015),
    beltOrder: kind === "lathe" ? random.between(0.32, 0.58) : 0,
    misalignment: spread(0.3),
    mainsMs2: random.between(0.005, 0.03),
    inverterHz: SWITCHING_HZ[Math.floor(random.next() * SWITCHING_HZ.length)] as number,
    inverterMs2: random.between(0.02, 0.15),
    polePairs: kind === "lathe" ? 2 : 1 + Math.floor(random.next() * 2),
    speedWander: random.between(0.0003, 0.0012),
    sensorGain: random.between(0.97, 1.03),
  };
}
