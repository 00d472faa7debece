import { describe, expect, it } from "vitest";
import { studyReport } from "../../../../edge/cli/study/study-report.ts";
import { studyCsv, studyText } from "../../../../edge/cli/study/study-text.ts";
import type { StudyAnswer } from "../../../../edge/contracts/forecast/study-answer.ts";
import { normalQuantile } from "../../../../edge/detect/maths/robust-fit.ts";
import { answerOf } from "../../../../edge/forecast/study/answer/make-answer.ts";
import { variantsOf } from "../../../../edge/forecast/study/design/design.ts";
import { factorsOf } from "../../../../edge/forecast/study/factors.ts";
import type { StudyFile } from "../../../../edge/forecast/study/file/study-file.ts";
import { constraintsOf, objectivesOf } from "../../../../edge/forecast/study/objective.ts";
import { Crew, RunFailure, type Runner } from "../../../../edge/forecast/study/run/crew.ts";
import { runStudy } from "../../../../edge/forecast/study/run/run-study.ts";
import type { StudyStart } from "../../../../edge/forecast/study/run/study-plant.ts";
import { randomOf } from "../../../run/seed.ts";

const NEVER = new AbortController().signal;
const SNAPSHOT = { at: 0, pieces: [], orders: [], setUpFor: new Map(), out: new Map() };

/** Good pieces and pieces in the plant of a run. */
type Made = (variant: number, replication: number) => readonly [good: number, wip: number];

function runnerOf(made: Made): Runner {
  return {
    run(tasks, done, signal) {
      signal.throwIfAborted();
      for (const task of tasks)
        done(
          task,
          Float64Array.from(
            task.variants.flatMap((variant) => {
              const [good, wip] = made(variant, task.replication);
              return [good, 0, 0, wip, 0];
            }),
          ),
        );
      return Promise.resolve();
    },
  };
}

async function answered(more: Partial<StudyFile>, runner: Runner, signal = NEVER, trials = 4): Promise<StudyAnswer> {
  const study: StudyFile = {
    "gemba-study": 1,
    name: "test",
    design: "all",
    factors: [{ name: "vehicles", vehicles: [1], asIs: true }],
    objective: [{ good: 1, within: 5 }],
    constraints: [],
    pareto: ["good", "wip"],
    hours: 1,
    replications: 100,
    seed: 1,
    confidence: 0.95,
    search: { variants: 10, finalists: 1 },
    ...more,
  };
  const factors = factorsOf(study);
  const variants = variantsOf(study.design, factors);
  const [objectives, constraints] = [objectivesOf(study), constraintsOf(study)];
  const { design, replications, confidence } = study;
  const runs = await runStudy(
    { variants: variants.map(({ changes }) => changes), design, objectives, constraints, replications, confidence },
    runner,
    signal,
  );
  const start = { snapshot: SNAPSHOT, horizonS: 3600, seed: 1 };
  return answerOf({ study, start, factors, variants, impossible: [], runs, modelError: 0.015, trials });
}

describe("constraints in the answer", () => {
  it("[ST8] a constraint that leaves one variant gives that one, as known", async () => {
    // The plant as it is breaks it, and nothing is left to compare the other one with.
    const constraints = [{ wip: 9, in: 0.9 }];
    const found = await answered(
      { constraints },
      runnerOf((variant) => [100, variant === 1 ? 5 : 20]),
    );
    expect([found.picked, found.isSure, found.variants[0]?.fate.kind]).toEqual([1, true, "breaks"]);
    expect(found.recommendation?.what.en).toBe("vehicles: +1");
    expect(studyText(found, "en")).not.toMatch(/More runs are needed/);
  });

  it("[ST8] each has its own verdict", async () => {
    const constraints = [
      { wip: 9, in: 0.9 },
      { good: 50, in: 0.9 },
    ];
    const found = await answered(
      { constraints },
      runnerOf((variant) => [100, variant === 1 ? 5 : 20]),
    );
    expect(found.variants[0]?.keeps.map(({ verdict }) => verdict)).toEqual([
      "fails",
      expect.not.stringMatching("fails"),
    ]);
    expect(found.variants[1]?.keeps.map(({ verdict }) => verdict)).toEqual(["keeps", "keeps"]);
  });
});

describe("equal variants", () => {
  it("[ST10] are not called worse, and a change that does nothing is not recommended, over 200 seeds", async () => {
    const random = randomOf("equal");
    let [asIs, recommended] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const found = await answered(
        {},
        runnerOf(() => [100 + 2 * normalQuantile(random()), 0]),
      );
      if (found.picked === 0) asIs++;
      if (found.recommendation !== null) recommended++;
      else expect(studyText(found, "en")).toMatch(/leave the plant as it is/);
      for (const { fate } of found.variants) expect(["picked", "left", "within"]).toContain(fate.kind);
    }
    // 92 % are expected, and 0.4 %: five standard deviations.
    expect(asIs).toBeGreaterThanOrEqual(165);
    expect(recommended).toBeLessThanOrEqual(6);
  });

  it("[ST10] a gain in the second objective is one, and what a constraint needs is recommended at a loss", async () => {
    const random = randomOf("second");
    const objective = [
      { good: 1, within: 5 },
      { wip: 1, within: 1 },
    ];
    const noise = (): number => 0.1 * normalQuantile(random());
    const second = await answered(
      { objective },
      runnerOf((variant) => [100 + noise(), 20 - 4 * variant + noise()]),
    );
    expect([second.picked, second.recommendation === null]).toEqual([1, false]);
    const constraints = [{ wip: 18, in: 0.9 }];
    const needed = await answered(
      { constraints },
      runnerOf((variant) => [100 - 9 * variant, 20 - 4 * variant]),
    );
    expect([needed.picked, needed.recommendation === null]).toEqual([1, false]);
  });
});

describe("a study that cannot go on", () => {
  it("[ST6] gives what is known, names the variant, and recommends nothing", async () => {
    const runner = runnerOf((variant) => [100 + variant, 0]);
    let turns = 0;
    const failing: Runner = {
      run: (...turn) =>
        ++turns === 2 ? Promise.reject(new RunFailure("pieces move for ever", [1])) : runner.run(...turn),
    };
    const constraints = [{ good: 50, in: 0.9 }];
    const found = await answered({ constraints }, failing);
    expect(found).toMatchObject({
      isComplete: false,
      isSure: false,
      recommendation: null,
      failure: { reason: "pieces move for ever", variants: [{ vehicles: "+1" }] },
    });
    expect(found.variants.map(({ runs }) => runs)).toEqual([10, 10]);
    expect(studyText(found, "en")).toMatch(/could not go on, .*\(vehicles: \+1\): pieces move for ever/);
    expect(studyText(found, "zh")).toMatch(/无法继续.*（vehicles：\+1）：pieces move for ever/);
  });

  it("[ST6] threads that end one by one end the study only; no more start than have tasks", async () => {
    const tasks = [0, 1].map((replication) => ({ replication, variants: [0], changes: [[]] }));
    await using dead = new Crew("" as unknown as StudyStart, 8);
    await expect(dead.run(tasks, () => {}, NEVER)).rejects.toThrow(RunFailure);
    expect(dead.size).toBe(2);
    // The other thread's error comes later, and is heard.
    await expect(dead.run(tasks, () => {}, NEVER)).rejects.toThrow(/could not go on/);
    await using failing = new Crew({} as StudyStart, 1);
    await expect(failing.run(tasks, () => {}, NEVER)).rejects.toMatchObject({ variants: [0] });
  });

  it("[ST6] that is stopped before its first run knows nothing, and says so", async () => {
    const found = await answered(
      {},
      runnerOf(() => [1, 1]),
      AbortSignal.abort("SIGINT"),
    );
    expect(found.variants.some(({ isPareto }) => isPareto)).toBe(false);
    for (const [language, nothing] of [
      ["en", /Nothing is known yet/],
      ["zh", /尚无任何结果/],
    ] as const) {
      expect(studyText(found, language)).toMatch(nothing);
      for (const text of [studyText(found, language), studyReport(found, language), studyCsv(found, false)])
        expect(text).not.toMatch(/NaN|Infinity/);
    }
  });
});

it("[ST12] the error of forecasts stands with its trials, or is said to be assumed", async () => {
  const runner = runnerOf((variant) => [100 + 20 * variant, 0]);
  const tried = studyText(await answered({}, runner), "en");
  expect(tried.match(/4 forecasts of this plant have erred by 1\.5 %/g)).toHaveLength(2);
  const assumed = await answered({}, runner, NEVER, 0);
  expect(studyText(assumed, "en")).not.toMatch(/have erred/);
  expect(studyText(assumed, "en")).toMatch(/an error of 1\.5 % is assumed[\s\S]*an error of 1\.5 % is assumed/);
  expect(studyText(assumed, "zh")).toMatch(/假定误差为 1\.5 %[\s\S]*假定误差为 1\.5 %/);
});
