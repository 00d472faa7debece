import { expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { electricityOfMachines, loadPointsOf } from "../../../../edge/energy/tariff/load-points.ts";
import { type AssetShape, BenchPlant } from "../../detect/bench-plant.ts";

const CNC_1 = "urn:test:CNC-1" as AssetUid;
const power = { component: "power", signal: "active", role: "active-power", unit: "kW" } as const;
const state = { component: "state", signal: "item-state", role: "item-state" } as const;

it("[TF19] a machine that a meter measures is listed once, by the meter, whatever the order of the assets", () => {
  const shapes: readonly AssetShape[] = [
    { label: "CNC-1", kind: "lathe", tags: [power, state] },
    { label: "M-1", kind: "meter", medium: "electricity", meters: CNC_1, tags: [power] },
    {
      label: "G-1",
      kind: "meter",
      medium: "natural-gas",
      meters: CNC_1,
      tags: [{ signal: "volume", unit: "m3" }],
    },
    { label: "CNC-2", kind: "lathe", tags: [power, state] },
    { label: "MAIN", kind: "meter", medium: "electricity", tags: [power] },
  ];
  for (const order of [shapes, shapes.toReversed()]) {
    const { plant, tags } = new BenchPlant(order);
    const points = loadPointsOf(plant, tags).map((point) => ({ point }));
    expect(points).toHaveLength(5);
    expect(
      electricityOfMachines(points)
        .map(({ point }) => point.asset.label)
        .sort(),
    ).toEqual(["CNC-2", "M-1"]);
  }
});
