import { expect, it } from "vitest";
import type { MaterialEvent, PieceEvent } from "../../../../edge/contracts/production/material-event.ts";
import type { MaterialConfig } from "../../../../edge/production/material/config.ts";
import { Genealogy } from "../../../../edge/production/material/genealogy.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { stayAt } from "../../../../edge/production/material/timeline.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { log } from "../../detect/bench-plant.ts";
import { at, lifeOf, NO_PLACES } from "./life.ts";

const LINE: MaterialConfig = {
  ...NO_PLACES,
  ways: ["BUF-IN > CNC-101 > BUF-OUT > AGV-01 > BUF-MILL > CNC-201", "* > SCRAP"],
  nodes: [{ node: "N1", load: ["BUF-OUT"], unload: [], stores: [], empties: ["PAL-X"] }],
};

function twinOf(config = LINE, path = recordPath("material")) {
  const store = new MaterialStore(path, log);
  return { twin: new MaterialTwin(config, store), store, path };
}

function piece(
  kind: "arrived" | "departed" | "started" | "completed",
  place: string,
  second: number,
  more: Partial<PieceEvent> = {},
): MaterialEvent {
  return {
    kind: `piece.${kind}`,
    piece: "PC-1",
    place,
    time: at(second),
    receivedAt: at(second),
    clock: `c ${place}`,
    ...more,
  };
}

const WAY: readonly MaterialEvent[] = [
  piece("arrived", "BUF-IN", 0),
  piece("departed", "BUF-IN", 60),
  piece("arrived", "CNC-101", 60),
  piece("departed", "CNC-101", 130),
  piece("arrived", "BUF-OUT", 130),
];
const placesOf = (twin: MaterialTwin) =>
  [30, 100, 200].map((second) => stayAt(twin.piece("PC-1")?.stays ?? [], at(second))?.place);

it("[M1] a piece is at one place at any instant", () => {
  const { twin } = twinOf();
  for (const event of WAY) twin.take(event);
  expect(placesOf(twin)).toEqual(["BUF-IN", "CNC-101", "BUF-OUT"]);
  expect(twin.presence.placeOf("PC-1")).toBe("BUF-OUT");
  expect(twin.presence.counts().get("CNC-101")).toBeUndefined();
});

it("[M3] events in any order of arrival give the same record", () => {
  for (const order of [
    [4, 3, 2, 1, 0],
    [1, 0, 4, 2, 3],
    [2, 4, 0, 3, 1],
  ]) {
    const { twin } = twinOf();
    for (const [n, index] of order.entries())
      twin.take({ ...(WAY[index] as MaterialEvent), clock: "one", receivedAt: at(300 + n) });
    const stays = twin.piece("PC-1")?.stays.map(({ place }) => place);
    expect(stays).toEqual(["BUF-IN", "CNC-101", "BUF-OUT"]);
  }
});

it("[M4] a repeated report counts once", () => {
  const { twin } = twinOf();
  for (const event of WAY) for (let n = 0; n < 2; n++) twin.take(event);
  expect(twin.piece("PC-1")?.stays).toHaveLength(3);
  expect(twin.counters.repeated).toBe(5);
});

it("[M5] a place known only from a departure is filled in, and the one between two others", () => {
  const { twin } = twinOf();
  for (const event of [WAY[0], WAY[1], piece("departed", "CNC-101", 130), WAY[4]] as MaterialEvent[]) twin.take(event);
  expect(placesOf(twin)).toEqual(["BUF-IN", "CNC-101", "BUF-OUT"]);
  const other = twinOf().twin;
  for (const event of [WAY[0], WAY[1], WAY[4]] as MaterialEvent[]) other.take(event);
  other.look(at(200));
  expect(placesOf(other)).toEqual(["BUF-IN", "CNC-101", "BUF-OUT"]);
  expect(other.piece("PC-1")?.stays[1]?.inferred).toBe(true);
});

it("[M6] a move that contradicts the routes is declared and reported, not smoothed over", () => {
  const { twin } = twinOf();
  const reported: string[] = [];
  twin.listen({ hole: (_piece, { from, to }) => reported.push(`${from} ${to}`) });
  twin.take(piece("arrived", "BUF-IN", 0));
  twin.take(piece("arrived", "CNC-201", 60));
  twin.look(at(80));
  expect(reported).toEqual(["BUF-IN CNC-201"]);
  expect(twin.piece("PC-1")?.holes).toBe(1);
});

it("[M2] two arrivals in an order that is not a route are swapped", () => {
  const { twin } = twinOf();
  for (const event of [
    piece("arrived", "BUF-OUT", 100),
    piece("arrived", "CNC-101", 104),
    piece("departed", "CNC-101", 105),
  ])
    twin.take({ ...event, receivedAt: at(106), clock: "one" });
  twin.look(at(130));
  expect(twin.piece("PC-1")?.stays.map(({ place }) => place)).toEqual(["CNC-101", "BUF-OUT"]);
  expect(twin.piece("PC-1")?.holes).toBe(0);
});

it("[M7] a vehicle takes the pieces that left the loading place when it picked the pallet up", () => {
  const { twin } = twinOf();
  for (const event of WAY) twin.take(event);
  twin.take(piece("departed", "BUF-OUT", 200));
  twin.take({
    kind: "pallet.arrived",
    carrier: "PAL-1",
    place: "AGV-01",
    node: "N1",
    time: at(200),
    receivedAt: at(200),
    clock: "fleet",
  });
  expect(twin.presence.placeOf("PC-1")).toBe("AGV-01");
  expect([...(twin.carriers.get("PAL-1")?.pieces ?? [])]).toEqual(["PC-1"]);
  // The place of empty pallets reports the departure late, which moves no piece.
  twin.take({
    kind: "pallet.departed",
    carrier: "PAL-1",
    place: "PAL-X",
    time: at(200),
    receivedAt: at(201),
    clock: "line",
  });
  twin.look(at(230));
  expect(twin.counters.holes).toBe(0);
});

it("[M8] [M9] a piece belongs to its pallet's lot, and is at no place once shipped or scrapped", () => {
  const { twin } = twinOf(NO_PLACES);
  for (const event of lifeOf(["PC-1", "PC-2"])) twin.take(event);
  expect(twin.piece("PC-1")).toMatchObject({ lot: "LOT-1", state: "shipped", shipment: "SH-1" });
  expect(twin.presence.placeOf("PC-1")).toBeUndefined();
  twin.take(piece("arrived", "SCRAP", 900, { piece: "PC-9" }));
  expect(twin.piece("PC-9")?.state).toBe("scrapped");
});

it("[M13] a forecast is null with the reason until pieces are complete, then from rate and flow time", () => {
  const { twin } = twinOf(NO_PLACES);
  twin.take({
    kind: "order.changed",
    order: "ORD-1",
    quantity: 10,
    state: "Running",
    time: at(0),
    receivedAt: at(0),
    clock: "erp",
  });
  const order = () => twin.orders.find("ORD-1") as never;
  expect(twin.orders.forecast(order(), at(1))).toMatchObject({
    finish: null,
    reason: expect.stringContaining("three pieces"),
  });
  for (const event of lifeOf(["PC-1", "PC-2", "PC-3", "PC-4"])) if (event.kind !== "shipment.left") twin.take(event);
  const { finish } = twin.orders.forecast(order(), at(600));
  // Six pieces start, one every 100 s, with 73 s from the start of the first operation to the end of the last.
  expect(finish).toBeCloseTo(at(600 + 600 + 73), -6);
});

it("[M14] killed between any two events and fed again from its mark, the record is the same", () => {
  const events = [...lifeOf(["PC-1", "PC-2", "PC-3"])];
  const through = twinOf(NO_PLACES);
  for (const event of events) through.twin.take(event);
  for (let kill = 1; kill < events.length; kill += 3) {
    const first = twinOf(NO_PLACES);
    for (const [n, event] of events.slice(0, kill).entries()) {
      first.twin.take(event);
      if (n % 4 === 3) first.twin.write({ position: n + 1, time: Number.NaN });
    }
    first.store.close();
    const again = twinOf(NO_PLACES, first.path);
    for (const event of events.slice(again.store.mark.position)) again.twin.take(event);
    for (const id of ["PC-1", "PC-2", "PC-3"])
      expect(again.twin.piece(id), `${id}, killed after ${kill}`).toEqual(through.twin.piece(id));
    expect(again.twin.counters).toEqual(through.twin.counters);
    again.store.close();
  }
});

const OPERATIONS = ["OP80", "OP10"].map((id) => ({ id, stations: [id], name: { zh: id, en: id } }));

it("[M17] the progress of an order at a past time is answered as it was then, also after a restart", () => {
  const config = { ...NO_PLACES, operations: OPERATIONS };
  const { twin, store, path } = twinOf(config);
  const orderState = (second: number, more: object): MaterialEvent => ({
    kind: "order.changed",
    order: "ORD-1",
    variant: "PH-50A",
    quantity: 3,
    time: at(second),
    receivedAt: at(second),
    clock: "erp",
    ...more,
  });
  twin.take(orderState(10, { state: "AllowedToStart" }));
  twin.take(orderState(190, { state: "Running", started: 0 }));
  for (const event of lifeOf(["PC-1", "PC-2", "PC-3"])) twin.take(event);
  twin.take(orderState(600, { state: "Ended", started: 3, good: 3 }));
  const then = (of: MaterialTwin, second: number) =>
    of.orders
      .at(at(second))
      .map(({ state, runningAt, endedAt, started, counted }) => [
        state,
        runningAt,
        endedAt,
        started,
        counted.started,
        counted.good,
      ]);
  const expected = () => {
    const none = Number.NaN;
    return [
      [5, []],
      [100, [["AllowedToStart", none, none, 0, 0, 0]]],
      [250, [["Running", at(190), none, 0, 1, 0]]],
      [380, [["Running", at(190), none, 0, 2, 2]]],
      [700, [["Ended", at(190), at(600), 3, 3, 3]]],
    ] as const;
  };
  for (const [second, row] of expected()) expect(then(twin, second), `at ${second} s`).toEqual(row);
  twin.write({ position: 1, time: Number.NaN });
  store.close();
  const again = twinOf(config, path).twin;
  for (const [second, row] of expected()) expect(then(again, second), `after a restart, at ${second} s`).toEqual(row);
});

it("[M18] pieces that began before the record give no rate and no flow time, and their record says so", () => {
  const { twin, store } = twinOf({ ...NO_PLACES, operations: OPERATIONS });
  const genealogy = new Genealogy({ twin, store, config: { operations: OPERATIONS }, inspects: () => false });
  twin.take({
    kind: "order.changed",
    order: "ORD-1",
    quantity: 10,
    state: "Running",
    time: at(0),
    receivedAt: at(0),
    clock: "erp",
  });
  const seen = ["PC-1", "PC-2", "PC-3", "PC-4"];
  // For the first pieces only coating is reported: they were turned before.
  for (const event of lifeOf(seen))
    if (event.kind.startsWith("piece.") && !("place" in event && event.place === "CNC-101")) twin.take(event);
  const order = () => twin.orders.find("ORD-1") as never;
  expect(twin.orders.forecast(order(), at(700))).toMatchObject({
    finish: null,
    reason: expect.stringContaining("three pieces"),
  });
  expect(genealogy.life("PC-1", "backward")?.isStartKnown).toBe(false);
  for (const event of lifeOf(["PC-5", "PC-6", "PC-7"], { from: 1000, lot: "LOT-2", casting: "PAL-9" }))
    if (event.kind !== "shipment.left") twin.take(event);
  expect(genealogy.life("PC-5", "backward")?.isStartKnown).toBe(true);
  // Seven have begun; three more start, one every 100 s, with 73 s from the start of the first operation to the end of
  // the last.
  expect(twin.orders.forecast(order(), at(1600)).finish).toBeCloseTo(at(1600 + 300 + 73), -6);
});
