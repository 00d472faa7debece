import { beforeEach, expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import type { AssetUid, Tag } from "../../edge/contracts/plant/tag.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { componentOf } from "../../twin-viewer/src/data/predictions.ts";
import { fastPartsOf, wearOf } from "../../twin-viewer/src/data/wear.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { batchOf } from "../fakes/source/samples.ts";
import { fakeTag } from "../fakes/source/tags.ts";

const UID = "urn:test:asset:1" as AssetUid;

beforeEach(() => {
  language.value = "en";
});

function page(tags: readonly Tag[], ...values: readonly (readonly [ref: number, value: number])[]) {
  const mirror = new Mirror();
  mirror.setTags(tags);
  mirror.apply(batchOf(...values.map(([ref, value]) => [ref, 1, value] as const)));
  const index = new PlantIndex({ assets: [], places: [], zones: [] } as never);
  index.setTags(tags);
  return { mirror, parts: fastPartsOf(UID, index, mirror) };
}

const factor = (ref: number, component: string) =>
  fakeTag(ref, { component, role: "wear-factor", signal: "wear-factor", isStatic: true });

it("only parts with a wear factor wear faster, in words of both languages", () => {
  const { parts } = page(
    [
      factor(0, "tool"),
      factor(1, "spindle"),
      factor(2, "gears"),
      factor(3, "belt"),
      fakeTag(4, { component: "coolant" }),
    ],
    [0, 24],
    [1, 1],
    [2, 1.5],
    [4, 90],
  );
  expect(parts).toEqual([
    { component: "tool", factor: 24 },
    { component: "gears", factor: 1.5 },
  ]);
  expect(["tool", "joint-3", "spindle", "belt", "coolant", ""].map((component) => wearOf(component, parts))).toEqual([
    "simulated wear ×24",
    "simulated wear ×1.5",
    "",
    "",
    "",
    "",
  ]);
  language.value = "zh";
  expect(wearOf("tool", parts)).toBe("仿真加速 ×24");
});

it("[PG13] a factor of thousands has no decimals, a comma and no space", () => {
  const { parts } = page([factor(0, "spindle")], [0, 4121.1]);
  expect(wearOf("spindle", parts)).toBe("simulated wear ×4,121");
});

it("a prediction is about the part of its tag", () => {
  const { mirror, parts } = page(
    [factor(0, "tool"), fakeTag(1, { component: "tool", signal: "life-used" }), fakeTag(2, { component: "coolant" })],
    [0, 24],
  );
  const about = (tag: number) =>
    wearOf(
      componentOf({ evidence: [{ tag, value: 1, why: { zh: "", en: "" } }] } as unknown as AlertView, mirror),
      parts,
    );
  expect([about(1), about(2)]).toEqual(["simulated wear ×24", ""]);
  expect(componentOf({ evidence: [] }, mirror)).toBe("");
});
