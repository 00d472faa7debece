import { expect, it } from "vitest";
import {
  type Island,
  type IslandSpan,
  type IslandsReader,
  islandOfMachine,
  islandOfVariant,
  machinesFor,
  spanAt,
} from "../../../edge/contracts/production/islands.ts";

const island = (id: string, machines: readonly string[], variants: readonly string[]): Island => ({
  ...{ id, machines, variants },
  name: { zh: id, en: id },
});
const SMALL = island("small", ["CNC-101", "CNC-201"], ["PH-40*"]);
const LARGE = island("large", ["CNC-102", "CNC-202", "CNC-203"], ["PH-80A", "PH-80B"]);
const ISLANDS = [SMALL, LARGE];
const LATHES = ["CNC-101", "CNC-102", "CNC-103"];

it("[IS1] a variant uses the machines of its island, else those of no island", () => {
  expect(machinesFor(ISLANDS, "PH-40B", LATHES)).toEqual(["CNC-101"]);
  expect(machinesFor(ISLANDS, "PH-80A", ["CNC-203", "CNC-202", "CNC-201"])).toEqual(["CNC-203", "CNC-202"]);
  expect(machinesFor(ISLANDS, "PH-40A", ["WSH-01"])).toEqual(["WSH-01"]);
  // Each machine there belongs to another island: it cannot be made.
  expect(machinesFor(ISLANDS, "PH-40A", ["CNC-202", "CNC-203"])).toEqual([]);
});

it("[IS1] a variant of no island uses machines of no island, and all where each has one", () => {
  expect(machinesFor(ISLANDS, "PH-65A", LATHES)).toEqual(["CNC-103"]);
  expect(machinesFor(ISLANDS, "PH-65A", ["CNC-201", "CNC-202"])).toEqual(["CNC-201", "CNC-202"]);
  expect(machinesFor([], "PH-65A", LATHES)).toBe(LATHES);
});

it("[IS1] the first island that names a machine or a variant has it, and spans hold until the next", () => {
  expect(islandOfMachine(ISLANDS, "CNC-202")?.id).toBe("large");
  expect(islandOfMachine(ISLANDS, "CNC-103")).toBeUndefined();
  expect(islandOfVariant(ISLANDS, "PH-40C")?.id).toBe("small");
  const spans: readonly IslandSpan[] = [
    { from: 10, version: 1, islands: [SMALL] },
    { from: 20, version: 2, islands: ISLANDS },
  ];
  const reader: Pick<IslandsReader, "at"> = { at: (time) => spanAt(spans, time) };
  expect([9, 10, 19, 20].map((time) => reader.at(time)?.version)).toEqual([undefined, 1, 1, 2]);
});
