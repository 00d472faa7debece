import { expect, it } from "vitest";
import { AS_IS } from "../../../../edge/contracts/forecast/study-answer.ts";
import { learn } from "../../../../edge/forecast/learn/learn.ts";
import { flowOf } from "../../../../edge/forecast/model/flow.ts";
import { snapshotAt } from "../../../../edge/forecast/model/snapshot-at.ts";
import { factorsOf } from "../../../../edge/forecast/study/factors.ts";
import type { StudyFile } from "../../../../edge/forecast/study/file/study-file.ts";
import { studyProblems } from "../../../../edge/forecast/study/file/study-problems.ts";
import { StudyPlant } from "../../../../edge/forecast/study/run/study-plant.ts";
import { LANE_PLANT, laneHistory } from "../../../fakes/lane-plant.ts";
import { randomOf } from "../../../run/seed.ts";

const history = laneHistory(40, randomOf("studied moves"));
const flow = flowOf(LANE_PLANT);
const start = {
  sources: { description: LANE_PLANT, flow, learnt: learn(history, flow) },
  snapshot: snapshotAt(history, flow, history.to),
  horizonS: 8 * 3600,
  seed: 3,
};

const factors = [
  {
    name: "where the store stands",
    asIs: true,
    levels: [
      { name: "near", changes: [{ move: "RCK-2", to: [90, 44] }] },
      { name: "far", changes: [{ move: ["RCK-2", "E"], by: [-15, 0] }] },
    ],
  },
  { name: "lots", asIs: true, lot: [4, 8] },
];

it("[FK86] [FK90] a study varies where a machine stands and the size of lots, from plain values", () => {
  const study = {
    ...{ design: "all", factors, objective: [{ good: 1, within: 1 }], constraints: [], hours: 8, replications: 10 },
    ...{ search: { variants: 200, finalists: 12 }, confidence: 0.95, name: "Store", seed: 3, pareto: ["good", "wip"] },
  } as unknown as StudyFile;
  expect(studyProblems(study)).toEqual([]);
  const [where, lots] = factorsOf(study);
  expect(lots?.levels.map(({ name }) => name)).toEqual([AS_IS, "4", "8"]);
  const plant = new StudyPlant(structuredClone(start));
  for (const factor of [where, lots]) expect(factor && plant.refusedLevels(factor)).toEqual([]);
  const changes = (where?.levels ?? []).map((level) => level.changes);
  const good = Array.from({ length: 20 }, (_, replication) => {
    const made = plant.run({ replication, variants: [0, 1, 2], changes });
    const outcomes = made.length / 3;
    return [0, 1, 2].map((at) => made[at * outcomes] as number);
  });
  const sum = (at: number): number => good.reduce((total, run) => total + (run[at] as number), 0);
  expect(sum(1)).toBeGreaterThanOrEqual(sum(0));
  expect(sum(2)).toBeLessThanOrEqual(sum(0));
  const nowhere = {
    name: "where",
    levels: [{ name: "off", changes: [{ kind: "move", what: ["RCK-2"], to: [60, 25] }] }],
  };
  expect(plant.refusedLevels(nowhere as never)).toEqual([
    expect.stringMatching(/^factor where, level off, change 1 \(move\): no road leads to the new stop of RCK-2/),
  ]);
});
