import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { PlantEvent } from "../../../../simulators/kernel/events.ts";
import { materialSystem } from "../../../../simulators/speak/mqtt/material.ts";
import { positioningSystem, SLOTS } from "../../../../simulators/speak/mqtt/positioning.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Said {
  readonly topic: string;
  readonly body: Record<string, unknown>;
  readonly retain?: boolean;
}

/** A line without faults, and a connection that records its messages. */
function wiring() {
  const said: Said[] = [];
  let isCut = false;
  const link = {
    publish: (topic: string, payload: string) =>
      said.push({ topic, body: JSON.parse(payload) as Record<string, unknown> }),
    async deliver(topic: string, payload: string, { retain }: { retain: boolean }) {
      if (isCut) throw new Error("connection lost");
      said.push({ topic, body: JSON.parse(payload) as Record<string, unknown>, retain });
    },
  };
  return {
    said,
    link: link as never,
    line: { offsetMs: () => 500 } as never,
    cut(now: boolean) {
      isCut = now;
    },
  };
}

it("warehouse and orders send each event once, numbered per topic, and keep it until its PUBACK", async () => {
  const { said, link, line, cut } = wiring();
  const listeners: ((event: PlantEvent) => void)[] = [];
  const abort = new AbortController();
  const device = materialSystem(
    {
      onEvent: (listener: (event: PlantEvent) => void) => listeners.push(listener),
      book: { stock: () => [] },
    } as never,
    line,
    abort.signal,
  );
  const report = (event: object) =>
    listeners.forEach((listener) => void listener({ timeMs: 1_772_414_047_250, ...event } as PlantEvent));
  const rack = { kind: "store", id: "RCK-01", slot: 17 };
  report({ type: "pallet-arrived", pallet: "PAL-042", place: rack, pieces: ["PC-0001201"] });
  report({ type: "pallet-arrived", pallet: "PAL-042", place: { kind: "vehicle", id: "AGV-01" }, pieces: [] });
  cut(true);
  await device.online(link, abort.signal);
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual([]);
  cut(false);
  report({ type: "pallet-departed", pallet: "PAL-042", place: rack, pieces: ["PC-0001201"] });
  report({
    type: "lot-received",
    lot: "LOT-0007",
    supplier: "S-02",
    heat: "H-2214",
    variant: "PH-50A",
    quantity: 192,
    pallets: ["PAL-042"],
    accepted: true,
    inspection: [],
  });
  report({
    type: "shipment-left",
    shipment: "SH-00003",
    orders: ["ORD-00011"],
    pallets: ["PAL-031"],
    pieces: ["PC-0000001"],
  });
  report({
    type: "order-changed",
    order: "ORD-00017",
    customer: "Nordhaven Hydraulik GmbH",
    variant: "PH-50A",
    quantity: 96,
    priority: 3,
    dueMs: Date.UTC(2026, 2, 2, 8),
    state: "Running",
    started: 52,
    good: 40,
    scrapped: 1,
  });
  await vi.advanceTimersByTimeAsync(1000);
  const t = 1_772_414_047_750;
  expect(said).toEqual([
    {
      topic: "binjiang/bj1/stores/RCK-01/moves",
      body: { t, seq: 1, kind: "in", rack: "RCK-01", slot: 17, pallet: "PAL-042", pieces: ["PC-0001201"] },
      retain: false,
    },
    {
      topic: "binjiang/bj1/stores/RCK-01/moves",
      body: { t, seq: 2, kind: "out", rack: "RCK-01", slot: 17, pallet: "PAL-042", pieces: ["PC-0001201"] },
      retain: false,
    },
    {
      topic: "binjiang/bj1/wms/receipts",
      body: {
        t,
        seq: 1,
        lot: "LOT-0007",
        supplier: "S-02",
        heat: "H-2214",
        variant: "PH-50A",
        quantity: 192,
        pallets: ["PAL-042"],
        accepted: true,
        inspection: [],
      },
      retain: false,
    },
    {
      topic: "binjiang/bj1/wms/shipments",
      body: { t, seq: 1, shipment: "SH-00003", orders: ["ORD-00011"], pallets: ["PAL-031"], pieces: ["PC-0000001"] },
      retain: false,
    },
    {
      topic: "binjiang/bj1/erp/orders/ORD-00017",
      body: {
        t,
        seq: 1,
        order: "ORD-00017",
        customer: "Nordhaven Hydraulik GmbH",
        variant: "PH-50A",
        quantity: 96,
        priority: 3,
        due: "2026-03-02T08:00:00.000Z",
        state: "Running",
        started: 52,
        good: 40,
        scrapped: 1,
      },
      retain: true,
    },
  ]);
  abort.abort();
});

it("places send retained listings at the start, on change and each minute; only the newest waits", async () => {
  const { said, link, line, cut } = wiring();
  const listeners: ((event: PlantEvent) => void)[] = [];
  const abort = new AbortController();
  const rack = { place: "RCK-01", pallets: [{ pallet: "PAL-1", slot: 1, pieces: ["PC-1"] }], pieces: [] };
  const buffer = { place: "BUF-A", pallets: [], pieces: ["PC-2"] };
  const plant = {
    nowMs: 1_772_414_000_000,
    onEvent: (listener: (event: PlantEvent) => void) => listeners.push(listener),
    book: { stock: () => [rack, buffer] },
  };
  await materialSystem(plant as never, line, abort.signal).online(link, abort.signal);
  const report = (kind: string, id: string) =>
    listeners.forEach(
      (listener) =>
        void listener({
          type: "piece-departed",
          timeMs: plant.nowMs,
          piece: "PC-2",
          place: { kind, id },
        } as PlantEvent),
    );
  const wait = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 200) {
      plant.nowMs += 200;
      await vi.advanceTimersByTimeAsync(200);
    }
    return said.splice(0).map(({ topic, body, retain }) => [topic, body["t"], body["pieces"], retain]);
  };
  const [ofRack, ofBuffer] = ["binjiang/bj1/stores/RCK-01/inventory", "binjiang/bj1/stores/BUF-A/inventory"];
  const first = plant.nowMs + 700;
  expect(await wait(1000)).toEqual([
    [ofRack, first, [], true],
    [ofBuffer, first, ["PC-2"], true],
  ]);
  report("station", "CNC-101");
  expect(await wait(1000)).toEqual([]);
  report("buffer", "BUF-A");
  expect(await wait(1000)).toEqual([[ofBuffer, plant.nowMs - 300, ["PC-2"], true]]);
  cut(true);
  for (let change = 0; change < 5; change++) {
    report("buffer", "BUF-A");
    await wait(200);
  }
  cut(false);
  // The message in delivery at the disconnect comes a second time.
  expect((await wait(1000)).length).toBe(2);
  const all = await wait(60_000);
  expect(all.map(([topic]) => topic)).toEqual([ofRack, ofBuffer]);
  abort.abort();
});

it("positions keep their 95 % error, people are lost at times, track ids and slots change in a shift", async () => {
  const { said, link, line } = wiring();
  const plant = {
    nowMs: Date.UTC(2026, 2, 2, 1),
    safety: {
      people: Array.from({ length: 12 }, (_, n) => ({
        id: `P-${n}`,
        role: "operator",
        x: 10 * n,
        y: 20,
        vx: 0,
        vy: 0,
        present: n !== 3,
      })),
    },
  };
  const abort = new AbortController();
  await positioningSystem(plant as never, line, 1).online(link, abort.signal);
  const watch = async (seconds: number) => {
    said.length = 0;
    for (let half = 0; half < 2 * seconds; half++) {
      plant.nowMs += 500;
      await vi.advanceTimersByTimeAsync(500);
    }
    return said.filter(({ body }) => body["seen"] === true);
  };
  const seen = await watch(600);
  expect(new Set(said.map(({ topic }) => topic)).size).toBe(SLOTS);
  const errors = seen.map(({ body }) =>
    Math.hypot(Number(body["x"]) - 10 * Math.round(Number(body["x"]) / 10), Number(body["y"]) - 20),
  );
  const within = errors.filter((error, at) => error <= Number(seen[at]?.body["error95"])).length / errors.length;
  expect(within).toBeGreaterThan(0.93);
  expect(within).toBeLessThan(0.97);
  const share = seen.length / (11 * 1200);
  expect(share).toBeGreaterThan(0.9);
  expect(share).toBeLessThan(0.995);
  const tracksOf = (messages: readonly Said[]) =>
    new Map(messages.map(({ topic, body }) => [body["track"] as string, topic]));
  const before = tracksOf(seen);
  expect(before.size).toBe(11);
  plant.nowMs += 8 * 3_600_000;
  const after = tracksOf(await watch(60));
  expect(after.size).toBe(11);
  expect([...after.keys()].filter((track) => before.has(track))).toEqual([]);
  expect(JSON.stringify(said)).not.toContain("P-");
  abort.abort();
});
