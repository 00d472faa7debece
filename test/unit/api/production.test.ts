import { expect, it } from "vitest";
import { formatMicros } from "../../../edge/api/http/times.ts";
import { buildApi } from "../../../edge/api/server.ts";
import type { MaterialReader, PlacedPiece } from "../../../edge/contracts/production/material.ts";
import { fakeEdge, MemoryJournal, NOW_US } from "../../fakes/api/deps.ts";
import { BenchPlant } from "../detect/bench-plant.ts";
import { MACHINE, STATE, Work } from "../production/state/work.ts";

const PIECE: PlacedPiece = {
  piece: "PC-0000001",
  variant: "PH-50A",
  order: "ORD-00001",
  state: "inside",
  place: "CNC-101",
  slot: null,
  carrier: null,
  since: NOW_US - 5e6,
  isInferred: false,
};

const material: MaterialReader = {
  isCurrent: true,
  pieces: ({ at, limit }) => ({
    pieces: [{ ...PIECE, place: at === undefined ? "CNC-101" : "BUF-TURN-IN" }].slice(0, limit),
    total: 7,
  }),
  placeOf: (piece, at) =>
    piece === PIECE.piece ? { ...PIECE, place: at === undefined ? "CNC-101" : "BUF-TURN-IN" } : undefined,
  places: () => [
    {
      place: "BUF-TURN-IN",
      name: { zh: "缓存", en: "Buffer" },
      pieces: 3,
      unidentified: 2,
      carriers: ["PAL-001"],
      capacity: 24,
      dwellS: 61.5,
      stays: 12,
    },
  ],
  orders: (at) => [
    {
      order: "ORD-00001",
      variant: "PH-50A",
      quantity: 96,
      priority: 1,
      due: NOW_US + 3600e6,
      state: at === undefined ? "Running" : "AllowedToStart",
      runningAt: NOW_US - 60e6,
      endedAt: null,
      reported: { started: 5, good: 1, scrapped: 0 },
      counted: { started: 5, good: 1, scrapped: 0 },
      forecast: { finish: null, reason: "fewer than three pieces are finished" },
    },
  ],
  reconciliation: () => ({
    agreement: { places: 20, agreeing: 19 },
    mismatches: [
      {
        id: 1,
        kind: "count",
        place: "RCK-01",
        piece: null,
        since: NOW_US - 9e6,
        foundAt: NOW_US,
        record: { zh: "3 件", en: "3 pieces" },
        observed: { zh: "4 件", en: "4 pieces" },
        endedAt: null,
      },
    ],
    explained: 4,
    counters: { events: 10, repeated: 1, repaired: 2, holes: 0, refused: { "too-many": 3 } },
  }),
};

function served() {
  const work = new Work(new BenchPlant([{ label: "CNC-101", tags: MACHINE }]), {
    idealCycles: [{ of: { kinds: ["lathe"] }, seconds: 30 }],
    reasons: [{ code: "tool", name: { zh: "刀具", en: "Tool" } }],
    lines: [{ id: "l1", stations: ["CNC-*"], last: "CNC-101" }],
  });
  work.set("CNC-101", "item-state", STATE.executing);
  work.wait(60);
  work.report("completed", "CNC-101", "PC-1");
  work.set("CNC-101", "item-state", STATE.outOfService);
  const stopFrom = work.now;
  work.wait(30);
  work.set("CNC-101", "item-state", STATE.executing);
  work.wait(10);
  const journal = new MemoryJournal();
  const { deps } = fakeEdge({
    plant: work.bench.plant,
    material,
    production: work.reader,
    journal,
    now: () => work.now,
  });
  return { app: buildApi(deps), work, journal, stopFrom, uid: encodeURIComponent(work.bench.uid("CNC-101")) };
}

it("[M1] pieces and places are answered for now and for a past time", async () => {
  const { app } = served();
  expect((await app.inject("/api/v1/pieces?limit=1")).json()).toMatchObject({
    total: 7,
    isCurrent: true,
    pieces: [{ piece: "PC-0000001", place: "CNC-101" }],
  });
  expect((await app.inject("/api/v1/pieces/PC-0000001?at=-10m")).json()).toMatchObject({ place: "BUF-TURN-IN" });
  expect((await app.inject("/api/v1/pieces/PC-9")).statusCode).toBe(404);
  expect((await app.inject("/api/v1/pieces?at=yesterday")).statusCode).toBe(400);
  expect((await app.inject("/api/v1/pieces?limit=9999")).statusCode).toBe(400);
  expect((await app.inject("/api/v1/places")).json()).toMatchObject({
    places: [{ place: "BUF-TURN-IN", pieces: 3, unidentified: 2, dwellS: 61.5 }],
  });
  await app.close();
});

it("[M12] [M13] record against observation, and orders with a forecast or the reason for its absence", async () => {
  const { app } = served();
  expect((await app.inject("/api/v1/reconciliation")).json()).toMatchObject({
    places: 20,
    agreeing: 19,
    mismatches: [{ record: { en: "3 pieces" }, observed: { en: "4 pieces" } }],
  });
  expect((await app.inject("/api/v1/orders")).json()).toMatchObject({
    orders: [
      {
        order: "ORD-00001",
        reported: { started: 5, good: 1, scrapped: 0 },
        told: { started: 5, good: 1, scrapped: 0 },
        forecast: { finish: null, reason: expect.stringContaining("three pieces") },
      },
    ],
    ended: { count: 0, onTimeRate: null },
  });
  expect((await app.inject("/api/v1/orders?at=-10m")).json()).toMatchObject({
    orders: [{ order: "ORD-00001", state: "AllowedToStart" }],
  });
  expect((await app.inject("/api/v1/orders?at=yesterday")).statusCode).toBe(400);
  await app.close();
});

it("[SE7] [SE10] states and figures of a machine and a line, by period", async () => {
  const { app, uid } = served();
  const { states } = (await app.inject(`/api/v1/states?asset=${uid}&from=-100s`)).json<{
    states: { element: string }[];
  }>();
  expect(states.map(({ element }) => element)).toEqual(["APT", "ADET", "APT"]);
  const { machines } = (await app.inject(`/api/v1/kpis/machines?asset=${uid}&from=-100s&lossModel=nakajima`)).json<{
    machines: Record<string, unknown>[];
  }>();
  expect(machines).toMatchObject([
    {
      label: "CNC-101",
      lossModel: "nakajima",
      elements: { PBT: 100, APT: 70, ADET: 30 },
      quantities: { PQ: 1 },
      unreported: 0,
      untold: 0,
      oee: 0.3,
    },
  ]);
  expect((await app.inject("/api/v1/kpis/lines?from=-100s")).json()).toMatchObject({
    lines: [{ line: "l1", goodPieces: 1, oee: 0.3 }],
  });
  expect((await app.inject(`/api/v1/kpis/machines?asset=${uid}&from=-31d&by=hour`)).statusCode).toBe(400);
  expect((await app.inject("/api/v1/kpis/machines?asset=urn:none")).statusCode).toBe(404);
  expect((await app.inject("/api/v1/kpis/lines?line=none")).statusCode).toBe(404);
  await app.close();
});

it("[SE19] stops of several machines in one answer, each once and without the people who gave reasons", async () => {
  const { app, work, uid, stopFrom } = served();
  const from = new Date(stopFrom / 1000).toISOString();
  const payload = { asset: work.bench.uid("CNC-101"), from, reason: "tool", comment: "insert broke" };
  await app.inject({ method: "POST", url: "/api/v1/states/reason", payload });
  const answer = await app.inject(`/api/v1/states/stops?asset=${uid}&asset=${uid}&from=-100s`);
  expect(answer.json()).toMatchObject({
    stops: [{ assetUid: work.bench.uid("CNC-101"), from: formatMicros(stopFrom), element: "ADET", reason: "tool" }],
    reasons: [{ code: "tool", name: { en: "Tool" } }],
  });
  expect(answer.json<{ stops: object[] }>().stops).toHaveLength(1);
  expect(answer.body).not.toMatch(/saidBy|insert broke/);
  const asking = async (query: string) => (await app.inject(`/api/v1/states/stops?${query}`)).statusCode;
  expect([await asking("asset=urn:none"), await asking(`asset=${uid}&from=-32d`)]).toEqual([404, 400]);
  expect((await app.inject("/api/v1/states/stops?from=-100s")).json()).toMatchObject({ stops: [{ reason: "tool" }] });
  await app.close();
});

it("shares of an area's machines by column: working, failed, unobserved", async () => {
  const { app } = served();
  const ask = async (query: string) =>
    (await app.inject(`/api/v1/states/areas?${query}`)).json<{
      areas: { path: string; machines: number; working: number[]; failed: number[]; unknown: number[] }[];
    }>();
  // 60 s of work, 30 s out of service, 10 s of work; no report before.
  const { areas } = await ask("from=-200s&columns=4");
  expect(areas).toMatchObject([
    { machines: 1, working: [0, 0, 1, 0.4], failed: [0, 0, 0, 0.6], unknown: [1, 1, 0, 0] },
  ]);
  expect((await ask("from=-100s&columns=1")).areas[0]).toMatchObject({ working: [0.7], failed: [0.3] });
  const recording = buildApi(fakeEdge({}).deps);
  expect((await recording.inject("/api/v1/states/areas")).json()).toMatchObject({ areas: [] });
  await recording.close();
  for (const query of ["columns=0", "columns=601", "from=-3d"])
    expect((await app.inject(`/api/v1/states/areas?${query}`)).statusCode).toBe(400);
  await app.close();
});

it("[SE13] a reason is given by a code of the catalogue and stays with its stop and in the audit log", async () => {
  const { app, work, journal, stopFrom, uid } = served();
  const from = new Date(stopFrom / 1000).toISOString();
  const said = (payload: object) => app.inject({ method: "POST", url: "/api/v1/states/reason", payload });
  const body = { asset: work.bench.uid("CNC-101"), from, reason: "tool", comment: "insert broke" };
  expect((await said({ ...body, reason: "weather" })).json()).toMatchObject({
    status: 400,
    detail: expect.stringContaining("tool"),
  });
  expect((await said({ ...body, from: "2020-01-01T00:00:00Z" })).statusCode).toBe(404);
  expect((await said({ ...body, asset: "urn:none" })).statusCode).toBe(404);
  expect((await said(body)).json()).toMatchObject({
    element: "ADET",
    reason: "tool",
    saidBy: "local",
    comment: "insert broke",
  });
  expect((await app.inject(`/api/v1/states?asset=${uid}&from=-100s`)).json()).toMatchObject({
    stops: [{ reason: "tool", saidBy: "local" }],
  });
  expect(journal.entries.at(-1)).toMatchObject({
    action: "state.reason",
    target: `CNC-101 ${from}`,
    before: "failure",
    after: "tool",
    result: "done",
  });
  expect(work.recorded).toMatchObject([{ type: "state.reason", payload: { stopFrom, reason: "tool", by: "local" } }]);
  await app.close();
});

it("without books every route reports their absence", async () => {
  const app = buildApi(fakeEdge().deps);
  for (const route of [
    "pieces",
    "pieces/x",
    "places",
    "reconciliation",
    "orders",
    "states?asset=x",
    "kpis/machines",
    "kpis/lines",
    "energy",
    "energy/tree",
  ])
    expect((await app.inject(`/api/v1/${route}`)).statusCode, route).toBe(503);
  await app.close();
});
