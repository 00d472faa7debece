/** How early the watches of a spindle find damage and unbalance, their evidence on sound spindles, and their cost. */

import { bearingLines } from "../edge/health/watches/bearing-lines.ts";
import { rotorBalance } from "../edge/health/watches/rotor-balance.ts";
import { vibrationLevels } from "../edge/health/watches/vibration-levels.ts";
import { Random } from "../simulators/kernel/random.ts";
import { SPINDLE_ASSET, spindleBlock } from "../test/fakes/health/spindle-asset.ts";
import { type Figures, figure } from "./report.ts";
import { BURSTS_PER_H, PARTS, WorkingSpindle } from "./working-spindle.ts";

const SOUND_H = 72;
const LIVES_H = [5, 20];
/** Evidence at which the health book raises a finding (HB2). */
const RAISES_AT = 9;
const BLOCKS = 3000;

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
