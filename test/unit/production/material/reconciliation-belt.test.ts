import { expect, it } from "vitest";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { Reconciliation } from "../../../../edge/production/material/reconciliation.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { BenchPlant, batchOf, log } from "../../detect/bench-plant.ts";
import { at, NO_PLACES } from "./life.ts";

function belt() {
  const bench = new BenchPlant([
    { label: "CNV-01", kind: "conveyor", tags: [{ component: "pieces", signal: "on-board" }] },
  ]);
  const config = {
    ...NO_PLACES,
    observations: [{ places: ["CNV-*"], signal: "pieces/on-board", counts: "pieces" as const }],
  };
  const twin = new MaterialTwin(config, new MaterialStore(recordPath("material"), log));
  const tags = bench.tags.all().map((tag) => ({ tag, label: "CNV-01" }));
  const reconciliation = new Reconciliation({
    config,
    twin,
    tags,
    edgeUid: bench.uid("CNV-01"),
    assetOf: () => bench.uid("CNV-01"),
    linkOf: () => "plc",
    isLive: () => true,
    state: undefined,
  });
  twin.listen(reconciliation);
  const count = (pieces: number, second: number) =>
    reconciliation.observe(batchOf([{ ref: bench.ref("CNV-01", "on-board"), value: pieces, at: at(second) }]));
  return { twin, reconciliation, count };
}

it("[M10] unreported pieces that a belt counts were there before, and leave one by one", () => {
  const { twin, reconciliation, count } = belt();
  const piece = (kind: "arrived" | "started" | "departed", id: string, second: number) =>
    twin.take({
      kind: `piece.${kind}`,
      piece: id,
      place: "CNV-01",
      time: at(second),
      receivedAt: at(second),
      clock: "plc",
    });
  const known = () => [twin.presence.at("CNV-01").size, reconciliation.unidentified.get("CNV-01")];
  count(3, 0);
  reconciliation.tick(at(25));
  expect(known()).toEqual([0, 3]);
  piece("arrived", "PC-9", 30);
  count(4, 30);
  piece("departed", "PC-1", 40);
  count(3, 40);
  expect(known()).toEqual([1, 2]);
  // Work on an unreported piece proves its presence; a belt that reports its departure first subtracts it only once.
  piece("started", "PC-2", 50);
  expect(known()).toEqual([2, 1]);
  expect(reconciliation.tick(at(59))).toEqual([]);
  count(2, 59.8);
  piece("departed", "PC-2", 60);
  expect(known()).toEqual([1, 1]);
  expect(reconciliation.tick(at(69))).toEqual([]);
  count(0, 70);
  piece("departed", "PC-9", 70.1);
  piece("departed", "PC-3", 70.2);
  expect(known()).toEqual([0, 0]);
  for (let second = 71; second < 90; second++) expect(reconciliation.tick(at(second))).toEqual([]);
});

it("[M10] work reported before the arrival does not count the piece as there before", () => {
  const { twin, reconciliation, count } = belt();
  count(3, 0);
  reconciliation.tick(at(25));
  twin.take({
    kind: "piece.started",
    piece: "PC-9",
    place: "CNV-01",
    time: at(30.5),
    receivedAt: at(30.6),
    clock: "plc",
  });
  expect(reconciliation.unidentified.get("CNV-01")).toBe(2);
  twin.take({
    kind: "piece.arrived",
    piece: "PC-9",
    place: "CNV-01",
    time: at(30),
    receivedAt: at(30.8),
    clock: "plc",
  });
  expect(reconciliation.unidentified.get("CNV-01")).toBe(3);
});
