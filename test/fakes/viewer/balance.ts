/** The fake edge's media trees: electricity with a suspect meter and losses, water with a leak. */
import type { TreeNodeView } from "../../../edge/contracts/production/energy-tree.ts";

type Given = Pick<TreeNodeView, "id" | "below"> & Partial<TreeNodeView>;

const MINUTE_MS = 60_000;

/** Undefined for other paths. */
export function balanceAnswer(path: string, query: URLSearchParams): object | undefined {
  if (path !== "/api/v1/energy/tree") return undefined;
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  const hours = (Date.parse(to) - Date.parse(from)) / (60 * MINUTE_MS);
  const intervalMin = Number(query.get("intervalMin") ?? hours * 60);
  return {
    ...{ from, to, intervalMin, intervals: Math.round((hours * 60) / intervalMin), allocated: [] },
    trees: [
      {
        ...{ root: "MTR-E-PLANT", medium: "electricity", global: 3, freedom: 1, isClosed: true },
        ...{ unaccountedShare: 0.2, suspects: [{ id: "MTR-E-FINISHING", score: 4.4, gain: 0.021 }] },
      },
      {
        ...{ root: "MTR-W-PLANT", medium: "water", global: 0, freedom: 0, isClosed: true },
        ...{ unaccountedShare: 0.4, suspects: [] },
      },
    ],
    nodes: [...electricity(hours), ...water(hours)],
    branches: [
      {
        ...{ id: "MTR-W-PLANT", medium: "water", unit: "m3/h", nights: 6, meanFlow: 1.2, nightFlow: 0.52 },
        usual: { usual: 0.4, high: 0.42 },
        leak: { since: "2026-01-05T00:00:00.000000Z", flow: 0.12, costPerYear: 4310 },
      },
      {
        ...{ id: "MTR-W-WSH-01", medium: "water", unit: "m3/h", nights: 2, meanFlow: 0.7, nightFlow: 0.1 },
        ...{ usual: null, leak: null },
      },
    ],
  };
}

function nodeOf(given: Given, kW: number, hours: number): TreeNodeView {
  const amount = kW * hours;
  const known = { amount, u: amount * 0.003 };
  return {
    ...{ kind: "metered", medium: "electricity", unit: "kWh", isComplete: false, measured: known },
    ...{ isUncertain: false, usedShare: 1, reconciled: known, knownShare: 1, rest: null, unaccounted: null },
    ...{ unknownBelow: 0, test: null, score: null, gain: null, isRemoved: false, removedShare: 0 },
    ...given,
  };
}

function electricity(hours: number): readonly TreeNodeView[] {
  const known = (kW: number, ratio: number) => ({ amount: ratio * 0.5 * hours, u: (kW * 0 + 0.5) * hours });
  const plant = "MTR-E-PLANT";
  return [
    nodeOf({ id: plant, below: null, isComplete: true, rest: known(684, 1.2) }, 684, hours),
    nodeOf({ id: "transformer-loss", below: plant, kind: "loss" }, 6, hours),
    nodeOf(
      {
        ...{ id: "MTR-E-MACHINING", below: plant, rest: known(318, 300) },
        unaccounted: { amount: 136 * hours, u: 2 * hours },
      },
      318,
      hours,
    ),
    nodeOf({ id: "MTR-E-CNC-206", below: "MTR-E-MACHINING" }, 112, hours),
    nodeOf({ id: "CNC-206", below: "MTR-E-CNC-206", usedShare: 0.9, knownShare: 0.9 }, 100, hours),
    nodeOf({ id: "MTR-E-CNC-101", below: "MTR-E-MACHINING", usedShare: 0, measured: null }, 70, hours),
    nodeOf(
      {
        ...{ id: "MTR-E-FINISHING", below: plant, isComplete: true, rest: known(62, 3.4) },
        ...{ isRemoved: true, removedShare: 0.25, gain: 0.021, score: 4.4 },
      },
      62,
      hours,
    ),
    nodeOf({ id: "MTR-E-COATING", below: plant, reconciled: null, measured: null, usedShare: 0, knownShare: 0 }, 0, 0),
    nodeOf({ id: "MTR-E-UTILITIES", below: plant }, 298, hours),
  ];
}

function water(hours: number): readonly TreeNodeView[] {
  const own = { medium: "water", unit: "m3" } as const;
  const unaccounted = { amount: 0.5 * hours, u: 0.01 * hours };
  return [
    nodeOf({ ...own, id: "MTR-W-PLANT", below: null, unaccounted, rest: unaccounted }, 1.2, hours),
    nodeOf({ ...own, id: "MTR-W-WSH-01", below: "MTR-W-PLANT" }, 0.7, hours),
  ];
}
