import { expect, it } from "vitest";
import {
  MultivariateEvidence,
  type MultivariatePlan,
} from "../../../../../edge/health/evidence/multivariate/multivariate-evidence.ts";
import { randomOf } from "../../../../run/seed.ts";

const STEP = 1e6;

interface Change {
  /** Added to a channel's value; NaN removes the value. */
  readonly channel?: number;
  readonly by?: (row: number) => number;
}

/**
 * A unit of four channels: three show the same slowly wandering load with noise of their own, the last one noise
 * only. `extra` channels follow.
 */
class Unit {
  readonly evidence: MultivariateEvidence;
  readonly #channels: number;
  readonly #random: () => number;
  readonly #values: Float64Array;
  #load = 0;
  time = 0;

  constructor(name: string, plan: Partial<MultivariatePlan> = {}) {
    this.#channels = plan.channels ?? 4;
    this.evidence = new MultivariateEvidence({ channels: this.#channels, ...plan });
    this.#random = randomOf(name);
    this.#values = new Float64Array(this.#channels);
  }

  noise(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }

  next({ channel = -1, by = () => 0 }: Change = {}, row = 0): Float64Array {
    this.#load = 0.8 * this.#load + 0.6 * this.noise();
    const shown = this.#load;
    const gains = [1, -2, 0.5];
    for (let i = 0; i < this.#channels; i++) this.#values[i] = 10 + (gains[i] ?? 0) * shown + 0.2 * this.noise();
    if (channel >= 0) this.#values[channel] = (this.#values[channel] as number) + by(row);
    this.time += STEP;
    return this.#values;
  }

  /** Feeds rows; returns the surprise of each, NaN where it was not judged, and whether the unit was unusual then. */
  run(count: number, change: Change = {}): { surprise: number; isUnusual: boolean }[] {
    return Array.from({ length: count }, (_, row) => {
      const values = this.next(change, row);
      this.evidence.observe(this.time, values);
      return { surprise: this.evidence.surprise, isUnusual: this.evidence.isUnusual };
    });
  }

  shares(): number[] {
    const out = new Float64Array(this.#channels);
    this.evidence.channelShares(out);
    return [...out];
  }
}

const shareUnusual = (rows: readonly { isUnusual: boolean }[]): number =>
  rows.filter(({ isUnusual }) => isUnusual).length / rows.length;

/** A share that one unit in a hundred exceeds says little about the method; the mean of five does. */
function meanOf(name: string, figure: (unit: Unit) => number, plan: Partial<MultivariatePlan> = {}): number {
  const figures = Array.from({ length: 5 }, (_, at) => figure(new Unit(`${name} ${at}`, plan)));
  return figures.reduce((sum, each) => sum + each) / figures.length;
}

it("[MV1] gives no evidence while it learns, and none for a channel that never moved or was rarely present", () => {
  const unusual = (unit: Unit): number => {
    const { evidence } = unit;
    const show = (still: number, seldom: number): boolean => {
      const values = unit.next();
      values[4] = still;
      values[5] = seldom;
      return evidence.observe(unit.time, values);
    };
    for (let row = 0; row < 300; row++) expect(show(7, row % 3 === 0 ? unit.noise() : Number.NaN)).toBe(false);
    expect(evidence.surprise).toBeNaN();
    expect(evidence.isLearned).toBe(true);
    const rows = Array.from({ length: 200 }, () => {
      expect(show(1e6, -1e6)).toBe(true);
      return { isUnusual: evidence.isUnusual };
    });
    return shareUnusual(rows);
  };
  expect(meanOf("learn", unusual, { channels: 6, learn: 300 })).toBeLessThan(0.1);
});

it("[MV2] finds a value that breaks the relation to the others within its own range, in its first row", () => {
  const statistics: number[] = [];
  const surprise = meanOf("relation", (unit) => {
    unit.run(450);
    // The load wanders with a deviation of 1, which channel 1 shows twice.
    const [first] = unit.run(1, { channel: 1, by: () => 3 });
    statistics.push(unit.evidence.spe("row") + unit.evidence.t2("row"));
    return first?.surprise ?? 0;
  });
  expect(surprise).toBeGreaterThan(3);
  expect(Math.min(...statistics)).toBeGreaterThan(12);
});

it("[MV3] is unusual in fewer than one of fifty rows of normal running, whatever was learned", () => {
  const unusual = (unit: Unit): number => {
    unit.run(400);
    return shareUnusual(unit.run(1000));
  };
  expect(meanOf("normal", unusual)).toBeLessThan(0.02);
});

it("[MV3] outliers in the learning time do not blind it", () => {
  const unit = new Unit("outliers");
  unit.run(400, { channel: 0, by: (row) => (row % 100 === 50 ? 40 : 0) });
  unit.run(100);
  expect(shareUnusual(unit.run(60, { channel: 3, by: () => 0.6 }).slice(30))).toBeGreaterThan(0.8);
});

it("[MV4] finds a shift that no single row shows, by the average of the last rows", () => {
  const found = meanOf("shift", (unit) => {
    unit.run(500);
    const rows = unit.run(60, { channel: 3, by: () => 0.3 });
    // A single row of this shift is within the usual range.
    expect(unit.evidence.t2("row") + unit.evidence.spe("row")).toBeLessThan(40);
    return shareUnusual(rows.slice(30));
  });
  expect(found).toBeGreaterThan(0.5);
});

it("[MV5] follows a slow change of level, and does not follow a disturbance: its end is usual immediately", () => {
  const drift = new Unit("drift");
  drift.run(400);
  expect(shareUnusual(drift.run(3000, { channel: 3, by: (row) => row / 3000 }))).toBeLessThan(0.1);
  const unit = new Unit("disturbance");
  unit.run(500);
  expect(shareUnusual(unit.run(400, { channel: 3, by: () => 1 }).slice(20))).toBe(1);
  const after = unit.run(200);
  expect(after.findIndex(({ isUnusual }) => !isUnusual)).toBeLessThan(120);
});

it("[MV5] stays unusual until the surprise falls below 1", () => {
  const unit = new Unit("hysteresis");
  unit.run(450);
  const rows = [...unit.run(40, { channel: 3, by: () => 1 }), ...unit.run(60)];
  let before = false;
  for (const { surprise, isUnusual } of rows) {
    expect(isUnusual).toBe(surprise >= 3 || (before && surprise >= 1));
    before = isUnusual;
  }
  expect(rows.some(({ surprise, isUnusual }) => isUnusual && surprise < 3)).toBe(true);
});

it("[MV6] the environment explains the other channels, within the learned range, and is not judged", () => {
  const rows = (environment: readonly number[]) => {
    const unit = new Unit("environment", { channels: 5, environment });
    return (count: number, hall: (row: number) => number, effect: number): number =>
      shareUnusual(
        Array.from({ length: count }, (_, row) => {
          const values = unit.next();
          values[3] = (values[3] as number) + Math.min(hall(row), effect);
          values[4] = hall(row);
          unit.evidence.observe(unit.time, values);
          return { isUnusual: unit.evidence.isUnusual };
        }),
      );
  };
  const blind = rows([]);
  const seeing = rows([4]);
  // The hall warms up and cools down in steps of 2 degrees, four times in learning.
  const steps = (row: number): number => (Math.floor(row / 50) % 2 === 0 ? 0 : 2);
  for (const unit of [blind, seeing]) unit(400, steps, 2);
  expect(seeing(400, steps, 2)).toBeLessThan(0.25);
  blind(400, steps, 2);
  const hot = (): number => 1000;
  expect(seeing(50, hot, 2)).toBeLessThan(0.4);
  expect(blind(50, hot, 2)).toBeGreaterThan(0.8);
});

it("[MV7] shares name the disturbed channel with its sign, and its group", () => {
  const unit = new Unit("shares");
  unit.run(450);
  unit.run(20, { channel: 1, by: () => -3 });
  const shares = unit.shares();
  expect(shares[1]).toBeLessThan(-0.8);
  const groups = new Float64Array(3);
  unit.evidence.groupShares([[0], [1, 2], [3]], groups);
  expect(groups[1]).toBeGreaterThan(0.8);
  expect(groups[1]).toBeLessThanOrEqual(1 + 1e-9);
  for (const other of [0, 2]) expect(groups[other]).toBeLessThan(groups[1] as number);
});

it("[MV8] averages fade by time, and after a pause two rows pass before one is judged", () => {
  const unit = new Unit("pause");
  unit.run(450);
  unit.run(30, { channel: 3, by: () => 2 });
  expect(unit.evidence.isUnusual).toBe(true);
  const average = unit.evidence.t2("average") + unit.evidence.spe("average");
  unit.time += 100 * STEP;
  const after = unit.run(3);
  expect(after.map(({ surprise }) => Number.isNaN(surprise))).toEqual([true, true, false]);
  expect(unit.evidence.t2("average") + unit.evidence.spe("average")).toBeLessThan(average / 2);
  unit.time += STEP;
  expect(unit.run(1)[0]?.surprise).not.toBeNaN();
});

it("[MV1] a missing value is replaced by what the others imply; an empty row is not judged", () => {
  const unit = new Unit("missing");
  unit.run(450);
  expect(shareUnusual(unit.run(300, { channel: 2, by: () => Number.NaN }))).toBeLessThan(0.15);
  unit.evidence.observe(++unit.time, new Float64Array(4).fill(Number.NaN));
  expect(unit.evidence.surprise).toBeNaN();
  expect(Math.max(...unit.run(3, { channel: 1, by: () => 4 }).map(({ surprise }) => surprise))).toBeGreaterThan(3);
});

it("[MV9] continues from a snapshot bit for bit, during learning and after it", () => {
  for (const cut of [0, 150, 399, 400, 470]) {
    const whole = new Unit("snapshot");
    const copy = new Unit("snapshot");
    whole.run(cut);
    copy.run(cut);
    const other = new MultivariateEvidence({ channels: 4 });
    other.restore(copy.evidence.snapshot());
    const shares = [new Float64Array(4), new Float64Array(4)] as const;
    const said: (readonly [number, number])[] = [];
    for (let row = cut; row < 600; row++) {
      const change = row > 500 ? { channel: 0, by: () => 2 } : {};
      whole.evidence.observe(whole.time, whole.next(change));
      other.observe(copy.time, copy.next(change));
      said.push([whole.evidence.surprise, other.surprise]);
    }
    expect(said.map(([, copied]) => copied)).toEqual(said.map(([first]) => first));
    whole.evidence.channelShares(shares[0]);
    other.channelShares(shares[1]);
    expect(shares[1]).toEqual(shares[0]);
    expect(other.snapshot()).toEqual(whole.evidence.snapshot());
  }
  const unit = new Unit("wrong");
  expect(() => unit.evidence.restore(new MultivariateEvidence({ channels: 5 }).snapshot())).toThrow(
    /numbers is needed/,
  );
});

it("[MV9] learns again after a repair", () => {
  const unit = new Unit("repair");
  unit.run(450);
  const repaired = { channel: 3, by: () => 5 };
  expect(shareUnusual(unit.run(100, repaired).slice(10))).toBe(1);
  unit.evidence.relearn();
  expect(unit.evidence.isLearned).toBe(false);
  unit.run(400, repaired);
  expect(shareUnusual(unit.run(300, repaired))).toBeLessThan(0.2);
});
