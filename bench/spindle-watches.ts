/** How early the watches of a spindle find damage and unbalance, their evidence on sound spindles, and their cost. */

import type { ComponentWatch } from "../edge/health/watch.ts";
import { bearingLines } from "../edge/health/watches/bearing-lines.ts";
import { rotorBalance } from "../edge/health/watches/rotor-balance.ts";
import { vibrationLevels } from "../edge/health/watches/vibration-levels.ts";
import { Random } from "../simulators/kernel/random.ts";
import { spindleBurst } from "../simulators/plants/machining/machines/vibration/burst.ts";
import { SPINDLE_ASSET, spindleBlock } from "../test/fakes/health/spindle-asset.ts";
import { SOUND, spindleState } from "../test/fakes/simulators/spindle-state.ts";
import { type Figures, figure } from "./report.ts";

/** Speeds of a program's tools, and the share of its bursts. */
const SPEEDS = [1312, 1500, 1500, 1500, 4100, 4868, 4868];
const MAX_RPM = 8000;
const BURSTS_PER_H = 40;
const SOUND_H = 72;
const LIVES_H = [5, 20];
/** Evidence at which the health book raises a finding (HB2). */
const RAISES_AT = 9;
const PARTS = ["outerRace", "innerRace", "rollingElement"] as const;
const BLOCKS = 3000;

/** Share of the way to the end, 0 to 1, of each kind of fault at a burst. */
type Faults = Partial<Record<(typeof PARTS)[number] | "unbalance", number>>;

/** The watches of one spindle while it makes parts: programs, cuts, chatter, cold grease and neighbours. */
class WorkingSpindle {
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
      cutMmS: 1.5 * load,
      chatterMs2: isCutting && random.chance(0.03 * (1 + 4 * load)) ? 6 * random.between(0.3, 1) * (0.3 + load) : 0,
      // A cold morning each day, and a bearing that runs in on the second.
      greaseNoise: this.#greaseNoise,
      floor: [0, 1].map(() => ({ hz: (SPEEDS[Math.floor(random.next() * SPEEDS.length)] as number) / 60, mmS: 0.03 })),
    });
    const start = (this.#bursts++ / BURSTS_PER_H) * 3.6e9;
    const block = spindleBlock(spindleBurst(state, random.at("burst")), start, { speedPerMin: rpm, program: "P" });
    this.lines.waveform?.(block);
    this.balance.waveform?.(block);
  }

  get strongest(): number {
    return Math.max(...this.lines.strengths);
  }

  get #greaseNoise(): number {
    const hours = this.#bursts / BURSTS_PER_H;
    return 1 + 0.75 * Math.exp(-(hours % 24) / 0.33) + (hours > 24 ? 0.2 * Math.exp(-(hours - 24) / 5) : 0);
  }
}

/** `npm run bench -- spindle-watches`; `rounds` is the number of machines. About 20 s of CPU for each. */
export async function benchSpindleWatches({ rounds }: { readonly rounds: number }): Promise<Figures> {
  const machines = Array.from({ length: rounds }, (_, at) => 900 + at);
  const sound = machines.map(soundEvidence);
  const lives = LIVES_H.flatMap((hours) =>
    [...PARTS, "unbalance" as const].map((fault) =>
      figure(
        `${fault}-${hours}h`,
        `share of a growth over ${hours} h at which evidence reaches ${RAISES_AT}`,
        "",
        machines.map((machine) => foundAt(machine, fault, hours)),
      ),
    ),
  );
  return [
    figure(
      "sound-lines",
      `strongest evidence of sound bearings in ${SOUND_H} h`,
      "-log10 p",
      sound.map(([one]) => one),
    ),
    figure(
      "sound-balance",
      `strongest evidence of sound rotors in ${SOUND_H} h`,
      "-log10 p",
      sound.map(([, two]) => two),
    ),
    ...lives,
    figure("block", "CPU of a block of 2,048 points in all watches of a spindle", "us", [
      blockUs(),
      blockUs(),
      blockUs(),
    ]),
  ];
}

function soundEvidence(machine: number): readonly [lines: number, balance: number] {
  const spindle = new WorkingSpindle(machine);
  let [lines, balance] = [0, 0];
  for (let burst = 0; burst < SOUND_H * BURSTS_PER_H; burst++) {
    spindle.take({});
    lines = Math.max(lines, spindle.strongest);
    balance = Math.max(balance, spindle.balance.strengths[0] as number);
  }
  return [lines, balance];
}

/**
 * Share of the growth at which the fault is found: two sound hours, then exponential growth (e^4u) to the end. It is 1
 * where nothing is found or another fault is named.
 */
function foundAt(machine: number, fault: (typeof PARTS)[number] | "unbalance", hours: number): number {
  const spindle = new WorkingSpindle(machine);
  for (let burst = 0; burst < 2 * BURSTS_PER_H; burst++) spindle.take({});
  for (let burst = 0; burst < hours * BURSTS_PER_H; burst++) {
    const share = burst / (hours * BURSTS_PER_H);
    spindle.take({ [fault]: Math.expm1(4 * share) / Math.expm1(4) });
    const said = [...spindle.lines.strengths, spindle.balance.strengths[0] as number];
    const first = said.findIndex((strength) => strength >= RAISES_AT);
    if (first >= 0) return first === [...PARTS, "unbalance"].indexOf(fault) ? share : 1;
  }
  return 1;
}

function blockUs(): number {
  const random = new Random(1);
  const watches = [bearingLines, rotorBalance, vibrationLevels].flatMap((make) => make(SPINDLE_ASSET));
  const blocks = Array.from({ length: 8 }, () => Float32Array.from({ length: 2048 }, () => random.next() - 0.5));
  const run = (from: number): void => {
    for (let at = 0; at < BLOCKS; at++) {
      const block = spindleBlock(blocks[at % 8] as Float32Array, (from + at) * 1e6, { speedPerMin: 7200 });
      for (const watch of watches) watch.waveform?.(block);
    }
  };
  run(0);
  const before = process.cpuUsage();
  run(BLOCKS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / BLOCKS;
}
