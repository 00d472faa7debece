import { describe, expect, it } from "vitest";
import { at, parts, Shop, station } from "./shop.ts";

/** 2 kW at rest, 20 kW in work from 100 s to 160 s of each two minutes. */
const cycle = (second: number): number => (second % 120 >= 60 && second % 120 < 110 ? 20 : 2);

describe("energy of a piece", () => {
  it("[PE4] [PE6] is that between its start and its completion; the rest is idle", () => {
    const shop = new Shop([station("CNC-1")]);
    shop.event("arrived", "P0", -20);
    for (let n = 0; n < 20; n++) {
      shop.run("CNC-1", [n * 120, n * 120 + 60], cycle);
      shop.event("arrived", `P${n}`, n * 120 + 10);
      shop.event("started", `P${n}`, n * 120 + 60);
      shop.run("CNC-1", [n * 120 + 60, n * 120 + 110], cycle);
      shop.event("completed", `P${n}`, n * 120 + 110);
      shop.run("CNC-1", [n * 120 + 110, n * 120 + 120], cycle);
    }
    const { steps, kWh } = shop.piece("P5");
    expect(steps).toMatchObject([{ station: "CNC-1", operation: "OP10", variant: "V1", order: "O1" }]);
    expect(kWh).toBeCloseTo((20 * 50) / 3600, 2);
    expect((steps[0]?.from as number) - at(660)).toBe(0);
    shop.run("CNC-1", [2400, 5400], () => 2);
    const figures = shop.steps();
    expect(figures.steps).toMatchObject([{ operation: "OP10", variant: "V1", medium: "electricity", n: 20 }]);
    expect(figures.steps[0]?.mean).toBeCloseTo((20 * 50) / 3600, 2);
    const [own] = figures.stations;
    expect(parts(own?.pieces ?? 0) + parts(own?.idle ?? 0)).toBe(parts(own?.metered ?? 0));
  });

  it("[PE4] begins with the arrival where the station reports no starts, and ends with the departure", () => {
    const shop = new Shop([station("OVN-1")]);
    const payload = { place: "OVN-1", operation: undefined };
    shop.run("OVN-1", [0, 30], () => 6);
    shop.event("arrived", "P1", 30, { payload });
    shop.run("OVN-1", [30, 90], () => 12);
    shop.event("departed", "P1", 90, { payload });
    shop.run("OVN-1", [90, 120], () => 6);
    const { steps, kWh } = shop.piece("P1");
    expect(steps).toMatchObject([{ operation: "OP90" }]);
    expect(kWh).toBeCloseTo((12 * 60) / 3600, 2);
  });

  it("[PE4] begins where the report of its completion says, if the start was not reported", () => {
    const shop = new Shop([station("CNC-1")]);
    shop.event("arrived", "P1", 1);
    shop.run("CNC-1", [0, 100], () => 9);
    shop.event("completed", "P1", 100, { payload: { startedAt: new Date(at(40) / 1000).toISOString() } });
    shop.run("CNC-1", [100, 200], () => 9);
    expect(shop.piece("P1").kWh).toBeCloseTo((9 * 60) / 3600, 6);
  });

  it("[PE4] a piece that waits at a station that reports starts is not in work", () => {
    const shop = new Shop([station("CNC-1")]);
    shop.event("started", "P0", 0);
    shop.event("completed", "P0", 10);
    shop.event("arrived", "P1", 20);
    shop.run("CNC-1", [0, 600], () => 9);
    expect(shop.piece("P1").steps).toEqual([]);
  });

  it("[PE5] pieces that are in work together share each instant equally", () => {
    const shop = new Shop([station("OVN-1")]);
    const payload = { place: "OVN-1" };
    shop.event("arrived", "P1", 0, { payload });
    shop.event("arrived", "P2", 60, { payload });
    shop.event("departed", "P1", 120, { payload });
    shop.event("departed", "P2", 180, { payload });
    shop.run("OVN-1", [0, 240], () => 36);
    // 36 kW are 0.01 kWh a second.
    expect(shop.piece("P1").kWh).toBeCloseTo(0.6 + 0.3, 6);
    expect(shop.piece("P2").kWh).toBeCloseTo(0.3 + 0.6, 6);
  });

  it("[PE5] a station can share by the mass of the pieces", () => {
    const masses = [
      { variants: ["V1"], kg: 3 },
      { variants: ["V2"], kg: 1 },
    ];
    const shop = new Shop([station("OVN-1")], { byMass: ["OVN-*"], masses });
    for (const [piece, variant] of [
      ["P1", "V1"],
      ["P2", "V2"],
    ] as const) {
      shop.event("arrived", piece, 0, { payload: { place: "OVN-1", variant } });
      shop.event("departed", piece, 120, { payload: { place: "OVN-1", variant } });
    }
    shop.run("OVN-1", [0, 240], () => 36);
    expect(shop.piece("P1").kWh).toBeCloseTo(0.9, 6);
    expect(shop.piece("P2").kWh).toBeCloseTo(0.3, 6);
  });

  it("[PE6] time without a piece in work is set-up by the machine's mode, or by the state engine", () => {
    const derived = { component: "production", signal: "cause", isDerived: true } as never;
    for (const [tags, signal, setUp] of [
      [[], "mode", 2],
      [[derived], "cause", 1],
    ] as const) {
      const shop = new Shop([station("CNC-1", tags)]);
      shop.event("started", "P1", 0);
      shop.event("completed", "P1", 60);
      shop.read("CNC-1", signal, 0, 0);
      shop.read("CNC-1", signal, setUp, 120);
      shop.read("CNC-1", signal, 0, 180);
      shop.run("CNC-1", [0, 1800], () => 36);
      const [own] = shop.steps().stations;
      expect(own?.setUp).toBeCloseTo(0.6, 2);
      expect(parts((own?.pieces ?? 0) + (own?.idle ?? 0) + (own?.setUp ?? 0))).toBe(parts(own?.metered ?? 0));
    }
  });

  it("[PE13] a piece that is elsewhere has left, although nobody reported it", () => {
    const shop = new Shop([station("CNC-1"), station("CNC-2")]);
    shop.event("started", "P1", 0);
    shop.event("started", "P1", 60, { payload: { place: "CNC-2" } });
    shop.run("CNC-1", [0, 240], () => 36);
    expect(shop.piece("P1").steps.find(({ station: label }) => label === "CNC-1")?.kWh).toBeCloseTo(0.6, 2);
  });

  it("[PE12] times of the machine and of another controller that reports the pieces are aligned", () => {
    const shop = new Shop([station("CNC-1")]);
    // The controller of the line is 30 s ahead, and both arrive within the millisecond.
    const by = (second: number) => ({ source: "other", receivedAt: second });
    for (let n = 0; n < 10; n++) {
      shop.event("started", `P${n}`, n * 120 + 60 + 30, by(n * 120 + 60));
      shop.event("completed", `P${n}`, n * 120 + 110 + 30, by(n * 120 + 110));
    }
    shop.run("CNC-1", [0, 1200], cycle);
    expect(shop.piece("P7").kWh).toBeCloseTo((20 * 50) / 3600, 2);
  });

  it("[PE11] late events count while their interval is open for them, and are counted afterwards", () => {
    const shop = new Shop([station("CNC-1")], { settleMinutes: 5 });
    shop.event("started", "P0", 0);
    shop.event("completed", "P0", 1);
    shop.run("CNC-1", [0, 240], () => 36);
    shop.event("started", "P1", 60, { receivedAt: 240 });
    shop.event("completed", "P1", 120, { receivedAt: 240 });
    expect(shop.piece("P1")).toMatchObject({ steps: [{ isFinal: false }] });
    expect(shop.piece("P1").kWh).toBeCloseTo(0.6, 6);
    shop.run("CNC-1", [240, 1800], () => 36);
    expect(shop.piece("P1")).toMatchObject({ steps: [{ isFinal: true }] });
    expect(shop.piece("P1").kWh).toBeCloseTo(0.6, 6);
    shop.event("started", "P2", 300, { receivedAt: 1800 });
    shop.event("completed", "P2", 360, { receivedAt: 1800 });
    expect(shop.piece("P2").steps).toEqual([]);
    expect(shop.steps().counters.lateEvents).toBe(2);
  });

  it("[PE2] a machine that has had no piece shares nothing out", () => {
    const shop = new Shop([station("CNC-1")]);
    shop.run("CNC-1", [0, 4000], () => 36);
    expect(shop.steps().stations).toEqual([]);
    shop.event("started", "P1", 4000);
    shop.event("completed", "P1", 4060);
    shop.run("CNC-1", [4000, 8000], () => 36);
    expect(shop.steps().stations[0]?.pieces).toBeCloseTo(0.6, 2);
  });
});
