import { expect, it } from "vitest";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { MaterialEvent } from "../../../../edge/contracts/production/material-event.ts";
import { readMaterialEvent } from "../../../../edge/contracts/production/material-reader.ts";
import { MaterialAnswers } from "../../../../edge/production/material/material-answers.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { Reconciliation, type ReconciliationState } from "../../../../edge/production/material/reconciliation.ts";
import { stayAt } from "../../../../edge/production/material/timeline.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { BenchPlant, batchOf, log } from "../../detect/bench-plant.ts";
import { at, NO_PLACES } from "./life.ts";

/** A rack that counts and lists its pieces, a buffer that lists its own, and the record for comparison. */
function shop(file = recordPath("material")) {
  const bench = new BenchPlant([{ label: "RCK-01", kind: "rack", tags: [{ component: "stock", signal: "pieces" }] }]);
  const config = {
    ...NO_PLACES,
    buffers: [{ id: "BUF-A", name: { zh: "缓存", en: "Buffer" } }],
    observations: [{ places: ["RCK-*"], signal: "stock/pieces", counts: "pieces" as const }],
  };
  const store = new MaterialStore(file, log);
  const tags = bench.tags.all().map((tag) => ({ tag, label: "RCK-01" }));
  const twin = new MaterialTwin(config, store, tags);
  const state = store.state("reconciliation") as ReconciliationState | undefined;
  const reconciliation = new Reconciliation({
    config,
    twin,
    tags,
    edgeUid: bench.uid("RCK-01"),
    assetOf: () => bench.uid("RCK-01"),
    linkOf: () => undefined,
    isLive: () => true,
    state,
  });
  twin.listen(reconciliation);
  const see = (pieces: number, second: number) =>
    reconciliation.observe(batchOf([{ ref: bench.ref("RCK-01", "pieces"), value: pieces, at: at(second) }]));
  const known = (id: string) => [twin.presence.placeOf(id), twin.piece(id)?.carrier];
  const answers = new MaterialAnswers({ twin, store, reconciliation, config });
  return { file, store, answers, twin, reconciliation, see, known };
}

const reportedAt = (second: number) => ({ time: at(second), receivedAt: at(second), clock: "store" });

/** As in the store's report; pieces of a pallet by its name. */
function listing(
  second: number,
  pallets: Readonly<Record<string, readonly string[]>>,
  place = "RCK-01",
  pieces: readonly string[] = [],
): MaterialEvent {
  const carriers = Object.entries(pallets).map(([carrier, on], index) => ({ carrier, slot: index + 1, pieces: on }));
  return { kind: "stock.listed", ...reportedAt(second), place, carriers, pieces };
}

const piece = (kind: "arrived" | "departed", id: string, place: string, second: number): MaterialEvent => ({
  kind: `piece.${kind}`,
  piece: id,
  place,
  ...reportedAt(second),
  clock: place,
});

it("[M19] a listed piece without a known place is at the place, and was there before", () => {
  const { twin, reconciliation, see, known } = shop();
  see(3, 0);
  for (let second = 1; second < 30; second++) reconciliation.tick(at(second));
  expect(reconciliation.unidentified.get("RCK-01")).toBe(3);
  twin.take(listing(40, { "PAL-1": ["PC-1", "PC-2"], "PAL-2": ["PC-3"], "PAL-3": [] }));
  expect(known("PC-2")).toEqual(["RCK-01", "PAL-1"]);
  expect(stayAt(twin.piece("PC-3")?.stays ?? [], at(-500))).toMatchObject({
    place: "RCK-01",
    slot: 2,
    carrier: "PAL-2",
    isInferred: true,
  });
  expect([...(twin.carriers.get("PAL-1")?.pieces ?? [])]).toEqual(["PC-1", "PC-2"]);
  expect(reconciliation.unidentified.get("RCK-01")).toBe(0);
  for (let second = 41; second < 60; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  expect(reconciliation.agreement).toEqual({ places: 1, agreeing: 1 });
  // The departure names its contents, as the place had listed them.
  twin.take({
    kind: "pallet.departed",
    carrier: "PAL-1",
    place: "RCK-01",
    slot: 1,
    pieces: ["PC-1", "PC-2"],
    ...reportedAt(70),
  });
  see(1, 70);
  for (let second = 71; second < 90; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  expect(twin.counters.holes).toBe(0);
});

it("[M19] a listing from before a piece's last move, or close to it, does not move it back", () => {
  const { twin, reconciliation, known } = shop();
  twin.take(listing(0, {}, "BUF-A"));
  twin.take(piece("arrived", "PC-1", "BUF-A", 100));
  twin.take(piece("departed", "PC-1", "BUF-A", 200));
  for (const second of [50, 197, 203]) twin.take({ ...listing(second, {}, "BUF-A", ["PC-1"]), receivedAt: at(205) });
  expect(known("PC-1")[0]).toBeUndefined();
  twin.take(piece("arrived", "PC-1", "CNC-1", 206));
  twin.take({ ...listing(190, {}, "BUF-A", ["PC-1"]), receivedAt: at(210) });
  expect(known("PC-1")[0]).toBe("CNC-1");
  for (let second = 207; second < 230; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  // Long after a piece left for an unknown place, a listing gives its place.
  twin.take(piece("departed", "PC-1", "CNC-1", 300));
  twin.take(listing(400, {}, "BUF-A", ["PC-1"]));
  expect(known("PC-1")[0]).toBe("BUF-A");
});

it("a piece without a known place has the time since which it is unknown", () => {
  const { twin, answers } = shop();
  twin.take(piece("arrived", "PC-1", "CNC-1", 100));
  twin.take(piece("departed", "PC-1", "CNC-1", 160));
  expect(answers.placeOf("PC-1", undefined)).toMatchObject({ state: "inside", place: null, since: at(160) });
  expect(answers.placeOf("PC-1", at(130))).toMatchObject({ place: "CNC-1", since: at(100) });
  expect(answers.placeOf("PC-1", at(50))).toMatchObject({ place: null, since: null });
});

it("[M19] a listing that contradicts the record is a mismatch until one agrees; the record stays", () => {
  const { twin, reconciliation, known } = shop();
  twin.take(piece("arrived", "PC-1", "CNC-1", 100));
  twin.take(listing(110, { "PAL-1": ["PC-5"] }));
  twin.take(listing(200, { "PAL-1": ["PC-5"] }, "RCK-01", ["PC-1"]));
  expect(reconciliation.tick(at(207))).toEqual([]);
  const [found] = reconciliation.tick(at(208.5));
  expect(found).toMatchObject({
    rule: "material/mismatch",
    standing: true,
    message: { en: "RCK-01 Stock mismatch: record PC-1 at CNC-1, seen PC-1 at RCK-01" },
  });
  expect(reconciliation.agreement).toEqual({ places: 1, agreeing: 0 });
  expect(known("PC-1")[0]).toBe("CNC-1");
  twin.take(listing(260, {}));
  const said = reconciliation.tick(at(269)).map(({ standing, message }) => [standing, message.en]);
  expect(said).toEqual([[true, expect.stringMatching(/PAL-1 at RCK-01.*PAL-1 not at RCK-01/)]]);
  twin.take(listing(300, { "PAL-1": ["PC-5"] }));
  expect(reconciliation.tick(at(309))).toMatchObject([{ rule: "material/mismatch", standing: false }]);
  expect(reconciliation.agreement).toEqual({ places: 1, agreeing: 1 });
});

it("[M19] a late move resolves a listing's disagreement before it is a mismatch", () => {
  const { twin, reconciliation } = shop();
  twin.take(piece("arrived", "PC-1", "BUF-A", 100));
  twin.take(listing(200, {}, "BUF-A"));
  twin.take({ ...piece("departed", "PC-1", "BUF-A", 199), receivedAt: at(204) });
  for (let second = 201; second < 230; second++) expect(reconciliation.tick(at(second))).toEqual([]);
});

it("[M14] [M19] killed between a listing and its second look, the record and the mismatch are the same", () => {
  const through = shop();
  const killed = shop();
  const first = [piece("arrived", "PC-1", "CNC-1", 100), listing(200, { "PAL-1": ["PC-5"] }, "RCK-01", ["PC-1"])];
  for (const { twin } of [through, killed]) for (const event of first) twin.take(event);
  killed.twin.write({ position: 2, time: Number.NaN }, { reconciliation: killed.reconciliation.state });
  killed.store.close();
  const again = shop(killed.file);
  for (const one of [through, again]) {
    expect(one.reconciliation.tick(at(209))).toMatchObject([{ rule: "material/mismatch", standing: true }]);
    expect(one.known("PC-5")).toEqual(["RCK-01", "PAL-1"]);
  }
  expect(again.twin.piece("PC-5")).toEqual(through.twin.piece("PC-5"));
  expect(again.twin.counters).toEqual(through.twin.counters);
});

it("[M20] an invalid listing is refused whole, with a name, and counted", () => {
  const { twin } = shop();
  const names = (count: number) => Array.from({ length: count }, (_, index) => `PC-${index}`);
  const refused = (payload: Readonly<Record<string, unknown>>): string | undefined => {
    const event: EdgeEvent = {
      eventUid: "e",
      type: "stock.listed",
      time: at(0),
      receivedAt: at(0),
      schema: "stock.listed/1",
      payload: { source: "material", place: "RCK-01", ...payload },
    };
    const read = readMaterialEvent(event) as MaterialEvent;
    twin.take(read);
    return read.kind === "stock.refused" ? read.reason : undefined;
  };
  expect(refused({})).toBe("no-list");
  expect(refused({ place: "", carriers: [] })).toBe("no-place");
  expect(refused({ carriers: "PAL-1" })).toBe("no-list");
  expect(refused({ carriers: ["PAL-1"] })).toBe("no-list");
  expect(refused({ carriers: [{ pallet: "PAL-1", pieces: "PC-1" }] })).toBe("no-list");
  expect(refused({ carriers: Array.from({ length: 1001 }, (_, index) => ({ pallet: `PAL-${index}` })) })).toBe(
    "too-many",
  );
  expect(refused({ pieces: names(4097) })).toBe("too-many");
  expect(refused({ carriers: [{ pallet: "PAL-1", pieces: names(4000) }], pieces: names(97) })).toBe("too-many");
  expect(refused({ carriers: [{ pallet: 7 }] })).toBe("bad-name");
  expect(refused({ pieces: ["x".repeat(81)] })).toBe("bad-name");
  for (const slot of [-4, 1.5, 2e6, "1"]) expect(refused({ carriers: [{ pallet: "PAL-1", slot }] })).toBe("bad-slot");
  expect(refused({ carriers: [{ pallet: "PAL-1", pieces: ["PC-1"] }], pieces: ["PC-1"] })).toBe("listed-twice");
  expect(
    refused({
      carriers: [
        { pallet: "PAL-1", slot: 3 },
        { pallet: "PAL-2", slot: 3 },
      ],
    }),
  ).toBe("listed-twice");
  expect(twin.inside.size).toBe(0);
  expect(refused({ place: "RCK-99", pieces: ["PC-1"] })).toBeUndefined();
  expect(twin.inside.size).toBe(0);
  expect(twin.counters.refused).toEqual({
    "no-list": 4,
    "no-place": 1,
    "too-many": 3,
    "bad-name": 2,
    "bad-slot": 4,
    "listed-twice": 2,
    "unknown-place": 1,
  });
});

it("[M20] new names with each listing fill a place only once", () => {
  const { twin } = shop();
  for (let round = 0; round < 4; round++)
    twin.take(
      listing(
        60 * round,
        {},
        "BUF-A",
        Array.from({ length: 3000 }, (_, index) => `PC-${round}-${index}`),
      ),
    );
  expect(twin.inside.size).toBe(6000);
  expect(twin.counters.refused).toEqual({ "place-full": 2 });
});

it("[M20] an invalid slot is left out of a move, and the books can be read again", () => {
  const { twin, store, file } = shop();
  const moved = (slot: number): EdgeEvent => ({
    eventUid: "e",
    type: "pallet.arrived",
    time: at(0),
    receivedAt: at(0),
    schema: "pallet.arrived/1",
    payload: { source: "material", place: "RCK-01", carrier: `PAL${slot}`, slot, pieces: [`PC${slot}`] },
  });
  for (const slot of [-4, 1.5, 17]) twin.take(readMaterialEvent(moved(slot)) as MaterialEvent);
  twin.write({ position: 3, time: Number.NaN });
  store.close();
  const again = shop(file).twin;
  expect(["PC-4", "PC1.5", "PC17"].map((id) => again.piece(id)?.stays[0]?.slot)).toEqual([undefined, undefined, 17]);
});
