import { expect, it } from "vitest";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { LinksChange } from "../../../../edge/contracts/path/live-links.ts";
import type { MaterialEvent } from "../../../../edge/contracts/production/material-event.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { Reconciliation } from "../../../../edge/production/material/reconciliation.ts";
import { SourceGaps } from "../../../../edge/production/material/source-gaps.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { BenchPlant, batchOf, log } from "../../detect/bench-plant.ts";
import { at, NO_PLACES } from "./life.ts";
import { put, watched } from "./watched-rack.ts";

const linksChanged = (second: number, change: Partial<LinksChange>): EdgeEvent => ({
  eventUid: "e",
  type: "links.changed",
  time: at(second),
  receivedAt: at(second),
  schema: "links/1",
  payload: { isWhole: false, live: [], silent: [], ...change },
});

it("[M21] a difference during a source's gap, or in the minute after it, is held back until it persists", () => {
  const { twin, reconciliation, see } = watched();
  see(2, 0);
  reconciliation.tick(at(30));
  reconciliation.lost(linksChanged(90, { silent: ["rack"] }));
  reconciliation.lost(linksChanged(95, { live: ["rack"] }));
  twin.take(put("PAL-1", 100, []));
  for (let second = 100; second < 162; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  expect(reconciliation.tick(at(162))).toMatchObject([{ rule: "material/mismatch", standing: true }]);
});

it("[M21] a gap of the source that reports on a place holds differences back, though another observes it", () => {
  const { twin, reconciliation, see } = watched();
  const report = put("PAL-1", 40, []);
  see(2, 0);
  reconciliation.tick(at(30));
  reconciliation.note({ ...report, clock: "gateway RCK-01" });
  reconciliation.lost({ ...linksChanged(39, {}), type: "events.missing", payload: { source: "gateway", lost: 3 } });
  twin.take(report);
  for (let second = 40; second < 106; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  expect(reconciliation.tick(at(106))).toMatchObject([{ rule: "material/mismatch", standing: true }]);
});

it("[M21] a move that contradicts the record after a gap is counted but is not a mismatch", () => {
  const { twin, reconciliation } = watched();
  twin.take(put("PAL-1", 0, []));
  reconciliation.lost(linksChanged(50, { silent: ["rack"] }));
  reconciliation.lost(linksChanged(55, { live: ["rack"] }));
  twin.take({ ...put("PAL-1", 60, []), place: "RCK-02" } as MaterialEvent);
  expect(reconciliation.tick(at(61))).toEqual([]);
  expect(reconciliation.explained).toBe(1);
  twin.take({ ...put("PAL-1", 300, []), place: "RCK-01" } as MaterialEvent);
  expect(reconciliation.tick(at(301))).toMatchObject([{ standing: true }]);
  reconciliation.lost(linksChanged(1000, { isWhole: true, live: ["rack"] }));
  twin.take({ ...put("PAL-1", 1010, []), place: "RCK-02" } as MaterialEvent);
  expect(reconciliation.explained).toBe(2);
});

it("[M21] [F29] a gap of one topic of a vehicle holds the differences at this vehicle only", () => {
  const gaps = new SourceGaps((place) => `fleet/Acme/${place}`);
  gaps.take(linksChanged(0, { isWhole: true }));
  const gap = (second: number, source: string) =>
    gaps.take({ ...linksChanged(second, {}), type: "gap.declared", payload: { source } });
  gap(100, "fleet/Acme/1/state");
  expect(["1", "2"].map((place) => gaps.isHeld([place], at(101)))).toEqual([true, false]);
  expect(gaps.isHeld(["1"], at(161))).toBe(false);
  gap(200, "fleet");
  expect(["1", "2"].map((place) => gaps.isHeld([place], at(201)))).toEqual([true, true]);
  expect(gaps.state.gaps).toEqual({ fleet: at(200) });
});

it("[M21] a state of the previous release still says which sources report on a place", () => {
  const before = new SourceGaps(() => undefined);
  before.take(linksChanged(0, { isWhole: true, live: ["mes"] }));
  before.note("mes", ["RCK-01"]);
  const { reporters, ...rest } = before.state;
  const gaps = new SourceGaps(() => undefined, { ...rest, tellers: reporters } as never);
  expect(gaps.isHeld(["RCK-01"], at(100))).toBe(false);
  gaps.take(linksChanged(100, { silent: ["mes"] }));
  expect(gaps.isHeld(["RCK-01"], at(101))).toBe(true);
});

/** A machine that counts its finished pieces. */
function machine() {
  const bench = new BenchPlant([
    { label: "CNC-101", kind: "lathe", tags: [{ component: "counter", signal: "parts" }] },
  ]);
  const config = {
    ...NO_PLACES,
    observations: [{ places: ["CNC-*"], signal: "counter/parts", counts: "completions" as const }],
  };
  const twin = new MaterialTwin(config, new MaterialStore(recordPath("material"), log));
  const tags = bench.tags.all().map((tag) => ({ tag, label: "CNC-101" }));
  const uid = bench.uid("CNC-101");
  const reconciliation = new Reconciliation({
    config,
    twin,
    tags,
    edgeUid: uid,
    assetOf: () => uid,
    linkOf: () => "turning",
    isLive: () => true,
    state: undefined,
  });
  twin.listen(reconciliation);
  const count = (parts: number, second: number) =>
    reconciliation.observe(batchOf([{ ref: bench.ref("CNC-101", "parts"), value: parts, at: at(second) }]));
  const completed = (id: string, second: number) =>
    twin.take({
      kind: "piece.completed",
      piece: id,
      place: "CNC-101",
      time: at(second),
      receivedAt: at(second),
      clock: "turning",
    });
  return { reconciliation, count, completed };
}

it("[M10] [M22] a counter ahead of the record is one mismatch, which ends after ten minutes", () => {
  const { reconciliation, count, completed } = machine();
  count(100, 0);
  reconciliation.tick(at(30));
  completed("PC-1", 40);
  count(101, 40);
  count(102, 50);
  const first = Array.from({ length: 20 }, (_, i) => reconciliation.tick(at(50 + i))).flat();
  expect(first).toMatchObject([
    {
      rule: "material/mismatch",
      standing: true,
      message: { en: "CNC-101 Count mismatch: record 1, machine 2", zh: "CNC-101 完工数不一致：记录 1，设备 2" },
    },
  ]);
  const later = Array.from({ length: 700 }, (_, i) => reconciliation.tick(at(70 + i))).flat();
  expect(later.filter(({ standing }) => !standing)).toHaveLength(1);
  completed("PC-2", 800);
  count(103, 800);
  for (let second = 800; second < 830; second++) expect(reconciliation.tick(at(second))).toEqual([]);
});

it("[M21] completions lost in a gap are not a mismatch afterwards", () => {
  const { reconciliation, count, completed } = machine();
  count(100, 0);
  reconciliation.tick(at(30));
  reconciliation.lost(linksChanged(40, { silent: ["turning"] }));
  reconciliation.lost(linksChanged(50, { live: ["turning"] }));
  count(102, 51);
  for (let second = 51; second < 200; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  completed("PC-3", 200);
  count(103, 200);
  for (let second = 200; second < 230; second++) expect(reconciliation.tick(at(second))).toEqual([]);
  count(105, 240);
  expect(Array.from({ length: 20 }, (_, i) => reconciliation.tick(at(240 + i))).flat()).toMatchObject([
    { standing: true },
  ]);
});

it("[M22] one lost event is one mismatch, though both sides agree for a moment at each piece", () => {
  const { reconciliation, count, completed } = machine();
  count(100, 0);
  reconciliation.tick(at(30));
  count(101, 40);
  const said: boolean[] = [];
  for (let second = 40; second < 400; second++) {
    const isDone = second % 20 === 0 && second > 60;
    // The event of a piece comes before its count.
    if (isDone) completed(`PC-${second}`, second);
    said.push(...reconciliation.tick(at(second)).map(({ standing }) => standing));
    if (isDone) count(101 + (second - 60) / 20, second + 0.5);
  }
  expect(said.filter((standing) => !standing)).toEqual([]);
  expect(reconciliation.mismatches).toHaveLength(1);
});

it("[M22] a place has one alert with its newest mismatch and their number, until the last is over", () => {
  const { twin, reconciliation, see } = watched();
  see(2, 0);
  reconciliation.tick(at(30));
  twin.take(put("PAL-1", 40, ["PC-1"]));
  twin.take({ ...put("PAL-1", 41, ["PC-2"]), slot: 2 } as MaterialEvent);
  const all = Array.from({ length: 30 }, (_, i) => reconciliation.tick(at(41 + i))).flat();
  expect(new Set(all.map(({ rule, assetUid }) => `${rule} ${assetUid}`)).size).toBe(1);
  expect(all.every(({ standing }) => standing)).toBe(true);
  expect(all.at(-1)?.message).toEqual({
    en: "RCK-01 Count mismatch: record 1 pallet, seen 0 pallets (newest of 2 mismatches)",
    zh: "RCK-01 数量不一致：记录 1 个托盘，实际 0 个托盘（共 2 处不一致，此为最新）",
  });
  const last = (from: number, seconds: number) =>
    Array.from({ length: seconds }, (_, i) => reconciliation.tick(at(from + i)))
      .flat()
      .at(-1);
  see(3, 100);
  expect(last(100, 10)).toMatchObject({ standing: true, message: { en: expect.not.stringContaining("Count") } });
  expect(last(110, 700)).toMatchObject({ standing: false });
});
