import type { Random } from "../../../../kernel/random.ts";
import { BLOCK_POINTS, BLOCKS, BURST_RATE_HZ } from "./burst-shape.ts";
import type { ShaftMotion } from "./shaft-motion.ts";

/** A sine whose frequency is constant, or follows the shaft. */
export interface Line {
  /** m/s2, peak. */
  readonly amplitude: number;
  /** At the start of the burst, turns. */
  readonly phase: number;
  /** Multiple of the shaft's speed; 0 for none. */
  readonly order: number;
  /** Added to that, Hz. */
  readonly hz: number;
}

const TABLE_BITS = 13;
const SINE = Float32Array.from({ length: 2 ** TABLE_BITS }, (_, at) => Math.sin((2 * Math.PI * at) / 2 ** TABLE_BITS));
const TURN = 2 ** 32;
/** Weaker lines are below the converter's step. */
const HEARD_MS2 = 0.004;

/**
 * Adds lines. Phases are integers of 32 bits that wrap by themselves: a look-up a point. All lines of a block are added
 * while its points are in the processor's cache.
 */
export function addLines(points: Float64Array, all: readonly Line[], motion: ShaftMotion): void {
  const lines = all.filter(({ amplitude }) => Math.abs(amplitude) >= HEARD_MS2);
  const phases = Int32Array.from(lines, ({ phase }) => Math.floor((phase - Math.floor(phase)) * TURN) | 0);
  const shift = 32 - TABLE_BITS;
  for (let block = 0; block < BLOCKS; block++) {
    const end = (block + 1) * BLOCK_POINTS;
    for (let line = 0; line < lines.length; line++) {
      const { amplitude, order, hz } = lines[line] as Line;
      const step = Math.round(((order * (motion.hz[block] as number) + hz) / BURST_RATE_HZ) * TURN) | 0;
      let at = phases[line] as number;
      for (let i = block * BLOCK_POINTS; i < end; i++) {
        points[i] = (points[i] as number) + amplitude * (SINE[at >>> shift] as number);
        at = (at + step) | 0;
      }
      phases[line] = at;
    }
  }
}

/** Peak acceleration of a velocity, m/s2. */
function accelerationOf(hz: number, mmS: number): number {
  return (2 * Math.PI * hz * mmS * Math.SQRT2) / 1000;
}

interface ShaftLines {
  readonly shaftHz: number;
  /** Angle of the shaft, turns. */
  readonly angle: number;
  readonly unbalanceMmS: number;
  readonly misalignedMmS: number;
  /** Velocity at the tooth-passing frequency while a cutter of several teeth cuts. */
  readonly cutMmS: number;
  readonly teeth: number;
  /** Turns of the belt in one of the shaft; 0 without a belt. */
  readonly beltOrder: number;
  readonly polePairs: number;
}

/** Share of the tooth-passing line that is modulated once a turn: teeth do not run equally true. */
const RUNOUT = 0.25;
/** Velocity of a belt at its frequency, mm/s RMS. */
const BELT_MM_S = 0.6;

/** Lines of everything that turns with the spindle: rotor, alignment, looseness, motor, belt, teeth of the cutter. */
export function shaftLines(shaft: ShaftLines, random: Random): Line[] {
  const { shaftHz, angle, unbalanceMmS, misalignedMmS, cutMmS, teeth, beltOrder, polePairs } = shaft;
  const line = (order: number, mmS: number, phase = random.next()): Line => ({
    amplitude: accelerationOf(order * shaftHz, mmS),
    phase,
    order,
    hz: 0,
  });
  const lines = [
    line(1, unbalanceMmS, angle),
    line(2, misalignedMmS),
    line(3, misalignedMmS / 2),
    line(4, misalignedMmS / 8),
    line(5, misalignedMmS / 12),
    // The motor's field pulls twice in each period of its current.
    line(2 * polePairs, 0.02),
  ];
  if (beltOrder > 0) lines.push(line(beltOrder, BELT_MM_S), line(2 * beltOrder, BELT_MM_S / 2));
  if (teeth > 1) lines.push(line(teeth, cutMmS), line(2 * teeth, 0.3 * cutMmS));
  // With two teeth, the neighbouring lines are those of the shaft, which belong to the rotor here.
  if (teeth > 2) for (const side of [-1, 1]) lines.push(line(teeth + side, RUNOUT * cutMmS * random.next()));
  return lines;
}

interface ForeignLines {
  readonly gridHz: number;
  readonly mainsMs2: number;
  readonly inverterHz: number;
  readonly inverterMs2: number;
  /** Frequency of the motor's current, as an order of the shaft. */
  readonly polePairs: number;
  /** From other machines, through the floor. */
  readonly floor: readonly { readonly hz: number; readonly mmS: number }[];
}

/** Lines that do not come from the spindle: mains, inverter with its sidebands, other machines. */
export function foreignLines(foreign: ForeignLines, random: Random): Line[] {
  const { gridHz, mainsMs2, inverterHz, inverterMs2, polePairs, floor } = foreign;
  const line = (hz: number, amplitude: number, order = 0): Line => ({ amplitude, phase: random.next(), order, hz });
  return [
    line(gridHz, mainsMs2),
    line(2 * gridHz, 1.5 * mainsMs2),
    // Pulse-width modulation leaves pairs beside the switching frequency, and one beside its double.
    line(inverterHz, inverterMs2, 2 * polePairs),
    line(inverterHz, inverterMs2, -2 * polePairs),
    line(2 * inverterHz, inverterMs2 / 2, polePairs),
    ...floor.map(({ hz, mmS }) => line(hz, accelerationOf(hz, mmS))),
  ];
}

/** Chatter: the cut feeds a mode, whose line is cut up by the passing teeth. */
export function chatterLines(hz: number, amplitude: number, teeth: number, random: Random): Line[] {
  const line = (order: number, share: number): Line => ({
    amplitude: share * amplitude,
    phase: random.next(),
    order,
    hz,
  });
  return [line(0, 1), line(-teeth, 0.35), line(teeth, 0.35)];
}
