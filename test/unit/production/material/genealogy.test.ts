import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Genealogy } from "../../../../edge/production/material/genealogy.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { at, lifeOf, NO_PLACES } from "./life.ts";

const log = pino({ level: "silent" });
const CASTINGS = ["PC-1", "PC-2", "PC-3"];

describe("genealogy", () => {
  let dir: string;
  let store: MaterialStore;
  let twin: MaterialTwin;
  let genealogy: Genealogy;

  const open = (): void => {
    store = new MaterialStore(join(dir, "material.db"), log);
    twin = new MaterialTwin(NO_PLACES, store);
    const operations = [{ stations: ["CNC-*"], id: "OP10", name: { zh: "车削", en: "Turning" } }];
    genealogy = new Genealogy({ twin, store, config: { operations }, inspects: (station) => station === "CMM-01" });
  };
  const take = (events: ReturnType<typeof lifeOf>): void => {
    for (const event of events) twin.take(event);
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-genealogy-"));
    open();
    take(lifeOf(CASTINGS));
  });
  afterEach(() => {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Queries before and after the books were written and opened again. */
  const both = (question: () => void): void => {
    question();
    twin.write({ position: 1, time: Number.NaN });
    question();
    store.close();
    open();
    question();
  };

  it("[M15] backward: lot with supplier and inspection, operations with machine and results, places", () => {
    both(() => {
      const life = genealogy.life("PC-1", "backward");
      expect(life).toMatchObject({
        piece: "PC-1",
        variant: "PH-50A",
        state: "shipped",
        order: "ORD-1",
        holes: 0,
        forward: null,
      });
      expect(life?.backward?.lot).toMatchObject({
        lot: "LOT-1",
        supplier: "S-02",
        heat: "H-7",
        quantity: 3,
        pallets: ["PAL-001"],
        accepted: true,
        inspection: [{ name: "hardness", value: 182 }],
      });
      expect(life?.backward?.operations).toEqual([
        {
          station: "CNC-101",
          operation: "OP10",
          name: { zh: "车削", en: "Turning" },
          program: "PH-50A-OP10",
          fixture: "",
          tools: ["3", "7"],
          start: at(202),
          end: at(260),
          verdict: "good",
          results: [],
        },
        {
          station: "PCB-01",
          operation: "OP80",
          name: null,
          program: "",
          fixture: "",
          tools: [],
          start: at(267),
          end: at(275),
          verdict: "good",
          results: [{ name: "film-thickness", value: 71, unit: "um", ok: true }],
        },
      ]);
      expect(life?.backward?.inspections).toMatchObject([
        {
          station: "CMM-01",
          time: at(280),
          ok: false,
          features: [{ name: "bore", value: 50.02, lower: 49.98, upper: 50.03, unit: "mm", ok: false }],
        },
      ]);
      expect(life?.backward?.stays.map(({ place }) => place)).toEqual([
        "RCK-01",
        "CNC-101",
        "PCB-01",
        "CMM-01",
        "BUF-PACK-OUT",
      ]);
      expect(life?.backward?.isCut).toBe(false);
    });
  });

  it("[M15] forward: its pallets, the pallet that it left on, and the shipment with its time", () => {
    both(() => {
      const life = genealogy.life("PC-2", "forward");
      expect(life?.backward).toBeNull();
      expect(life?.forward).toEqual({
        pallet: "PAL-002",
        rides: [
          { pallet: "PAL-001", from: at(0), to: at(100) },
          { pallet: "PAL-002", from: at(383), to: at(600) },
        ],
        shipment: { shipment: "SH-1", time: at(600), orders: ["ORD-1"], pallets: ["PAL-002"] },
        scrappedAt: null,
      });
    });
  });

  it("[M15] a lot, an order, a pallet and a shipment lead to the same pieces, and each to the others", () => {
    take(
      lifeOf(["PC-9"], {
        lot: "LOT-2",
        order: "ORD-2",
        casting: "PAL-001",
        finished: "PAL-003",
        shipment: "SH-2",
        from: 2000,
      }),
    );
    both(() => {
      for (const [by, name] of [
        ["lot", "LOT-1"],
        ["order", "ORD-1"],
        ["shipment", "SH-1"],
      ] as const) {
        const family = genealogy.family({ by, name, direction: "both", limit: 100 });
        expect(
          family?.pieces.map(({ piece }) => piece),
          by,
        ).toEqual(CASTINGS);
        expect(family?.hasMore).toBe(false);
        expect(family?.backward?.lots).toMatchObject([{ lot: "LOT-1", supplier: "S-02" }]);
        expect(family?.forward).toMatchObject({
          inside: 0,
          shipped: 3,
          scrapped: 0,
          orders: ["ORD-1"],
          pallets: ["PAL-002"],
          shipments: [{ shipment: "SH-1", time: at(600) }],
        });
      }
      expect(genealogy.family({ by: "pallet", name: "PAL-003", direction: "forward", limit: 100 })).toMatchObject({
        backward: null,
        pieces: [{ piece: "PC-9", lot: "LOT-2", shipment: "SH-2", ride: { pallet: "PAL-003" } }],
      });
    });
  });

  it("[M15] a reused pallet has separate contents for each journey", () => {
    take(
      lifeOf(["PC-9"], {
        lot: "LOT-2",
        order: "ORD-2",
        casting: "PAL-001",
        finished: "PAL-003",
        shipment: "SH-2",
        from: 2000,
      }),
    );
    both(() => {
      const on = (from: number, to: number): string[] | undefined =>
        genealogy
          .family({ by: "pallet", name: "PAL-001", direction: "both", limit: 100, from: at(from), to: at(to) })
          ?.pieces.map(({ piece }) => piece);
      expect(on(50, 60)?.toSorted()).toEqual(CASTINGS);
      expect(on(2050, 2060)).toEqual(["PC-9"]);
      expect(on(500, 1500)).toEqual([]);
      expect(
        genealogy
          .family({ by: "pallet", name: "PAL-001", direction: "both", limit: 100 })
          ?.pieces.map(({ piece }) => piece)[0],
      ).toBe("PC-9");
    });
  });

  it("[M15] names that were not reported are undefined, and a bounded list says that there is more", () => {
    expect(genealogy.life("PC-77", "both")).toBeUndefined();
    for (const by of ["lot", "order", "pallet", "shipment"] as const)
      expect(genealogy.family({ by, name: "no-such", direction: "both", limit: 5 }), by).toBeUndefined();
    both(() => {
      const family = genealogy.family({ by: "lot", name: "LOT-1", direction: "both", limit: 2 });
      expect(family?.pieces).toHaveLength(2);
      expect(family?.hasMore).toBe(true);
    });
  });

  it("[M15] a piece that goes round in circles has a bounded record, marked as truncated", () => {
    const story = [...lifeOf(["PC-5"])].filter(({ kind }) => kind === "piece.started" || kind === "piece.measured");
    for (let round = 0; round < 500; round++)
      for (const event of story)
        twin.take({ ...event, time: event.time + round * 1000e6, receivedAt: event.receivedAt + round * 1000e6 });
    const backward = genealogy.life("PC-5", "backward")?.backward;
    expect(backward?.operations.length).toBeLessThanOrEqual(200);
    expect(backward?.inspections.length).toBeLessThanOrEqual(200);
    expect(backward?.isCut).toBe(true);
  });

  it("derives the pallets of an older file, and deletes them with their pieces", () => {
    twin.write({ position: 1, time: Number.NaN });
    store.close();
    const file = new DatabaseSync(join(dir, "material.db"));
    file.exec(
      `DROP TABLE work; DROP TABLE setup; DROP TABLE fate; DROP TABLE ride; DROP TABLE order_change;
       ALTER TABLE carrier DROP COLUMN is_known;
       DELETE FROM state WHERE name IN ('rides', 'work'); PRAGMA user_version = 1`,
    );
    file.close();
    open();
    expect(store.rides.idsOn("PAL-002", { from: 0, to: at(9999), limit: 10 }).toSorted()).toEqual(CASTINGS);
    expect(store.forget(at(9999), 2)).toBe(2);
    expect(store.rides.idsOn("PAL-002", { from: 0, to: at(9999), limit: 10 })).toHaveLength(1);
    store.forget(at(9999), 10);
    expect(store.rides.idsOn("PAL-001", { from: 0, to: at(9999), limit: 10 })).toEqual([]);
  });
});
