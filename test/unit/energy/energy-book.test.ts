import { expect, it } from "vitest";
import { EnergyBook } from "../../../edge/energy/energy-book.ts";
import { withPieces } from "../../../edge/energy/reader.ts";
import { recordPath } from "../../fakes/disk/record-path.ts";
import { energyConfig } from "../../fakes/energy/energy-config.ts";
import { BenchPlant, batchOf, log, S, T0 } from "../detect/bench-plant.ts";

const METER = (label: string) => ({
  label,
  kind: "meter" as const,
  medium: "electricity" as const,
  tags: [{ signal: "import", role: "energy-import" as const, unit: "kW.h" }],
});

function book(deletionTime?: () => number | undefined) {
  const bench = new BenchPlant([
    METER("PLANT"),
    METER("A"),
    METER("B"),
    {
      label: "CNC-1",
      tags: [
        { signal: "power", role: "active-power", unit: "kW" },
        { signal: "item-state", type: "enum", role: "item-state" },
      ],
    },
  ]);
  const path = recordPath("energy");
  const config = energyConfig({
    tree: [
      { meter: "PLANT", classPercent: 0.5 },
      { meter: "A", below: "PLANT", classPercent: 1 },
      { meter: "B", below: "PLANT", classPercent: 1 },
    ],
  });
  const open = () =>
    new EnergyBook({
      config,
      edgeUid: bench.uid("PLANT"),
      plant: bench.plant,
      tags: bench.tags,
      path,
      log,
      ...(deletionTime === undefined ? {} : { deletionTime }),
    });
  let energy = open();
  return {
    tick: (second: number) => energy.tick(T0 + second * S),
    reopen: () => {
      energy.write({ position: 1, time: T0 });
      energy.close();
      energy = open();
    },
    read: (label: string, signal: string, value: number, second: number) =>
      energy.observe(batchOf([{ ref: bench.ref(label, signal), value, at: T0 + second * S }])),
    since: () => {
      const at = energy.since();
      return at === undefined ? undefined : (at - T0) / S;
    },
    nodes: (from: number, to: number) =>
      new Map(
        withPieces(energy.nodes(T0 + from * S, T0 + to * S), [{ assetUid: bench.uid("CNC-1"), good: 4 }]).map(
          (node) => [node.label, node],
        ),
      ),
  };
}

it("[EN1] [EN4] amounts by the meters' counters, and the residual with its combined uncertainty", () => {
  const { read, nodes } = book();
  for (const [label, perHour] of [
    ["PLANT", 100],
    ["A", 60],
    ["B", 30],
  ] as const)
    for (let second = 0; second <= 3600; second += 60) read(label, "import", 1000 + (perHour * second) / 3600, second);
  const { amount, u, residual, method } = nodes(0, 3600).get("PLANT") ?? {};
  expect([amount, method]).toEqual([100, "counter"]);
  expect(u).toBeCloseTo(0.5 / Math.sqrt(3), 9);
  expect(residual?.amount).toBeCloseTo(10, 9);
  expect(residual?.uc).toBeCloseTo(Math.hypot(0.5, 0.6, 0.3) / Math.sqrt(3), 9);
  expect(nodes(0, 3600).get("A")?.residual).toBeNull();
});

it("[EN4] between two readings the count up to the nearer one is uncertainty; at a reading there is none", () => {
  const { read, nodes } = book();
  for (let second = 0; second <= 240; second += 60)
    for (const [label, perHour] of Object.entries({ PLANT: 100, A: 60, B: 30 }))
      read(label, "import", (perHour * second) / 3600, second);
  const short = nodes(75, 135).get("PLANT");
  expect(short?.amount).toBeCloseTo(100 / 60, 9);
  // 15 s up to the reading at 60 s and at 120 s: 15 s of 100 kW each.
  expect(short?.u).toBeCloseTo(Math.hypot((0.005 * 100) / 60, 100 / 240, 100 / 240) / Math.sqrt(3), 9);
  expect(nodes(60, 120).get("PLANT")?.u).toBeCloseTo((0.005 * 100) / 60 / Math.sqrt(3), 9);
  // After the last reading the meter may have continued at the same rate.
  expect(nodes(60, 270).get("PLANT")?.u).toBeCloseTo(Math.hypot(0.005 * 5, 100 / 120) / Math.sqrt(3), 9);
});

it("[EN2] a wrap counts on, a counter that fell makes the time uncertain", () => {
  const { read, nodes } = book();
  read("A", "import", 2 ** 32 - 5, 0);
  read("A", "import", 10, 60);
  expect(nodes(0, 60).get("A")).toMatchObject({ amount: 15, isUncertain: false });
  read("A", "import", 12, 120);
  read("A", "import", 3, 180);
  read("A", "import", 8, 240);
  expect(nodes(60, 300).get("A")).toMatchObject({ amount: 7, isUncertain: true });
});

it("[EN4] a counter reset, of the meter or one right below it, leaves no residual in its period", () => {
  const { read, nodes } = book();
  const hour = { PLANT: 100, A: 60, B: 30 };
  for (let second = 0; second <= 180; second += 60)
    for (const [label, perHour] of Object.entries(hour)) read(label, "import", 500 + (perHour * second) / 3600, second);
  expect(nodes(0, 181).get("PLANT")?.residual?.amount).toBeCloseTo((10 * 180) / 3600, 9);
  read("B", "import", 0, 240);
  expect(nodes(0, 241).get("PLANT")?.residual).toBeNull();
  read("PLANT", "import", 0, 270);
  for (let second = 300; second <= 600; second += 60)
    for (const [label, perHour] of Object.entries(hour))
      read(label, "import", (label === "A" ? 500 : 0) + (perHour * second) / 3600, second);
  expect(nodes(245, 601).get("PLANT")?.residual).toBeNull();
  // Later readings do not make the earlier time certain again.
  expect(nodes(200, 241).get("B")?.isUncertain).toBe(true);
  expect(nodes(300, 600).get("PLANT")?.residual?.amount).toBeCloseTo((10 * 300) / 3600, 9);
});

it("[EN3] [EN5] [EN6] power is integrated, not over gaps; idle power and the amount per good piece follow", () => {
  const { read, nodes } = book();
  read("CNC-1", "item-state", 2, 0);
  for (let second = 0; second <= 600; second += 10) read("CNC-1", "power", 6, second);
  expect(nodes(0, 600).get("CNC-1")).toMatchObject({
    amount: expect.closeTo(1, 9),
    method: "integrated",
    isUncertain: false,
    idle: { kW: 6 },
    perPiece: { amount: expect.closeTo(0.25, 9), good: 4 },
  });
  read("CNC-1", "power", 6, 900);
  expect(nodes(0, 960).get("CNC-1")).toMatchObject({ amount: expect.closeTo(1, 9), isUncertain: true });
});

it("[EN8] a fall of the counter before a restart is known after it, and so is an earlier one", () => {
  const { read, nodes, reopen } = book();
  for (const [second, value] of [
    [0, 50],
    [60, 10],
    [120, 20],
    [180, 5],
    [240, 9],
  ] as const)
    read("A", "import", value, second);
  reopen();
  expect([nodes(0, 100), nodes(100, 170), nodes(170, 240)].map((one) => one.get("A")?.isUncertain)).toEqual([
    true,
    false,
    true,
  ]);
});

it("[EN8] counting continues after reopening", () => {
  const { read, nodes, reopen, since } = book();
  expect(since()).toBeUndefined();
  read("A", "import", 100, 0);
  read("A", "import", 104, 60);
  reopen();
  read("A", "import", 109, 120);
  expect(nodes(0, 120).get("A")?.amount).toBe(9);
  expect(since()).toBe(0);
});

it("[D13] [FO3] row 11: a clock that is decades ahead for a moment deletes no reading while it is untrusted", () => {
  const AGES = 230 * 365 * 86_400;
  let believed: number | undefined = T0;
  const { read, tick, reopen, since } = book(() => believed);
  for (let second = 0; second <= 7200; second += 60) read("PLANT", "import", 1000 + second / 3600, second);
  tick(1);
  believed = undefined;
  tick(AGES);
  reopen();
  expect(since()).toBe(0);
  tick(2);
  believed = T0 + AGES * S;
  tick(AGES + 3600);
  reopen();
  expect(since()).not.toBe(0);
});
