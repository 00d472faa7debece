/** A simulated spindle that makes parts, with the watches of its bearing and its balance. */
import type { ComponentWatch } from "../edge/health/watch.ts";
import { bearingLines } from "../edge/health/watches/bearing-lines.ts";
import { rotorBalance } from "../edge/health/watches/rotor-balance.ts";
import { Random } from "../simulators/kernel/random.ts";
import { defectStages } from "../simulators/plants/machining/machines/bearing.ts";
import { spindleBurst } from "../simulators/plants/machining/machines/vibration/burst.ts";
import { SPINDLE_ASSET, spindleBlock } from "../test/fakes/health/spindle-asset.ts";
import { SOUND, spindleState } from "../test/fakes/simulators/spindle-state.ts";

/** Speeds of a program's tools, and the share of its bursts. */
const SPEEDS = [1312, 1500, 1500, 1500, 4100, 4868, 4868];
const MAX_RPM = 8000;
export const BURSTS_PER_H = 40;
export const PARTS = ["outerRace", "innerRace", "rollingElement"] as const;
/** Velocity of a raceway that is rough all over, at top speed (`simulators/plants/machining/machines/spindle.ts`). */
const ROUGH_MM_S = 5;

/** Share of the way to the end, 0 to 1, of each kind of fault at a burst. */
type Faults = Partial<Record<(typeof PARTS)[number] | "unbalance", number>>;

/** The watches of one spindle while it makes parts: programs, cuts, chatter, cold grease and neighbours. */
export class WorkingSpindle {
  readonly lines = bearingLines(SPINDLE_ASSET)[0] as ComponentWatch;
  readonly balance = rotorBalance(SPINDLE_ASSET)[0] as ComponentWatch;
  readonly #machine: number;
  #bursts = 0;

  constructor(machine: number) {
    this.#machine = machine;
  }

  take(faults: Faults): void {
    const random = new Random(this.#machine).at(this.#bursts);
    const rpm = SPEEDS[Math.floor(random.next() * SPEEDS.length)] as number;
    const speed = rpm / MAX_RPM;
    const isCutting = random.chance(0.6);
    const load = isCutting ? random.between(0.02, 0.4) : 0;
    const state = spindleState(this.#machine, {
      shaftHz: rpm / 60,
      speed,
      load,
      damage: { ...SOUND, ...faults },
      unbalanceMmS: ((0.8 + 16 * (faults.unbalance ?? 0)) / 2) * speed,
      teeth: isCutting ? 4 : 0,
      roughMmS: roughMmS(faults, speed),
      cutMmS: 1.5 * load,
      chatterMs2: isCutting && random.chance(0.03 * (1 + 4 * load)) ? 6 * random.between(0.3, 1) * (0.3 + load) : 0,
      // A cold morning each day, and a bearing that runs in on the second.
      greaseNoise: this.#greaseNoise,
      floor: [0, 1].map(() => ({ hz: (SPEEDS[Math.floor(random.next() * SPEEDS.length)] as number) / 60, mmS: 0.03 })),
    });
    const start = this.now;
    this.#bursts++;
    const block = spindleBlock(spindleBurst(state, random.at("burst")), start, { speedPerMin: rpm, program: "P" });
    this.lines.waveform?.(block);
    this.balance.waveform?.(block);
  }

  /** Time of the next burst, µs. */
  get now(): number {
    return (this.#bursts / BURSTS_PER_H) * 3.6e9;
  }

  get strongest(): number {
    return Math.max(...this.lines.strengths);
  }

  get #greaseNoise(): number {
    const hours = this.#bursts / BURSTS_PER_H;
    return 1 + 0.75 * Math.exp(-(hours % 24) / 0.33) + (hours > 24 ? 0.2 * Math.exp(-(hours - 24) / 5) : 0);
  }
}

/** Velocity of a raceway as it gets rough all over. */
function roughMmS(faults: Faults, speed: number): number {
  const damage = Math.max(...PARTS.map((part) => faults[part] ?? 0));
  return ROUGH_MM_S * defectStages(damage).rough * (0.35 + 0.65 * speed);
}
