import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import type { EnergyNode } from "../../../edge/contracts/production/energy.ts";
import type { TreeView } from "../../../edge/contracts/production/energy-tree.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

const METER = {
  medium: "electricity",
  of: null,
  unit: "kWh",
  method: "counter",
  isUncertain: false,
  rate: 12,
  idle: null,
  perPiece: null,
} as const;
const SINCE = Date.UTC(2026, 0, 5) * 1000;
const TREE: Omit<TreeView, "from" | "to"> = {
  trees: [
    {
      root: "EM-1",
      medium: "electricity",
      global: 12.5,
      freedom: 1,
      isClosed: true,
      suspects: [{ id: "EM-2", score: 4.1, gain: 0.02 }],
    },
  ],
  nodes: [
    {
      id: "EM-1",
      kind: "metered",
      medium: "electricity",
      unit: "kWh",
      below: null,
      isComplete: true,
      measured: { amount: 100, u: 0.3 },
      isUncertain: false,
      reconciled: { amount: 100.1, u: 0.2 },
      rest: { amount: 0.4, u: 0.35 },
      test: 1.1,
      score: null,
      gain: null,
      isRemoved: false,
    },
  ],
  allocated: [{ id: "office", of: "EM-1", amount: 20, u: 0.1 }],
  branches: [
    {
      id: "W-1",
      medium: "water",
      unit: "m3/h",
      nights: 6,
      meanFlow: 1.2,
      nightFlow: 0.5,
      usual: { usual: 0.4, high: 0.42 },
      leak: { since: SINCE, flow: 0.1, costPerYear: 4380 },
    },
  ],
};
const NODES: readonly EnergyNode[] = [
  {
    ...METER,
    assetUid: "urn:m:plant" as never,
    label: "MTR-E-PLANT",
    below: null,
    amount: 100,
    u: 0.3,
    residual: { amount: 40, uc: 0.35 },
  },
  {
    ...METER,
    assetUid: "urn:m:1" as never,
    label: "MTR-E-1",
    below: "MTR-E-PLANT",
    amount: 60,
    u: 0.2,
    residual: null,
    perPiece: { amount: 0.6, good: 100 },
  },
  { ...METER, assetUid: "urn:m:2" as never, label: "CMP-OWN", below: null, amount: 7, u: 0.1, residual: null },
];

const served = () =>
  buildApi(
    fakeEdge({
      energy: { nodes: () => NODES, since: () => undefined, tree: (from, to) => ({ from, to, ...TREE }) },
    }).deps,
  );

it("[EN4] [EN6] [EN7] energy by meter, totals of the tops of trees, residual and amount per piece", async () => {
  const app = served();
  expect((await app.inject("/api/v1/energy")).json()).toMatchObject({
    totals: [{ medium: "electricity", amount: 100, unit: "kWh", u: 0.3 }],
    nodes: [{ residual: { amount: 40, uc: 0.35 } }, { perPiece: { amount: 0.6, good: 100 } }, {}],
  });
  await app.close();
});

it("[EN12] the media tree with reconciled amounts and suspects", async () => {
  const app = served();
  const answer = await app.inject("/api/v1/energy/tree");
  expect(answer.statusCode).toBe(200);
  const { branches, ...rest } = TREE;
  expect(answer.json()).toMatchObject({ ...rest, from: expect.stringMatching(/Z$/) });
  expect(answer.json().branches).toMatchObject([
    { ...branches[0], leak: { ...branches[0]?.leak, since: "2026-01-05T00:00:00.000000Z" } },
  ]);
  await app.close();
});
