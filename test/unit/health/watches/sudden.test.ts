import { describe, expect, it } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { PlantHealth } from "../../../../edge/health/plant-health.ts";
import type { WatchMaker } from "../../../../edge/health/watch.ts";
import { interlock } from "../../../../edge/health/watches/sudden/interlock.ts";
import { localisation } from "../../../../edge/health/watches/sudden/localisation.ts";
import { voltageSag } from "../../../../edge/health/watches/sudden/voltage-sag.ts";
import { type AssetShape, BenchPlant, batchOf, S, T0 } from "../../detect/bench-plant.ts";

/** Findings by second, from values by second; a restart after each second changes nothing. */
function said(maker: WatchMaker, shape: AssetShape, values: readonly (readonly number[])[]) {
  const { plant, tags } = new BenchPlant([shape]);
  const made = (): PlantHealth =>
    new PlantHealth({
      plant,
      tags,
      makers: [maker],
      onBroken: ({ error }) => {
        throw error;
      },
    });
  let health = made();
  return values.flatMap((row, second) => {
    const readings = row.map((value, ref) => ({ ref: ref as TagRef, at: T0 + second * S, value }));
    health.observe(batchOf(readings));
    const found = health.second(T0 + (second + 1) * S);
    const states = [...health.parts()].map(({ part }) => structuredClone(part.snapshot()));
    health = made();
    for (const [at, { part }] of [...health.parts()].entries()) part.restore(states[at] as never);
    return found.map(({ standing, kind, component, hypotheses }) =>
      standing ? { second, kind, component, fault: hypotheses?.[0]?.kind } : { second, ended: true },
    );
  });
}

const repeated = (row: readonly number[], times: number): (readonly number[])[] =>
  Array.from({ length: times }, () => row);

describe("sudden events", () => {
  const cell: AssetShape = {
    label: "ROB-01",
    kind: "robot",
    tags: [
      { component: "cell", signal: "gate-open", type: "boolean", role: "gate-open" },
      { component: "cell", signal: "gate-locked", type: "boolean" },
    ],
  };

  it("[HI6] [HB5] report a bridged gate, whose bolt is out while its switch shows closed", () => {
    const found = said(interlock, cell, [...repeated([0, 1], 20), ...repeated([0, 0], 5), ...repeated([0, 1], 20)]);
    expect(found).toEqual([
      { second: 20, kind: "safety", component: "cell", fault: "bypassed-interlock" },
      expect.objectContaining({ ended: true }),
    ]);
    expect(said(interlock, cell, [...repeated([0, 1], 20), ...repeated([1, 0], 20), ...repeated([0, 1], 20)])).toEqual(
      [],
    );
    // A lock whose bolt is never seen gives no evidence.
    expect(said(interlock, cell, repeated([0, 0], 60))).toEqual([]);
  });

  it("[HI7] [HB5] report that a vehicle has lost its place when its own score collapses", () => {
    const vehicle: AssetShape = {
      label: "AGV-01",
      kind: "agv",
      tags: [{ component: "pose", signal: "localization-score", unit: "1" }],
    };
    const usual = Array.from({ length: 90 }, (_, second) => [0.95 + 0.02 * Math.sin(second)]);
    const lost = { kind: "anomaly", component: "pose", fault: "localisation-loss" };
    expect(said(localisation, vehicle, [...usual, [0.5], [0.2]])).toEqual([{ second: 91, ...lost }]);
    // A server that reports changes only.
    expect(said(localisation, vehicle, [...usual, [0.5], [], []])).toEqual([{ second: 92, ...lost }]);
    expect(said(localisation, vehicle, [...usual, [0.1], ...usual, [0.1], ...usual])).toEqual([]);
    expect(said(localisation, vehicle, [...usual, [0.7], [0.65], ...usual])).toEqual([]);
  });

  it("[HI8] [HB5] report a sag of the supply when two phases fall, not for one phase or a motor's start", () => {
    const board: AssetShape = {
      label: "SWB-01",
      kind: "switchboard",
      tags: ["voltage-l1", "voltage-l2", "voltage-l3", "frequency"].map((signal) => ({
        component: "bus",
        signal,
        unit: signal === "frequency" ? "Hz" : "V",
      })),
    };
    const usual = repeated([230, 231, 229], 70);
    expect(said(voltageSag, board, [...usual, [190, 191, 189], ...usual.slice(0, 20)])).toEqual([
      { second: 70, kind: "anomaly", component: "bus", fault: "power-sag" },
      expect.objectContaining({ ended: true }),
    ]);
    expect(said(voltageSag, board, [...usual, [20, 231, 229], [230, 20, 229], ...usual])).toEqual([]);
    expect(said(voltageSag, board, [...usual, [208, 209, 207], ...usual])).toEqual([]);
  });
});
