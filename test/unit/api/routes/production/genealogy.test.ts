import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import { Genealogy } from "../../../../../edge/production/material/genealogy.ts";
import { MaterialStore } from "../../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../../edge/production/material/material-twin.ts";
import { fakeEdge } from "../../../../fakes/api/deps.ts";
import { lifeOf, NO_PLACES } from "../../../production/material/life.ts";

describe("GET /api/v1/genealogy", () => {
  let dir: string;
  let store: MaterialStore;
  let app: Api;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-genealogy-"));
    store = new MaterialStore(join(dir, "material.db"), pino({ level: "silent" }));
    const twin = new MaterialTwin(NO_PLACES, store);
    for (const event of lifeOf(["PC-1", "PC-2"])) twin.take(event);
    const genealogy = new Genealogy({
      twin,
      store,
      config: { operations: [] },
      inspects: (station) => station === "CMM-01",
    });
    const reader = { isCurrent: true, life: genealogy.life.bind(genealogy), family: genealogy.family.bind(genealogy) };
    app = buildApi(fakeEdge({ genealogy: reader }).deps);
  });
  afterAll(async () => {
    await app.close();
    store.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const get = (query: string) => app.inject({ url: `/api/v1/genealogy?${query}` });

  it("[M15] gives a piece's life with times as RFC 3339, names the plant simulated, and is never cached", async () => {
    const response = await get("piece=PC-1");
    expect(response.statusCode, response.body).toBe(200);
    expect(response.headers["cache-control"]).toBe("no-store");
    const answer = response.json<Record<string, never>>();
    expect(answer).toMatchObject({
      isCurrent: true,
      simulated: true,
      by: "piece",
      name: "PC-1",
      direction: "both",
      family: null,
    });
    expect(answer["life"]).toMatchObject({
      piece: "PC-1",
      state: "shipped",
      firstAt: "2026-03-02T00:00:00.000000Z",
      backward: {
        lot: {
          lot: "LOT-1",
          time: "2026-03-02T00:00:01.000000Z",
          supplier: "S-02",
          heat: "H-7",
          inspection: [{ name: "hardness", lower: 160, upper: 210 }],
        },
        operations: [
          { station: "CNC-101", program: "PH-50A-OP10", tools: ["3", "7"], start: "2026-03-02T00:03:22.000000Z" },
          { station: "PCB-01", results: [{ name: "film-thickness", lower: null, unit: "um" }] },
        ],
        inspections: [{ station: "CMM-01", ok: false }],
      },
      forward: {
        pallet: "PAL-002",
        shipment: { shipment: "SH-1", time: "2026-03-02T00:08:20.000000Z", pallets: ["PAL-002"] },
      },
    });
  });

  it("[M15] goes in the requested direction, and from a lot to its pieces", async () => {
    expect((await get("piece=PC-1&direction=forward")).json()).toMatchObject({
      direction: "forward",
      life: { backward: null, forward: { pallet: "PAL-002" } },
    });
    expect((await get("lot=LOT-1&direction=forward")).json()).toMatchObject({
      life: null,
      family: {
        pieces: [{ piece: "PC-1", shipment: "SH-1" }, { piece: "PC-2" }],
        hasMore: false,
        backward: null,
        forward: { shipped: 2, orders: ["ORD-1"], shipments: [{ shipment: "SH-1" }] },
      },
    });
    expect((await get("shipment=SH-1&direction=backward")).json()).toMatchObject({
      family: { pieces: [{}, {}], backward: { lots: [{ lot: "LOT-1" }] }, forward: null },
    });
    expect((await get("order=ORD-1&limit=1")).json()).toMatchObject({ family: { pieces: [{}], hasMore: true } });
  });

  it("[M15] takes a pallet with the time of one journey", async () => {
    expect((await get("pallet=PAL-001&from=2026-03-02T00:00:10Z&to=2026-03-02T00:00:20Z")).json()).toMatchObject({
      family: { pieces: [{ ride: { pallet: "PAL-001", to: "2026-03-02T00:01:40.000000Z" } }, {}] },
    });
    expect((await get("pallet=PAL-001&from=2026-03-02T00:05:00Z&to=2026-03-02T00:06:00Z")).json()).toMatchObject({
      family: { pieces: [] },
    });
  });

  it.each([
    ["", "give one of piece, lot, order, pallet, shipment"],
    ["piece=PC-1&lot=LOT-1", "give one of"],
    ["lot=LOT-1&limit=0", "limit must be 1 to 2000"],
    ["lot=LOT-1&limit=2001", "limit must be 1 to 2000"],
    ["piece=PC-1&from=-1h", "`from` applies to pallets only"],
    ["pallet=PAL-001&to=yesterday", "to is not a time"],
    ["piece=PC-1&direction=sideways", "direction"],
    [`piece=${"x".repeat(129)}`, "piece"],
    ["piece=PC-1&colour=red", "colour"],
  ])("refuses %s", async (query, detail) => {
    const response = await get(query);
    expect(response.statusCode).toBe(400);
    expect(response.json<{ detail: string }>().detail).toContain(detail);
  });

  it("is 404 for names never reported, also those with a meaning elsewhere, and 503 without a record", async () => {
    for (const query of ["piece=PC-77", "lot=__proto__", "shipment=%27%20OR%201=1--", "pallet=constructor"])
      expect((await get(query)).statusCode, query).toBe(404);
    const without = buildApi(fakeEdge().deps);
    expect((await without.inject({ url: "/api/v1/genealogy?piece=PC-1" })).statusCode).toBe(503);
    await without.close();
  });
});
