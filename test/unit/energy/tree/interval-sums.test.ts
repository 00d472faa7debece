import { expect, it } from "vitest";
import { intervalsOf } from "../../../../edge/energy/tree/intervals.ts";
import { MediaTree } from "../../../../edge/energy/tree/media-tree.ts";
import { energyConfig } from "../../../fakes/energy/energy-config.ts";
import { T0 } from "../../detect/bench-plant.ts";
import { fakeCounts, HOUR } from "./fake-counts.ts";

/** Counts at a constant rate. */
const at = (rate: number) => (hours: number) => rate * hours;

const CONFIG = {
  tree: [
    { meter: "PLANT", complete: true },
    { meter: "A", below: "PLANT" },
    { meter: "B", below: "PLANT" },
    { meter: "LAMP", below: "A" },
  ],
};
const COUNTS = { PLANT: at(100), A: at(60), B: at(40), LAMP: at(15) };

function viewOf(counts: Parameters<typeof fakeCounts>[0], hours: number, intervalHours?: number) {
  const tree = new MediaTree(energyConfig(CONFIG), fakeCounts(counts));
  const view = tree.view(T0, T0 + hours * HOUR, intervalHours === undefined ? undefined : intervalHours * HOUR);
  return { view, node: (id: string) => view.nodes.find((one) => one.id === id) };
}

it("[EN20] intervals that are all sound add up to the amounts of the whole range", () => {
  const whole = viewOf({ counts: COUNTS }, 48);
  const parts = viewOf({ counts: COUNTS }, 48, 6);
  expect(parts.view).toMatchObject({ intervals: 8, interval: 6 * HOUR });
  for (const { id } of whole.view.nodes) {
    expect(parts.node(id)?.measured?.amount).toBeCloseTo(whole.node(id)?.measured?.amount as number, 6);
    expect(parts.node(id)?.measured?.u).toBeCloseTo(whole.node(id)?.measured?.u as number, 6);
    expect(parts.node(id)?.reconciled?.u).toBeCloseTo(whole.node(id)?.reconciled?.u as number, 6);
    expect(parts.node(id)).toMatchObject({ usedShare: 1, knownShare: 1, removedShare: 0, unknownBelow: 0 });
  }
  expect(parts.view.trees[0]?.unaccountedShare).toBeCloseTo((60 - 15) / 100, 6);
  expect(parts.node("A")?.unaccounted?.amount).toBeCloseTo(45 * 48, 6);
  expect(parts.node("PLANT")?.unaccounted).toBeNull();
});

it("[EN20] a meter that was silent for a while costs only those intervals, in which the others give its amount", () => {
  const counts = { counts: COUNTS, doubtful: ["B"], doubt: { from: 7, to: 8 } };
  expect(viewOf(counts, 48).node("B")).toMatchObject({ usedShare: 0, knownShare: 1 });
  const { node } = viewOf(counts, 48, 6);
  expect(node("B")).toMatchObject({ isUncertain: true, usedShare: 7 / 8, knownShare: 1 });
  expect(node("B")?.reconciled?.amount).toBeCloseTo(40 * 48, 6);
  expect(node("PLANT")?.rest?.amount).toBeCloseTo(0, 6);
});

it("[EN20] what flows while a meter below is not known is neither accounted for nor not", () => {
  const { node } = viewOf({ counts: COUNTS, doubtful: ["LAMP"], doubt: { from: 7, to: 8 } }, 48, 6);
  expect(node("LAMP")).toMatchObject({ knownShare: 7 / 8 });
  expect(node("A")?.unaccounted?.amount).toBeCloseTo(45 * 42, 6);
  expect(node("A")?.unknownBelow).toBeCloseTo(60 * 6, 6);
});

it("[EN21] a fault of a few hours is left out in those, and nowhere else", () => {
  // Far beyond its class for six hours of two days.
  const wrong = (hours: number) => 40 * hours + 12 * Math.min(6, Math.max(0, hours - 12));
  const { node, view } = viewOf({ counts: { ...COUNTS, B: wrong } }, 48, 6);
  expect(view.nodes.filter(({ isRemoved }) => isRemoved)).toHaveLength(1);
  expect(view.nodes.find(({ isRemoved }) => isRemoved)?.removedShare).toBe(1 / 8);
  expect(node("PLANT")?.rest?.amount).toBeCloseTo(-72, 6);
  expect(view.trees[0]?.isClosed).toBe(true);
});

it("[EN22] intervals become longer where a tree is large, and are never more than 400", () => {
  expect(intervalsOf(24, 1, 60)).toBe(24);
  expect(intervalsOf(365, 1, 10)).toBe(365);
  expect(intervalsOf(8760, 1, 10)).toBe(400);
  expect(intervalsOf(365, 1, 64)).toBe(93);
  expect(intervalsOf(365, 1, 5000)).toBe(1);
  expect(intervalsOf(1, 24, 10)).toBe(1);
});
