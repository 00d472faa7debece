import { expect, it } from "vitest";
import type { MaterialEvent } from "../../../../edge/contracts/production/material-event.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { log } from "../../detect/bench-plant.ts";
import { at, NO_PLACES } from "./life.ts";
import { put, watched } from "./watched-rack.ts";

it("[M10] [M12] a level that contradicts the record for too long is a mismatch until both agree", () => {
  const { twin, reconciliation, see } = watched();
  see(2, 0);
  reconciliation.tick(at(30));
  expect(reconciliation.agreement).toEqual({ places: 1, agreeing: 1 });
  reconciliation.tick(at(39));
  twin.take(put("PAL-1", 40, []));
  see(2, 41);
  expect(reconciliation.tick(at(45))).toEqual([]);
  const [found] = reconciliation.tick(at(51));
  expect(found).toMatchObject({
    rule: "material/mismatch",
    standing: true,
    message: {
      en: "RCK-01 Count mismatch: record 1 pallet, seen 0 pallets",
      zh: "RCK-01 数量不一致：记录 1 个托盘，实际 0 个托盘",
    },
  });
  expect(reconciliation.agreement).toEqual({ places: 1, agreeing: 0 });
  see(3, 60);
  expect(reconciliation.tick(at(67))).toEqual([]);
  expect(reconciliation.tick(at(68))).toMatchObject([{ rule: "material/mismatch", standing: false }]);
});

it("[M10] earlier contents leave, and from then on the level equals the record", () => {
  const { twin, reconciliation, see } = watched();
  see(2, 0);
  reconciliation.tick(at(30));
  see(0, 40);
  twin.take(put("PAL-1", 45, []));
  see(1, 45);
  for (let second = 46; second < 80; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  expect(reconciliation.agreement).toEqual({ places: 1, agreeing: 1 });
});

it("[M11] different contents are a mismatch at once, an occupied slot after a while", () => {
  const { twin, reconciliation } = watched();
  twin.take(put("PAL-1", 0, ["PC-1", "PC-2"]));
  twin.take({ ...put("PAL-1", 60, ["PC-1"]), kind: "pallet.departed" } as MaterialEvent);
  expect(reconciliation.tick(at(60))).toMatchObject([
    { rule: "material/mismatch", message: { en: expect.stringContaining("PC-1, PC-2") } },
  ]);
  twin.take(put("PAL-2", 70, [], 4));
  twin.take(put("PAL-3", 80, [], 4));
  expect(reconciliation.tick(at(81))).toEqual([]);
  expect(reconciliation.tick(at(89)).map(({ rule }) => rule)).toEqual(["material/mismatch"]);
});

it("[M11] a slot whose departure is reported after the next arrival is not occupied", () => {
  const { twin, reconciliation } = watched();
  twin.take(put("PAL-2", 70, [], 4));
  twin.take({ ...put("PAL-3", 80, [], 4), receivedAt: at(80.3) } as MaterialEvent);
  twin.take({ ...put("PAL-2", 79.9, [], 4), kind: "pallet.departed", receivedAt: at(80.4) } as MaterialEvent);
  expect(reconciliation.tick(at(100))).toEqual([]);
});

it("[M11] pieces of one pallet that are seen on another are a mismatch, even when that one is unknown", () => {
  const { twin, reconciliation } = watched();
  twin.take(put("PAL-1", 0, ["PC-1", "PC-2"]));
  twin.take({ ...put("PAL-1", 60, ["PC-1", "PC-2"]), kind: "pallet.departed" } as MaterialEvent);
  expect(reconciliation.tick(at(61))).toEqual([]);
  twin.take(put("PAL-9", 120, ["PC-1", "PC-2"], 2));
  const [found] = reconciliation.tick(at(121));
  expect(found).toMatchObject({
    rule: "material/mismatch",
    standing: true,
    message: { en: expect.stringMatching(/PAL-1: PC-1, PC-2.*PAL-9: PC-1, PC-2/) },
  });
});

it("[M11] a pallet that a vehicle put down and the place does not report is a mismatch until it does", () => {
  const { twin, reconciliation } = watched();
  const vehicle = (kind: "arrived" | "departed", second: number): MaterialEvent => ({
    kind: `pallet.${kind}`,
    carrier: "PAL-1",
    place: "AGV-01",
    node: "N7",
    time: at(second),
    receivedAt: at(second),
    clock: "fleet",
  });
  twin.take(put("PAL-2", 0, [], 2));
  for (const [second, isReported] of [
    [100, true],
    [200, false],
  ] as const) {
    twin.take(vehicle("arrived", second));
    twin.take(vehicle("departed", second + 30));
    if (isReported) twin.take(put("PAL-1", second + 30, []));
    const found = reconciliation.tick(at(second + 40)).map(({ rule, standing }) => ({ rule, standing }));
    expect(found).toEqual(isReported ? [] : [{ rule: "material/mismatch", standing: true }]);
    if (isReported) twin.take({ ...put("PAL-1", second + 60, []), kind: "pallet.departed" } as MaterialEvent);
  }
  twin.take(put("PAL-1", 250, []));
  expect(reconciliation.tick(at(251))).toMatchObject([{ rule: "material/mismatch", standing: false }]);
});

it("[M11] a pallet that went from one rack to another without a vehicle is a mismatch", () => {
  const { twin, reconciliation } = watched();
  twin.take(put("PAL-1", 0, []));
  twin.take({ ...put("PAL-1", 60, []), place: "RCK-02" } as MaterialEvent);
  expect(reconciliation.tick(at(61))).toMatchObject([
    { rule: "material/mismatch", message: { en: expect.stringMatching(/PAL-1 at RCK-01.*PAL-1 at RCK-02/) } },
  ]);
});

it("[M10] no offset is learnt between a level and the move that changed it", () => {
  const { twin, reconciliation, see } = watched();
  see(2, 0);
  for (let second = 1; second < 20; second++) reconciliation.tick(at(second));
  see(3, 19.9);
  reconciliation.tick(at(20));
  twin.take(put("PAL-1", 20.2, []));
  for (let second = 21; second < 60; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  see(2, 60);
  for (let second = 61; second < 67; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  expect(reconciliation.tick(at(67))).toMatchObject([{ rule: "material/mismatch", standing: true }]);
});

it("[M10] another persistent difference is a further mismatch", () => {
  const { twin, reconciliation, see } = watched();
  see(2, 0);
  reconciliation.tick(at(30));
  twin.take(put("PAL-1", 40, [], 1));
  for (let second = 40; second < 60; second++) reconciliation.tick(at(second));
  twin.take(put("PAL-2", 60, [], 2));
  for (let second = 60; second < 80; second++) reconciliation.tick(at(second));
  const [second, first] = reconciliation.mismatches;
  expect(first).toMatchObject({
    kind: "count",
    record: { en: "1 pallet" },
    observed: { en: "0 pallets" },
    endedAt: at(68),
  });
  expect(second).toMatchObject({
    kind: "count",
    since: at(60),
    record: { en: "2 pallets" },
    observed: { en: "0 pallets" },
    endedAt: null,
  });
  expect(reconciliation.mismatches).toHaveLength(2);
});

/** A belt that counts its pieces. */
it("[M7] [M11] a pallet of unknown contents contradicts nothing; its pieces go with its vehicle", () => {
  const { twin, reconciliation } = watched();
  twin.take({
    kind: "pallet.arrived",
    carrier: "PAL-1",
    place: "AGV-01",
    node: "N7",
    time: at(100),
    receivedAt: at(100),
    clock: "fleet",
  });
  twin.take({ ...put("PAL-1", 100.1, ["PC-1", "PC-2"]), kind: "pallet.departed" } as MaterialEvent);
  twin.look(at(120));
  expect(reconciliation.tick(at(120))).toEqual([]);
  expect(twin.presence.placeOf("PC-1")).toBe("AGV-01");
  expect(twin.counters.holes).toBe(0);
});

it("[M11] a pallet that left by lorry comes back with other pieces, and that is not a mismatch", () => {
  const { twin, reconciliation } = watched();
  twin.take(put("PAL-1", 0, ["PC-1", "PC-2"]));
  twin.take({
    kind: "shipment.left",
    shipment: "SH-1",
    orders: [],
    carriers: ["PAL-1"],
    pieces: ["PC-1", "PC-2"],
    time: at(600),
    receivedAt: at(600),
    clock: "wms",
  });
  // The rack reports an unknown pallet after the shipment.
  twin.take({
    kind: "shipment.left",
    shipment: "SH-2",
    orders: [],
    carriers: ["PAL-2"],
    pieces: ["PC-3"],
    time: at(600),
    receivedAt: at(600),
    clock: "wms",
  });
  twin.take({ ...put("PAL-2", 600, ["PC-3"], 2), kind: "pallet.departed" } as MaterialEvent);
  twin.take(put("PAL-1", 3600, ["PC-8", "PC-9"]));
  twin.take(put("PAL-2", 3600, ["PC-10"], 2));
  expect(reconciliation.tick(at(3620))).toEqual([]);
  twin.take({ ...put("PAL-1", 3700, ["PC-8"]), kind: "pallet.departed" } as MaterialEvent);
  expect(reconciliation.tick(at(3701))).toMatchObject([{ rule: "material/mismatch", standing: true }]);
});

it("[M6] a load in transit at the start leaves no gap in the record; a later one does", () => {
  for (const [second, holes] of [
    [20, 0],
    [200, 1],
  ] as const) {
    const config = { ...NO_PLACES, ways: ["BUF-A > AGV-0* > BUF-B > CNC-101"] };
    const twin = new MaterialTwin(config, new MaterialStore(recordPath("material"), log));
    const piece = (kind: "arrived" | "departed", place: string, at0: number, id = "PC-1") =>
      twin.take({ kind: `piece.${kind}`, piece: id, place, time: at(at0), receivedAt: at(at0), clock: "plc" });
    piece("arrived", "BUF-A", 0, "PC-0");
    piece("departed", "BUF-A", second);
    piece("arrived", "BUF-B", second + 60);
    twin.look(at(second + 100));
    expect(twin.counters.holes, `${second} s after the first event`).toBe(holes);
  }
});
