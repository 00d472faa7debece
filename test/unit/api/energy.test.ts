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
const TREE: Omit<TreeView, "from" | "to" | "interval" | "intervals"> = {
  trees: [
    {
      root: "EM-1",
      medium: "electricity",
      global: 12.5,
      freedom: 1,
      isClosed: true,
      unaccountedShare: 0.02,
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
      usedShare: 1,
      reconciled: { amount: 100.1, u: 0.2 },
      knownShare: 1,
      rest: { amount: 0.4, u: 0.35 },
      unaccounted: null,
      unknownBelow: 0,
      test: 1.1,
      score: null,
      gain: null,
      isRemoved: false,
      removedShare: 0,
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
      energy: {
        nodes: () => NODES,
        since: () => undefined,
        tree: (from, to, interval = to - from) => ({ from, to, interval, intervals: (to - from) / interval, ...TREE }),
      },
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
  expect(answer.json()).toMatchObject({ ...rest, intervalMin: 1440, intervals: 1, from: expect.stringMatching(/Z$/) });
  expect(answer.json().branches).toMatchObject([
    { ...branches[0], leak: { ...branches[0]?.leak, since: "2026-01-05T00:00:00.000000Z" } },
  ]);
  await app.close();
});

it("[EN20] the media tree in intervals", async () => {
  const app = served();
  const asked = "/api/v1/energy/tree?from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z&intervalMin=";
  expect((await app.inject(`${asked}60`)).json()).toMatchObject({ intervalMin: 60, intervals: 24 });
  expect((await app.inject(`${asked}1`)).statusCode).toBe(400);
  await app.close();
});

it("[EN26] the media tree as a table: names, units, twice u, states, local time, in both languages", async () => {
  const app = served();
  const asked = "/api/v1/energy/tree/table?from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z";
  const csv = await app.inject(`${asked}&format=csv&language=en`);
  expect(csv.headers["content-disposition"]).toContain("gemba-balance.csv");
  const [head, row, ...rest] = csv.body.split("\r\n");
  expect(head).toMatch(/^\uFEFF"Medium","Node","Name"/);
  const cellOf = (name: string) => row?.split(",")[head?.split(",").findIndex((one) => one.includes(name)) ?? -1];
  expect(cellOf("Medium")).toBe('"Electricity"');
  expect(cellOf("Reconciled")).toBe('"100.1"');
  expect(cellOf("State")).toBe('"normal"');
  expect(Number(cellOf("Residual in u_c")?.replaceAll('"', ""))).toBeCloseTo(0.4 / 0.35, 6);
  expect(row).toMatch(/"UTC[+-]\d\d:\d\d"$/);
  expect(rest).toEqual([""]);
  const other = await app.inject(`${asked}&format=csv&language=zh&medium=water`);
  expect(other.body).toMatch(/^\uFEFF"介质"[^\r]+\r\n$/);
  const xlsx = await app.inject(`${asked}&format=xlsx&language=zh`);
  expect(xlsx.rawPayload.subarray(0, 2).toString()).toBe("PK");
  await app.close();
});

it("[EN27] intervals begin where the meters began; without intervals the range stays", async () => {
  const begun = Date.UTC(2026, 0, 5, 20) * 1000;
  const tree = (from: number, to: number, interval = to - from) => ({ ...TREE, from, to, interval, intervals: 1 });
  const app = await buildApi(fakeEdge({ energy: { nodes: () => NODES, since: () => begun, tree } }).deps);
  const asked = "/api/v1/energy/tree?from=2026-01-05T00:00:00Z&to=";
  const from = async (rest: string) => (await app.inject(asked + rest)).json().from;
  expect(await from("2026-01-06T00:00:00Z&intervalMin=60")).toBe("2026-01-05T20:01:00.000000Z");
  expect(await from("2026-01-06T00:00:00Z")).toBe("2026-01-05T00:00:00.000000Z");
  // Of a time before the first count nothing is known.
  expect(await from("2026-01-05T10:00:00Z&intervalMin=60")).toBe("2026-01-05T00:00:00.000000Z");
  await app.close();
});
