import { expect, it } from "vitest";
import type { Island } from "../../edge/contracts/production/islands.ts";
import type { IslandChangeAnswer, IslandsAnswer } from "../../twin-viewer/src/data/islands-api.ts";
import { islandsEveryMs } from "../../twin-viewer/src/data/islands-now.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { islandsLayer } from "../../twin-viewer/src/scene/layers/islands.ts";
import { beside, columnsOf, moved, withNew } from "../../twin-viewer/src/screens/material/islands/draft.ts";
import { island } from "../fakes/islands.ts";
import { layerFacts } from "./layer-facts.ts";

language.value = "en";

const STEPS = [{ name: "OP10", machines: ["CNC-101", "CNC-102", "CNC-103"] }];
const DRAFT: readonly Island[] = [island("small", ["CNC-101"], ["PH-40*"]), island("large", ["CNC-102"], ["PH-80A"])];

it("[IS12] columns are the islands, and what belongs to none", () => {
  const columns = columnsOf(DRAFT, { steps: STEPS, variants: ["PH-40A", "PH-65A", "PH-80A"] });
  expect(columns.map(({ at, machines, variants }) => [at, machines.join(), variants.join()])).toEqual([
    [0, "CNC-101", "PH-40*"],
    [1, "CNC-102", "PH-80A"],
    [-1, "CNC-103", "PH-65A"],
  ]);
});

it("[IS12] machines and variants move to an island or to none, and by keys to the side", () => {
  const there = moved(DRAFT, { kind: "machines", name: "CNC-101" }, 1);
  expect(there.map(({ machines }) => machines.join())).toEqual(["", "CNC-102,CNC-101"]);
  expect(moved(there, { kind: "machines", name: "CNC-102" }, -1)[1]?.machines).toEqual(["CNC-101"]);
  expect(moved(DRAFT, { kind: "variants", name: "PH-65A" }, 0)[0]?.variants).toEqual(["PH-40*", "PH-65A"]);
  expect([beside(DRAFT, 0, 1), beside(DRAFT, 1, 1), beside(DRAFT, -1, -1)]).toEqual([1, -1, 1]);
  expect([beside(DRAFT, 0, -1), beside(DRAFT, -1, 1)]).toEqual([undefined, undefined]);
  const more = withNew(
    withNew(DRAFT, () => ({ zh: "新", en: "New" })),
    () => ({ zh: "新", en: "New" }),
  );
  expect(more.map(({ id }) => id)).toEqual(["small", "large", "island-3", "island-4"]);
});

function paint(pending: Partial<IslandChangeAnswer> | null, plant: IslandsAnswer["plant"] = null) {
  const facts = layerFacts();
  const labels = facts.index.plant.assets.filter(({ pose }) => pose !== undefined).map(({ label }) => label);
  const [first = "", second = ""] = labels;
  const inForce = [island("small", [first], ["PH-40*"]), island("large", [second], [])];
  const asked = [island("small", [first, second], ["PH-40*"]), island("large", [], [])];
  const islands = {
    inForce: { version: 1, from: null, islands: inForce },
    pending: pending === null ? null : { islands: asked, ...pending },
    plant,
  } as unknown as IslandsAnswer;
  return { picture: islandsLayer.paint(facts.index.plant.assets, { ...facts, islands }, undefined), facts };
}

it("[IS11] each machine of an island has its outline and colour, with the island's name, variants and legend", () => {
  const { picture, facts } = paint(null);
  expect(islandsLayer.isThere(facts.index)).toBe(false);
  expect(picture.floor?.map((shape) => [shape.kind, shape.color, shape.dashM])).toEqual([
    ["area", "island-0", 0],
    ["area", "island-1", 0],
  ]);
  expect(picture.labels.map(({ title, value }) => `${title}: ${value}`)).toEqual([
    "Island small: PH-40*",
    "Island large: no variants",
  ]);
  expect(picture.legend.map(({ text }) => text)).toEqual(["legend.island", "legend.island", "legend.no-island"]);
  expect(picture.note).toMatch(/record of the edge alone/);
});

it("[IS11] a change that is asked for is dashed, an unknown one hatched, a refused one not drawn", () => {
  const asked = paint({ state: "asked" }, { source: "cells", mayWrite: true, isOnline: true, passedOver: 0 }).picture;
  expect(asked.floor?.slice(2)).toMatchObject([{ color: "island-0", alpha: 0 }]);
  expect(asked.floor?.[2]?.dashM).toBeGreaterThan(0);
  expect(asked.legend.map(({ text }) => text)).toContain("legend.island-asked");
  expect(asked.note).toBe("as the plant reports them (cells)");
  const unknown = paint({ state: "unknown" }).picture;
  expect(unknown.floor?.slice(2)).toMatchObject([{ color: "stale" }]);
  expect(unknown.legend.map(({ text }) => text)).toContain("legend.island-unknown");
  expect(paint({ state: "refused" }).picture.floor).toHaveLength(2);
});

it("[IS19] the islands of a recording are not asked for again, whether they are shown or not", () => {
  const every = (isShown: boolean, isRecorded: boolean) => islandsEveryMs({ isShown, isRecorded });
  expect([every(true, false), every(false, false)]).toEqual([3_000, 60_000]);
  // A longer timer fires at once.
  expect([every(true, true), every(false, true)]).toEqual([2 ** 31 - 1, 2 ** 31 - 1]);
});
