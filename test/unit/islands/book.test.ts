import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { IslandChange } from "../../../edge/contracts/production/islands.ts";
import { IslandRecord, islandsFile, readSpans } from "../../../edge/islands/record.ts";
import { checkedLine } from "../../../edge/store/checked-line.ts";
import { ISLANDS, island, islandBook, MOVED } from "../../fakes/islands.ts";

const LI = { by: "li", seen: [] };

it("[IS3] a plant without islands has no file of them", () => {
  using plant = islandBook([]);
  const book = plant.open();
  expect(book.now).toEqual({ version: 0, inForce: { from: 0, version: 0, islands: [] }, pending: null });
  expect(existsSync(join(plant.dir, "islands"))).toBe(false);
  expect(readSpans(plant.dir)).toEqual([]);
  expect(book.machinesFor("PH-40A", ["CNC-101"])).toEqual(["CNC-101"]);
});

it("[IS4] the config's islands count until somebody has changed them, and survive a kill", () => {
  using plant = islandBook();
  const first = plant.open();
  expect(first.now).toMatchObject({ version: 1, inForce: { version: 1, islands: ISLANDS } });
  // The config may change as long as nobody did.
  const third = island("third", ["WSH-01"], []);
  expect(plant.open([...ISLANDS, third]).now).toMatchObject({ version: 2, inForce: { islands: [...ISLANDS, third] } });
  expect(plant.open().now.version).toBe(3);
  plant.clock.at += 60e6;
  plant.open().change({ version: 3, islands: MOVED, reason: "a rush order" }, LI);
  const again = plant.open([...ISLANDS, third]);
  expect(again.now).toMatchObject({ version: 4, inForce: { version: 4, islands: MOVED, from: plant.clock.at } });
  expect(again.changes.at(-1)).toMatchObject({ by: "li", reason: "a rush order", state: "record", origin: "person" });
  expect(again.machinesFor("PH-80A", ["CNC-101", "CNC-102"])).toEqual(["CNC-102"]);
  // A config without islands ends them.
  expect(plant.open([]).now.inForce.islands).toEqual([]);
});

it("[IS4] a line that a power cut tore does not count, and forecasts read the same record", () => {
  using plant = islandBook();
  plant.open().change({ version: 1, islands: MOVED, reason: "r" }, LI);
  appendFileSync(islandsFile(plant.dir), '1a2b3c4d {"version":3,"islands":[');
  expect(readSpans(plant.dir).map(({ version }) => version)).toEqual([1, 2]);
  expect(plant.open().now.version).toBe(2);
});

it("[IS4] of very many changes the newest are kept", () => {
  using plant = islandBook();
  const [change] = plant.open().changes;
  const more = Array.from({ length: 4_010 }, (_, at) => ({ ...change, version: at + 2, islands: MOVED }));
  appendFileSync(islandsFile(plant.dir), [...more, { ...change, version: 4_012 }].map(checkedLine).join(""));
  const again = plant.open();
  expect(again.changes).toHaveLength(1_000);
  expect(again.now.version).toBe(4_012);
  expect(plant.open().changes).toHaveLength(1_000);
});

it("[IS15] a file that has grown long is written anew while the edge runs, with what is in force", () => {
  using plant = islandBook([]);
  const record = IslandRecord.open(plant.dir, { changes: 5, lines: 12 });
  const change = (version: number, state: IslandChange["state"]): IslandChange => ({
    ...{ version, state, origin: "person", islands: MOVED, at: version, stateAt: version },
    ...{ by: "li", reason: "r", said: null },
  });
  const lines = () => readFileSync(islandsFile(plant.dir), "utf8").split("\n").length - 2;
  record.append(change(1, "record"));
  for (let version = 2; version <= 60; version++) {
    record.append(change(version, "asked"));
    record.append(change(version, "refused"));
    expect(lines()).toBeLessThanOrEqual(12);
    expect(record.spans).toEqual([{ from: 1, version: 1, islands: MOVED }]);
    expect(record.changes.at(-1)).toMatchObject({ version, state: "refused" });
  }
  record.close();
  expect(readSpans(plant.dir)).toEqual(record.spans);
  expect(IslandRecord.open(plant.dir).changes).toEqual(record.changes);
});

it("[IS5] of two changes at once the second is refused, and one that changes nothing", () => {
  using plant = islandBook();
  const book = plant.open();
  book.change({ version: 1, islands: MOVED, reason: "first" }, LI);
  expect(() => book.change({ version: 1, islands: ISLANDS, reason: "second" }, { by: "wang", seen: [] })).toThrow(
    /conflict|version 1 was seen, and 2 is there/,
  );
  expect(() => book.change({ version: 2, islands: MOVED.toReversed(), reason: "same" }, LI)).toThrow(
    /in force already/,
  );
  expect(book.changes).toHaveLength(2);
});

it("[IS5] a change with problems writes nothing and names them all", () => {
  using plant = islandBook();
  const book = plant.open();
  const islands = [island("small", ["CNC-101", "CNC-999"], ["PH-40*"]), island("large", ["CNC-101"], ["PH-41*"])];
  expect(() => book.change({ version: 1, islands, reason: "r" }, LI)).toThrow(
    /CNC-999 is no asset.*CNC-101 is in the islands small and large.*no variant is called PH-41/s,
  );
  expect(book.now.version).toBe(1);
});

it("[IS6] the islands of any instant since the first are known, and each change is told", () => {
  using plant = islandBook();
  const book = plant.open();
  const told: IslandChange[] = [];
  const stop = book.subscribe((_, change) => told.push(change));
  const before = plant.clock.at;
  plant.clock.at += 10e6;
  book.change({ version: 1, islands: MOVED, reason: "r" }, LI);
  stop();
  plant.clock.at += 10e6;
  book.change({ version: 2, islands: ISLANDS, reason: "back" }, LI);
  expect(told.map(({ version }) => version)).toEqual([2]);
  expect([before - 1, before, before + 10e6, before + 20e6].map((at) => book.at(at)?.version)).toEqual([
    undefined,
    1,
    2,
    3,
  ]);
});
