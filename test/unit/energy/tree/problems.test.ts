import { expect, it } from "vitest";
import type { AssetConfig } from "../../../../edge/contracts/plant/edge-config.ts";
import { energySection } from "../../../../edge/energy/config.ts";
import { energyConfig } from "../../../fakes/energy/energy-config.ts";

const ASSETS = [
  { label: "E-1", medium: "electricity" },
  { label: "E-2", medium: "electricity" },
  { label: "W-1", medium: "water" },
] as unknown as readonly AssetConfig[];

function problemsOf(config: object): string[] {
  const problems = energySection.problems?.(energyConfig(config), ASSETS) ?? [];
  return problems.map(({ steps, code }) => `${steps.slice(1).join(".")} ${code}`);
}

it("[EN9] a tree of old configs has no problem, and mistakes of places are named", () => {
  expect(problemsOf({ tree: [{ meter: "E-1" }, { meter: "E-2", below: "E-1", classPercent: 1 }] })).toEqual([]);
  expect(
    problemsOf({
      tree: [
        { meter: "E-1", below: "E-2" },
        { meter: "E-2", below: "E-1" },
        { meter: "E-1" },
        { meter: "X", below: "Y" },
      ],
    }),
  ).toEqual(
    expect.arrayContaining([
      "tree.0.below meter-below-itself",
      "tree.2.meter meter-twice",
      "tree.3.below meter-not-in-tree",
      "tree.3.meter meter-unknown",
    ]),
  );
});

it("[EN9] formulas of what does not add up, or counts twice, are refused", () => {
  const tree = [{ meter: "E-1" }];
  const nodes = (...list: object[]) => problemsOf({ tree, nodes: list });
  expect(nodes({ id: "v", sum: [{ meter: "E-1" }, { meter: "E-2" }] })).toEqual([]);
  for (const quantity of ["apparent-power", "power-factor", "current", "thd"])
    expect(nodes({ id: "v", quantity, sum: [{ meter: "E-2" }] })).toEqual(["nodes.0.quantity quantity-no-sum"]);
  expect(nodes({ id: "v", below: "E-1", sum: [{ meter: "E-1" }] })).toEqual(["nodes.0.sum.0.meter meter-counts-twice"]);
  expect(nodes({ id: "v", sum: [{ meter: "W-1" }] })).toEqual(["nodes.0.sum.0.meter medium-differs"]);
  expect(nodes({ id: "w", medium: "water", below: "E-1" })).toEqual(["nodes.0.below medium-differs"]);
  expect(nodes({ id: "E-2" })).toEqual(["nodes.0.id node-like-asset"]);
});

it("[EN10] [EN16] losses and allocations", () => {
  const losses = [{ id: "t", below: "E-1", kind: "transformer", load: 5 }];
  expect(problemsOf({ tree: [{ meter: "E-1" }], losses })).toEqual(["losses.0.load loss-without-rated"]);
  const allocations = [
    {
      of: "E-9",
      among: [
        { id: "a", weight: 0.7 },
        { id: "b", weight: 0.4 },
      ],
    },
  ];
  expect(problemsOf({ allocations })).toEqual([
    "allocations.0.of meter-not-in-tree",
    "allocations.0.among shares-too-many",
  ]);
});
