import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../../../edge/detect/maths/robust-fit.ts";
import { exponential } from "../../../../edge/forecast/kernel/distributions.ts";
import { EMPTY_START, type StartState } from "../../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../../edge/forecast/model/plant-run.ts";
import { Keeps } from "../../../../edge/forecast/study/race/keeps.ts";
import { Race, type RaceData, type RaceRules } from "../../../../edge/forecast/study/race/race.ts";
import { Screen } from "../../../../edge/forecast/study/race/screen.ts";
import { bufferOf, line, stationOf } from "../../../fakes/forecast-plans.ts";
import type { Random } from "../../../reliability/random.ts";
import { randomOf, SEED } from "../../../run/seed.ts";

const MOST = 2_000;

/** Scores of variants that have a part of their noise in common, one random number after the other. */
function noisy(means: readonly number[], random: Random): (variant: number, replication: number) => number {
  const rows: number[][] = [];
  return (variant, replication) => {
    while (rows.length <= replication) {
      const common = normalQuantile(random());
      rows.push(means.map((mean) => mean + common + normalQuantile(random())));
    }
    return rows[replication]?.[variant] as number;
  };
}

function ended(
  rules: Partial<RaceRules> & Pick<RaceRules, "variants">,
  data: Partial<RaceData>,
): Race & { runs: number } {
  const race = new Race(
    { first: 10, objectives: [{ within: 1 }], constraints: [], confidence: 0.9, ...rules },
    { score: () => 0, keeps: () => true, ...data },
  );
  const runs = Array.from({ length: rules.variants }, () => 0);
  while (race.replications < MOST && !race.isOver) {
    for (const variant of race.left) runs[variant] = Math.max(runs[variant] as number, race.replications + 1);
    race.take();
  }
  return Object.assign(race, { runs: runs.reduce((sum, count) => sum + count, 0) });
}

describe("the best of several variants", () => {
  it("[ST7] is picked at least as often as is promised, where all others are as near as is worth knowing", () => {
    const random = randomOf("slippage");
    const races = Array.from({ length: 1_000 }, () => {
      const score = noisy([0, 0, 0, 0.6, 0], random);
      return ended({ variants: 5, objectives: [{ within: 0.6 }] }, { score: (_, ...at) => score(...at) });
    });
    const right = races.filter(({ picked, isOver }) => picked === 3 && isOver).length;
    expect(right / races.length).toBeGreaterThanOrEqual(0.9);
  });

  it("[ST7] is picked as often where the first replications know all, and earlier ones are not quite as good", () => {
    const random = randomOf("near");
    // Where W falls to 0 soon behind the first replications, about with them, and before them.
    for (const within of [1, 1.3, 2.5]) {
      const right = Array.from({ length: 300 }, () => {
        const score = noisy([0, 0, 0, within, 0], random);
        return ended({ variants: 5, objectives: [{ within }] }, { score: (_, ...at) => score(...at) }).picked;
      }).filter((picked) => picked === 3).length;
      expect(right / 300).toBeGreaterThanOrEqual(0.9);
    }
  });

  it("[ST7] is told from others by the margin of the paper", () => {
    // k = 2, α = 0.05, n₀ = 10: η = (0.1^(-2/9) - 1) / 2 = 0.33405, h² = 18 η = 6.0129. Differences of ±1 have
    // S² = 10/9, so with δ = 0.5 W(11) = 0.5 / 22 · (6.0129 · 10/9 / 0.25 - 11) = 0.35737, or 3.9311 in the sum.
    const leftAfter = (sum: number): readonly number[] => {
      const screen = new Screen({ contenders: [0, 1], of: 2, first: 10, zone: 0.5, tolerance: 0, error: 0.05 });
      for (let at = 0; at <= 10; at++)
        screen.take(
          (variant) => (variant === 0 ? 0 : at === 10 ? sum : (-1) ** at),
          () => true,
        );
      return screen.left;
    };
    expect(leftAfter(3.92)).toEqual([0, 1]);
    expect(leftAfter(3.94)).toEqual([1]);
  });

  it("[ST7] is picked among lines whose throughput is known, in at least 90 of 100 seeds, and saves runs", () => {
    // Two stations with a buffer of n: (n + 2) / (n + 3) of what one makes (rule FK14); 10 pieces of 300 between two.
    const start: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };
    const plans = [0, 1, 2, 3].map((room) =>
      line([
        [stationOf("S1", exponential(1))],
        ...(room === 0 ? [] : [[bufferOf("B", room)]]),
        [stationOf("S2", exponential(1))],
      ]),
    );
    let [right, runs] = [0, 0];
    for (let seed = 0; seed < 100; seed++) {
      const good = (variant: number, replication: number): number =>
        new PlantRun(
          plans[variant] as (typeof plans)[number],
          start,
          (SEED % 2 ** 10) * 2 ** 20 + seed * 2 ** 11 + replication,
        ).run(300).good;
      const race = ended({ variants: 4, objectives: [{ within: 10 }] }, { score: (_, ...at) => good(...at) });
      if (race.picked === 3) right++;
      runs += race.runs;
    }
    expect(right).toBeGreaterThanOrEqual(90);
    expect(runs).toBeLessThan(100 * 4 * 100 * 0.5);
  });

  it("[ST7] equal variants are told apart no longer than is worth it; the first of them is picked", () => {
    const race = ended({ variants: 3 }, { score: (_, variant) => (variant === 1 ? 0 : 1) });
    expect([race.picked, race.isOver, race.left]).toEqual([0, true, [0, 2]]);
    expect(race.droppedAt(1)).toEqual({ after: 10, by: "objective", number: 0 });
    const near = ended({ variants: 2 }, { score: (_, variant) => 0.01 * variant });
    expect([near.picked, near.isOver, near.droppedAt(0)?.by]).toEqual([0, true, "alike"]);
  });

  it("[ST9] an objective decides among variants that are equal in the one before it, in 95 of 100", () => {
    const random = randomOf("lexicographic");
    let right = 0;
    for (let seed = 0; seed < 400; seed++) {
      const first = noisy([5, 5, 0, 5], random);
      const second = noisy([0, 3, 9, 0], random);
      const race = ended(
        { variants: 4, objectives: [{ within: 1 }, { within: 1 }], confidence: 0.95 },
        { score: (objective, ...at) => (objective === 0 ? first(...at) : second(...at)) },
      );
      if (race.picked === 1 && race.droppedAt(2)?.number === 0 && race.droppedAt(0)?.number === 1) right++;
    }
    expect(right).toBeGreaterThanOrEqual(380);
  });
});

describe("constraints", () => {
  it("[ST8] a variant that breaks one is not picked, however good it is, and drops no other one", () => {
    const random = randomOf("constraints");
    let right = 0;
    for (let seed = 0; seed < 100; seed++) {
      const score = noisy([0, 2, 9, 1], random);
      const draws = noisy([0, 0, 0, 0], random);
      // Kept in 99, 99, 60 and 99 % of the runs; 90 % are asked for.
      const isKept = (variant: number, replication: number): boolean =>
        draws(variant, replication) / Math.SQRT2 < normalQuantile(variant === 2 ? 0.6 : 0.99);
      const race = ended(
        { variants: 4, constraints: [{ share: 0.9 }] },
        { score: (_, ...at) => score(...at), keeps: (_, ...at) => isKept(...at) },
      );
      if (race.picked === 1 && race.droppedAt(2)?.by === "constraint") right++;
    }
    expect(right).toBeGreaterThanOrEqual(90);
  });

  it("[ST8] either mistake about a share is as rare as was asked", () => {
    const random = randomOf("keeps");
    const decided = (chance: number): Keeps => {
      const keeps = new Keeps(0.9, 0.05);
      while (keeps.verdict === "open") keeps.take(random() < chance);
      return keeps;
    };
    const share = (chance: number, verdict: string): number =>
      Array.from({ length: 2_000 }, () => decided(chance)).filter((one) => one.verdict === verdict).length / 2_000;
    expect(share(0.85, "keeps")).toBeLessThan(0.075);
    expect(share(0.95, "fails")).toBeLessThan(0.075);
  });

  it("[ST8] variants that were set aside come back when the one before them breaks a constraint, and save runs", () => {
    const random = randomOf("aside");
    let runs = 0;
    for (let seed = 0; seed < 20; seed++) {
      const score = noisy([0, 4, 20, 40, 0, 0, 0, 0], random);
      const race = ended(
        { variants: 8, constraints: [{ share: 0.9 }] },
        { score: (_, ...at) => score(...at), keeps: (_, variant) => variant !== 2 && variant !== 3 },
      );
      expect([race.picked, race.isOver]).toEqual([1, true]);
      expect([2, 3].map((variant) => race.droppedAt(variant)?.by)).toEqual(["constraint", "constraint"]);
      runs += race.runs;
    }
    // All of them together need 50 runs each to know that they keep it.
    expect(runs / 20).toBeLessThan(8 * 25);
  });

  it("[ST8] nothing is picked where no variant keeps it", () => {
    const race = ended({ variants: 2, constraints: [{ share: 0.9 }] }, { keeps: () => false });
    expect([race.picked, race.left, race.isOver]).toEqual([undefined, [], true]);
  });
});
