/** What is shown as a gain and recommended: ST10 in docs/rules/studies.md, FK83 in docs/rules/forecast.md. */
import { describe, expect, it } from "vitest";
import type { Confirmed, Outcome, StudyAnswer } from "../../../../edge/contracts/forecast/study-answer.ts";
import { OUTCOMES } from "../../../../edge/contracts/forecast/study-answer.ts";
import { answerOf, type Studied } from "../../../../edge/forecast/study/answer/make-answer.ts";
import { Records } from "../../../../edge/forecast/study/run/records.ts";
import { randomOf } from "../../../run/seed.ts";

const RUNS = 30;
const AS_IT_IS: Readonly<Record<Outcome, number>> = { good: 600, scrapped: 10, late: 4, wip: 100, lead: 2 };

type Objectives = Studied["study"]["objective"];

/**
 * A study whose pick differs by exactly `gain` from the plant as it is, on average, in runs that vary by 1. It has
 * the same draws in the reverse order of runs, so that no seed makes a gain by chance.
 */
function studied(
  gain: Partial<Record<Outcome, number>>,
  objective: Objectives,
  more: { breaks?: true; level?: string },
) {
  const random = randomOf("gain");
  const draws = Array.from({ length: RUNS }, () => OUTCOMES.map(() => random() - 0.5));
  const records = new Records(2);
  for (let run = 0; run < RUNS; run++)
    for (const variant of [0, 1]) {
      const drawn = draws.at(variant === 0 ? run : -1 - run) ?? [];
      const made = OUTCOMES.map((it, i) => AS_IT_IS[it] + (gain[it] ?? 0) * variant + (drawn[i] ?? 0));
      records.add(run, [variant], Float64Array.from(made));
    }
  const dropped = { by: more.breaks === true ? "constraint" : "objective", number: 0, after: 10 } as const;
  const race = { picked: 1, isOver: true, replications: RUNS, droppedAt: () => dropped, verdictsOf: () => [] };
  const study = {
    ...{ name: "gain", design: "all", replications: RUNS, confidence: 0.95, pareto: ["good", "wip"], seed: 1 },
    ...{ objective, constraints: [], hours: 1 },
  };
  const levels = [
    { name: "as-is", changes: [] },
    { name: more.level ?? "1.1", changes: [] },
  ];
  return answerOf({
    study: study as unknown as Studied["study"],
    start: { snapshot: { at: 0 }, horizonS: 3600, seed: 1 } as unknown as Studied["start"],
    factors: [{ name: "speed", levels }],
    variants: [
      { levels: [0], changes: [] },
      { levels: [1], changes: [] },
    ],
    impossible: [],
    runs: {
      records,
      confirmed: records,
      isComplete: true,
      failure: null,
      race: race as unknown as Studied["runs"]["race"],
    },
    ...{ modelError: 0.02, trials: 4 },
  });
}

function shown(gain: Partial<Record<Outcome, number>>, objective: Objectives, more: { breaks?: true } = {}) {
  const { confirmed, recommendation } = studied(gain, objective, more);
  return [confirmed?.decides, confirmed?.isBetter, recommendation?.effect?.quantity];
}

describe("[ST10] a gain", () => {
  const TWO: Objectives = [
    { good: 1, within: 5 },
    { wip: 1, within: 2 },
  ];

  it("is that of the first objective whose interval is above 0", () => {
    expect(shown({ good: 8, wip: -9 }, TWO)).toEqual([0, true, "good"]);
    expect(shown({ good: -3, wip: -9 }, TWO)).toEqual([1, true, "wip"]);
    const { confirmed } = studied({ good: -3, wip: -9 }, TWO, {}) as StudyAnswer & { confirmed: Confirmed };
    expect(confirmed.score.mean).toBeCloseTo(9, 0);
    expect([confirmed.better, confirmed.worse]).toEqual([1, 0]);
  });

  it("is none where an objective before it surely loses more than is worth knowing", () => {
    expect(shown({ good: -8, wip: -9 }, TWO)).toEqual([null, false, undefined]);
    expect(shown({ good: -8, wip: -9 }, TWO, { breaks: true })).toEqual([null, false, "good"]);
    expect(shown({}, TWO)).toEqual([null, false, undefined]);
  });

  it("is named by the outcome with the largest part of it, never by a loss", () => {
    const sum: Objectives = [{ good: 1, late: 1, wip: 1, within: 5 }];
    expect(shown({ good: 6, late: -5, wip: 8 }, sum)).toEqual([0, true, "good"]);
  });
});

it("[ST10] a recommendation has a bounded text, however long the levels are named", () => {
  const { recommendation } = studied({ good: 8 }, [{ good: 1, within: 5 }], { level: "x".repeat(3_000) });
  expect([recommendation?.what.en.length, recommendation?.what.zh.length]).toEqual([2_000, 2_000]);
});
