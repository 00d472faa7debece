import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { quantileOf } from "../../../edge/forecast/learn/learnt.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import type { LanePlan, ModelPlan } from "../../../edge/forecast/model/plan.ts";
import { PlantLayout } from "../../../edge/forecast/model/plant-layout.ts";
import { withMoves } from "../../../edge/forecast/whatif/move-change.ts";
import { describedBy } from "../../../edge/futures/record-of-pieces.ts";
import { plugins } from "../../../edge/plugins.ts";
import { type FleetRide, fleetRides } from "../../fakes/moved-fleet.ts";
import { boundOfMean, SEEDS_IN_SET } from "../../run/long-sets.ts";
import { SEED } from "../../run/seed.ts";

/** The deburring cell's stop 16 m farther north, and the finished store's 6 m farther from packing. */
const MOVED = { N20: [79.5, 62], N16: [16, 34] } as const;
const CHANGED = ["BUF-MILL-OUT BUF-DEBURR-IN", "BUF-PACK-OUT RCK-03"];
const RUN = { hours: 4, everyS: 480 } as const;

const medianOf = (values: readonly number[]): number =>
  quantileOf(
    values.toSorted((a, b) => a - b),
    0.5,
  );
const secondsOf = ({ pickS, dropS }: FleetRide): number => dropS - pickS;
const laneOf = ({ from, to }: FleetRide): string => `${from} ${to}`;

/** Each ride as a piece of its own. */
function historyOf(rides: readonly FleetRide[]): PlantHistory {
  const us = (seconds: number): number => Math.round(seconds * 1e6);
  const pieces = rides.map(({ from, to, vehicle, pickS, dropS }, at) => ({
    piece: `P-${at}`,
    variant: "V",
    order: "",
    operations: [],
    stays: [
      { place: from, from: us(pickS) - 1e6, to: us(pickS) },
      { place: vehicle, from: us(pickS), to: us(dropS) },
      { place: to, from: us(dropS), to: Number.NaN },
    ],
  }));
  return { from: 0, to: us(3600 * RUN.hours), pieces, orders: [] };
}

it("[FK87] rides of the simulated fleet on a moved road map take as long as foreseen from the old one", async () => {
  const description = describedBy(await loadConfig("config/demo", plugins));
  const flow = flowOf(description);
  const errors: number[] = [];
  const ignoring: number[] = [];
  for (let seed = 0; seed < SEEDS_IN_SET; seed++) {
    const own = (SEED + seed) % 2 ** 31;
    const before = await fleetRides(own, { ...RUN, nodes: {} });
    const after = await fleetRides(own, { ...RUN, nodes: MOVED });
    const learnt = learn(historyOf(before), flow);
    const lanes = learnt.lanes.map(({ from, to, load, carry }): LanePlan => {
      const seconds = medianOf(carry?.quantiles ?? []);
      return { from, to: [[to]], load, carry: () => seconds, approach: () => 0 };
    });
    const plan: ModelPlan = {
      variants: ["V"],
      places: flow.places.map(({ label }) => ({ kind: "buffer", label, capacity: 100 })),
      routes: [],
      tenders: [],
      lanes,
      vehicles: 6,
      arrivals: [],
      outputs: [],
      layout: new PlantLayout({ description, flow, learnt }, undefined),
    };
    const moves = Object.entries(MOVED).map(([node, to]) => ({ kind: "move", what: [node], to }));
    const made = withMoves(plan, moves);
    expect(made.problems).toEqual([]);
    const truth = Map.groupBy(after, laneOf);
    for (const lane of CHANGED) {
      const at = lanes.findIndex(
        ({ from, to }) => `${flow.places[from]?.label} ${flow.places[to[0]?.[0] ?? -1]?.label}` === lane,
      );
      const happened = medianOf((truth.get(lane) ?? []).map(secondsOf));
      errors.push((made.plan.lanes[at] as LanePlan).carry(0.5) / happened - 1);
      ignoring.push((lanes[at] as LanePlan).carry(0.5) / happened - 1);
    }
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const figures = [errors, errors.map(Math.abs), ignoring.map(Math.abs)].map(mean) as [number, number, number];
  if (process.env["GEMBA_FIGURES"] === "1") console.log("bias, mean error, error without the move:", figures);
  expect(Math.abs(figures[0])).toBeLessThan(boundOfMean(0.05));
  expect(figures[1]).toBeLessThan(0.6 * figures[2]);
});
