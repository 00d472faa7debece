import { expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { metersAbove } from "../../../../edge/energy/tree/meters-above.ts";

const uidOf = (label: string): AssetUid => `urn:test:${label}` as AssetUid;
const asset = (label: string) => ({ label, assetUid: uidOf(label) });
const node = (meter: string, below?: string) => ({
  ...{ meter, classPercent: 1, complete: false, clockSeconds: 0 },
  ...(below === undefined ? {} : { below }),
});
const group = (id: string, below?: string) => ({
  ...{ id, medium: "water" as const, complete: false, sum: [], quantity: "amount" as const },
  ...(below === undefined ? {} : { below }),
});

it("[HB45] the meter above is the next one that measures, past groups; roots and unknown labels have none", () => {
  const tree = [
    node("MAIN"),
    node("HALL", "MAIN"),
    node("SUB", "washing"),
    node("LOST", "alone"),
    node("GONE", "HALL"),
  ];
  const nodes = [group("washing", "halls"), group("halls", "HALL"), group("alone")];
  const above = metersAbove({ tree, nodes }, ["MAIN", "HALL", "SUB", "LOST"].map(asset));
  expect([...above]).toEqual([
    [uidOf("HALL"), uidOf("MAIN")],
    [uidOf("SUB"), uidOf("HALL")],
  ]);
});
