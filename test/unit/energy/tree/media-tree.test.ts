import { expect, it } from "vitest";
import { MediaTree } from "../../../../edge/energy/tree/media-tree.ts";
import { energyConfig } from "../../../fakes/energy/energy-config.ts";
import { T0 } from "../../detect/bench-plant.ts";
import { fakeCounts, HOUR } from "./fake-counts.ts";

/** Counts at a constant rate. */
const at = (rate: number) => (hours: number) => rate * hours;

function viewOf(config: object, counts: Parameters<typeof fakeCounts>[0], hours = 4) {
  const tree = new MediaTree(energyConfig(config), fakeCounts(counts));
  const view = tree.view(T0, T0 + hours * HOUR);
  return { view, tree, node: (id: string) => view.nodes.find((one) => one.id === id) };
}

it("[EN9] [EN12] groups are computed from what is below and above them, virtual meters by their formula", () => {
  const { node } = viewOf(
    {
      tree: [
        { meter: "PLANT", complete: true },
        { meter: "A", below: "hall" },
        { meter: "B", below: "hall" },
      ],
      nodes: [
        { id: "hall", below: "PLANT", complete: true },
        { id: "offices", below: "PLANT" },
        { id: "both", sum: [{ meter: "A" }, { meter: "B", factor: -0.5 }] },
      ],
    },
    { counts: { PLANT: at(100), A: at(40), B: at(20) } },
  );
  expect(node("hall")).toMatchObject({ kind: "group", measured: null, reconciled: { amount: expect.closeTo(240, 6) } });
  expect(node("offices")?.reconciled?.amount).toBeCloseTo(160, 6);
  // u of the plant's 400, of 160 and of 80 kWh, each of class 1.
  expect(node("offices")?.reconciled?.u).toBeCloseTo(Math.hypot(4, 1.6, 0.8) / Math.sqrt(3), 6);
  expect(node("both")?.measured).toEqual({
    amount: expect.closeTo(120, 6),
    u: expect.closeTo(Math.hypot(1.6, 0.4) / Math.sqrt(3), 6),
  });
});

it("[EN10] losses of a transformer close the balance, in steps of 15 minutes", () => {
  // Half of the time 200 kW, half of it nothing.
  const saw = (hours: number) => 200 * (Math.floor(hours) * 0.5 + Math.min(hours % 1, 0.5));
  const { node } = viewOf(
    {
      tree: [
        { meter: "GRID", complete: true },
        { meter: "LOAD", below: "GRID" },
      ],
      losses: [{ id: "trafo", below: "GRID", kind: "transformer", noLoad: 1, load: 8, rated: 400 }],
    },
    { counts: { GRID: saw, LOAD: (hours) => saw(hours) - 2 * hours } },
  );
  // (200 / 400)² of 8 kW for half of the time, and 1 kW always.
  expect(node("trafo")?.measured?.amount).toBeCloseTo(4 * (1 + 1), 6);
  expect(node("GRID")?.rest?.amount).toBeCloseTo(0, 6);
});

it("[EN12] an amount that may be too small is not used, and is computed from the others", () => {
  const { node } = viewOf(
    {
      tree: [
        { meter: "PLANT", complete: true },
        { meter: "A", below: "PLANT" },
        { meter: "B", below: "PLANT" },
      ],
    },
    { counts: { PLANT: at(100), A: at(60), B: at(2) }, doubtful: ["B"] },
  );
  expect(node("B")).toMatchObject({ isUncertain: true, reconciled: { amount: expect.closeTo(160, 6) } });
  expect(node("PLANT")?.rest).toBeNull();
});

it("[EN16] allocations by share leave a part, by area and count they do not", () => {
  const { view } = viewOf(
    {
      tree: [{ meter: "PLANT" }],
      allocations: [
        { of: "PLANT", by: "share", among: [{ id: "offices", weight: 0.2 }] },
        {
          of: "PLANT",
          by: "area",
          among: [
            { id: "hall 1", weight: 300 },
            { id: "hall 2", weight: 100 },
          ],
        },
      ],
    },
    { counts: { PLANT: at(100) } },
  );
  expect(view.allocated.map(({ id, amount }) => [id, Math.round(amount)])).toEqual([
    ["offices", 80],
    ["hall 1", 300],
    ["hall 2", 100],
  ]);
});

type Flows = Readonly<Record<string, (hour: number) => number>>;

/** Four consumers that work at different times of the day. */
const APART: Flows = {
  A: (hour) => (hour % 24 < 16 ? 30 : 4),
  B: (hour) => (hour % 5 < 2 ? 25 : 6),
  C: () => 12,
  D: (hour) => (hour % 9 < 4 ? 18 : 1),
};

/** Four of one line, which take nearly the same shares of the power while they work, and others in the night. */
const TOGETHER: Flows = Object.fromEntries(
  [30, 25, 12, 3].map((flow, at) => {
    const work = (hour: number): number => 1 + 0.1 * Math.sin(hour) + 0.02 * Math.sin((2 + at) * hour);
    return ["ABCD".charAt(at), (hour: number) => flow * (hour % 24 < 16 ? work(hour) : 0.7 - 0.15 * at)];
  }),
);

/** Counts of consumers and of the meter above them. */
function working(faulty: string, gain: number, onset: number, flows = APART) {
  const step = 0.25;
  const counts = (label: string) => {
    const sums = [0];
    for (let hour = 0; hour < 200; hour += step) {
      const real = (of: string) => (flows[of]?.(hour) ?? 0) * step;
      const amount = label === "PLANT" ? real("A") + real("B") + real("C") + real("D") : real(label);
      // Every meter has an error within its class from the beginning.
      const usual = 1 + { PLANT: 0.002, A: -0.003, B: 0.0025, C: 0.001, D: -0.002 }[label as "A"];
      sums.push((sums.at(-1) as number) + amount * (usual + (label === faulty && hour >= onset ? gain : 0)));
    }
    return (hours: number) => sums[Math.round(hours / step)] as number;
  };
  return Object.fromEntries(["PLANT", "A", "B", "C", "D"].map((label) => [label, counts(label)]));
}

const STAR = {
  tree: [
    { meter: "PLANT", complete: true, resolution: 0.001, clockSeconds: 1 },
    ...["A", "B", "C", "D"].map((meter) => ({ meter, below: "PLANT" })),
  ],
};

it.each(["PLANT", "A", "B", "C", "D"])("[EN14] %s is named when it changes by 3 u", (faulty) => {
  const gain = (3 * 0.005) / Math.sqrt(3);
  const { view } = viewOf(STAR, { counts: working(faulty, gain, 170), classPercent: 0.5 }, 192);
  const [first] = view.trees[0]?.suspects ?? [];
  expect(first?.id).toBe(faulty);
  expect(Math.abs((first?.gain ?? 0) - gain)).toBeLessThan(gain / 3);
});

it.each(["PLANT", "A", "B", "C"])(
  "[EN14] %s is named among machines that work together, after a quiet night",
  (faulty) => {
    const gain = (3 * 0.005) / Math.sqrt(3);
    // It begins in the morning.
    const { view } = viewOf(STAR, { counts: working(faulty, gain, 169.5, TOGETHER), classPercent: 0.5 }, 180);
    expect(view.trees[0]?.suspects[0]?.id).toBe(faulty);
  },
);

it("[EN14] constant errors within the class are no change", () => {
  const { view } = viewOf(STAR, { counts: working("A", 0, 0), classPercent: 0.5 }, 192);
  expect(view.trees[0]).toMatchObject({ isClosed: true, suspects: [] });
});

it("[EN14] a balance with a meter that fell has no scores", () => {
  const { view } = viewOf(STAR, { counts: working("A", 0.01, 170), classPercent: 0.5, doubtful: ["C"] }, 192);
  expect(view.nodes.every(({ score }) => score === null)).toBe(true);
});
