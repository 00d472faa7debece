import { describe, expect, it } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { Peers } from "../../../../edge/health/evidence/peers.ts";
import type { ComponentWatch } from "../../../../edge/health/watch.ts";
import { jointFriction } from "../../../../edge/health/watches/joint-friction.ts";
import { Random } from "../../../../simulators/kernel/random.ts";
import { RobotArm } from "../../../../simulators/plants/machining/machines/robot-arm.ts";
import {
  COBOT_ARM,
  MILLING_POSES,
  ROBOT_ARM,
  retreat,
} from "../../../../simulators/plants/machining/machines/robot-cell.ts";
import { watchedAsset } from "../../../fakes/health/watched-asset.ts";
import { BenchPlant, S, T0 } from "../../detect/bench-plant.ts";

const { input, output, machines } = MILLING_POSES;
const [machine] = machines as readonly [(typeof machines)[number]];
const CYCLE = [
  retreat(input),
  input,
  retreat(input),
  retreat(machine),
  machine,
  retreat(machine),
  retreat(output),
  output,
];
const SIGNALS = ["position", "torque", "motor-load", "motor-current", "motor-temperature", "brake-torque"];
const JOINTS = [1, 2, 3, 4, 5, 6];

function bench(robots: number): BenchPlant {
  const tags = JOINTS.flatMap((joint) => SIGNALS.map((signal) => ({ component: `joint-${joint}`, signal, unit: "1" })));
  return new BenchPlant(
    Array.from({ length: robots }, (_, at) => ({ label: `R-${at}`, kind: "robot" as const, tags })),
  );
}

/** A robot of the simulated plant that runs through its cycle, with the watches of its joints. */
class Cell {
  readonly arm: RobotArm;
  readonly watches: readonly ComponentWatch[];
  readonly #random: Random;
  readonly #peers: Peers;
  readonly #assetUid: string;
  /** Input of each watch for each of the signals. */
  readonly #inputs: readonly (readonly number[])[];
  /** The value of all torques while they are stuck. */
  stuckNm = Number.NaN;
  #steps = 0;
  #pose = 0;
  #tests = 0;
  #held: number[] = [];

  constructor(
    seed: number,
    options: { plant?: BenchPlant; label?: string; peers?: Peers; rating?: typeof ROBOT_ARM } = {},
  ) {
    const { plant = bench(1), label = "R-0", peers = new Peers(), rating = ROBOT_ARM } = options;
    this.#random = new Random(seed);
    this.arm = new RobotArm(rating, retreat(input), this.#random);
    const asset = watchedAsset(plant, label, peers);
    [this.#peers, this.#assetUid] = [peers, asset.asset.assetUid];
    this.watches = jointFriction(asset);
    this.#inputs = this.watches.map(({ inputs }, at) =>
      SIGNALS.map((signal) => inputs.indexOf(asset.tag(`joint-${at + 1}/${signal}`)?.ref as TagRef)),
    );
  }

  of(joint: number): ComponentWatch {
    return this.watches[joint - 1] as ComponentWatch;
  }

  strength(joint: number, indication: string): number {
    const watch = this.of(joint);
    return watch.strengths[watch.indications.indexOf(indication)] as number;
  }

  /** One more temperature of a motor. */
  warm(joint: number, value: number): void {
    const input = this.#inputs[joint - 1]?.[SIGNALS.indexOf("motor-temperature")] as number;
    this.of(joint).sample(input, T0 + (this.#steps * S) / 10, value);
  }

  /** What each joint knows of the temperatures of the others. */
  temperatures(): readonly (number | undefined)[] {
    return JOINTS.map((joint) => this.#peers.typical(`joint warmth ${this.#assetUid}`, `joint-${joint}`)?.median);
  }

  /** Brakes are tested each hour. `each` is called every second. */
  run(minutes: number, each: (minute: number) => void = () => {}, hallCel = 22): void {
    for (let step = 0; step < minutes * 600; step++, this.#steps++) {
      const { arm } = this;
      if (!arm.isMoving) {
        arm.payloadKg = this.#pose % CYCLE.length < 5 ? 12 : 0;
        arm.moveTo(CYCLE[this.#pose++ % CYCLE.length] as (typeof CYCLE)[number]);
      }
      arm.step(0.1, 1);
      this.#publish();
      if (this.#steps % 10 !== 0) continue;
      each(step / 600);
      arm.slow(1, hallCel);
      for (const watch of this.watches) watch.second?.(T0 + (this.#steps * S) / 10);
    }
  }

  #publish(): void {
    const time = T0 + (this.#steps * S) / 10;
    if (this.#steps >= this.#tests * 36_000) {
      this.#tests++;
      this.#held = JOINTS.map((joint) => Math.round(this.arm.brakeNm(joint - 1) * (1 + 0.02 * this.#random.normal())));
    }
    for (const [at, watch] of this.watches.entries()) {
      const joint = this.arm.joints[at] as RobotArm["joints"][number];
      const noisy = joint.torqueNm + 0.4 * this.#random.normal();
      const torque = Number.isNaN(this.stuckNm) ? noisy : this.stuckNm;
      const { position, loadPercent, currentA, motorCel } = joint;
      const values = [position, torque, loadPercent, currentA, motorCel, this.#held[at] as number];
      for (const [signal, value] of values.entries()) watch.sample(this.#inputs[at]?.[signal] as number, time, value);
    }
  }
}

const wearOf = (cell: Cell, joint: number, wear: number): void => {
  (cell.arm.joints[joint - 1] as RobotArm["joints"][number]).gearWear = wear;
};

describe("friction of a robot's joints", () => {
  it("[MO1] finds a gear that wears by a third of its life, on its joint alone, and knows its damage", () => {
    const cell = new Cell(1);
    cell.run(40);
    cell.run(120, (minute) => wearOf(cell, 3, minute / 360));
    expect(cell.strength(3, "friction")).toBeGreaterThan(9);
    expect(cell.of(3).damage).toBeGreaterThan(0.2);
    expect(cell.of(3).damage).toBeLessThan(0.4);
    expect(cell.of(3).signatures[0]?.kind).toBe("gear-wear");
    for (const joint of [1, 2, 5, 6]) expect(cell.strength(joint, "friction")).toBeLessThan(3);
  });

  it("[MO1] takes the lower level of a gear that has run in as usual, so that a return is found", () => {
    const cell = new Cell(2);
    cell.run(150, (minute) => wearOf(cell, 2, 0.15 * Math.exp(-minute / 40)));
    expect(cell.strength(2, "friction")).toBe(0);
    expect(cell.of(2).damage).toBeLessThan(0.05);
    cell.run(60, () => wearOf(cell, 2, 0.3));
    expect(cell.strength(2, "friction")).toBeGreaterThan(9);
  });

  it("[MO1] does not follow a torque that is stuck, so that its return does not look like wear", () => {
    const cell = new Cell(6);
    cell.run(40);
    cell.stuckNm = 300;
    cell.run(60);
    cell.stuckNm = Number.NaN;
    cell.run(40);
    for (const joint of JOINTS) expect(cell.strength(joint, "friction")).toBeLessThan(3);
  });

  it("[MO2] stays quiet with new grease in all joints, a hall that cools by 15 K, or a person who leans on it", () => {
    const cell = new Cell(3, { rating: COBOT_ARM });
    cell.run(40, () => {}, 30);
    cell.run(
      60,
      (minute) => {
        cell.arm.circumstance.runIn = 0.4 * Math.exp(-minute / 60);
        cell.arm.circumstance.leaningN = minute % 20 < 0.5 ? 95 : 0;
      },
      15,
    );
    for (const joint of JOINTS) expect(Math.abs(cell.strength(joint, "friction"))).toBeLessThan(9);
  });

  it("[MO3] judges a joint that hardly moves by what its brake holds", () => {
    const cell = new Cell(4);
    cell.run(190);
    expect(cell.strength(4, "brake")).toBeGreaterThan(-5);
    expect(cell.of(4).isLearning).toBe(false);
    wearOf(cell, 4, 0.5);
    cell.run(70);
    expect(cell.strength(4, "friction")).toBe(0);
    expect(cell.strength(4, "brake")).toBeLessThan(-9);
    expect(cell.of(4).signatures[0]?.kind).toBe("gear-wear");
    expect(cell.of(4).damage).toBeCloseTo(0.5, 0);
  });

  it("[MO4] finds a gear that was worn before it was watched, by comparison with other robots", () => {
    const plant = bench(5);
    const peers = new Peers();
    const cells = [0, 1, 2, 3, 4].map(
      (at) => new Cell(10 + at, { plant, label: `R-${at}`, peers, rating: at > 2 ? COBOT_ARM : ROBOT_ARM }),
    );
    wearOf(cells[1] as Cell, 2, 0.7);
    for (let minute = 0; minute < 30; minute += 5) for (const cell of cells) cell.run(5);
    for (const [at, cell] of cells.entries())
      for (const joint of [1, 2, 3, 5, 6])
        if (at === 1 && joint === 2) expect(cell.strength(joint, "friction")).toBeGreaterThan(9);
        else expect(cell.strength(joint, "friction")).toBeLessThan(3);
  });

  it("[HB5] continues from a snapshot bit for bit, wherever it was taken", () => {
    const grown = (cell: Cell, from: number) => (minute: number) => wearOf(cell, 3, (from + minute) / 60);
    const whole = new Cell(5);
    whole.run(25, grown(whole, 0));
    const cut = new Cell(5);
    cut.run(17, grown(cut, 0));
    // Between two movements the other joints know the temperature of the last one.
    for (const joint of JOINTS) cut.warm(joint, 40 + joint);
    const known = cut.temperatures();
    const states = structuredClone(cut.watches.map((watch) => watch.snapshot()));
    for (const watch of cut.watches) watch.renewed(0);
    for (const [at, watch] of cut.watches.entries()) watch.restore(states[at]);
    expect(cut.temperatures()).toEqual(known);
    expect(known.some((one) => one !== undefined)).toBe(true);
    whole.run(15, grown(whole, 25));
    cut.run(8, grown(cut, 17));
    cut.run(15, grown(cut, 25));
    const said = (cell: Cell) => cell.watches.map(({ strengths, damage = Number.NaN }) => [...strengths, damage]);
    expect(said(cut)).toEqual(said(whole));
    expect(Math.max(...said(whole).flat())).toBeGreaterThan(9);
  });
});
