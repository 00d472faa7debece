/** A component's evidence beside what is usual, and beside its peers (rule PG21 in docs/rules/page.md). */
import { expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { ComponentAnswer } from "../../twin-viewer/src/data/maintenance-api.ts";
import { peersOf } from "../../twin-viewer/src/data/peers.ts";
import { shapeOf } from "../../twin-viewer/src/panels/alert-detail/usual-bar.tsx";

it("[PG21] a value is drawn beside its usual range, also where that is open on one side", () => {
  const inside = shapeOf(5, { low: 0, high: 10 });
  expect(inside?.at).toBeCloseTo(120, 9);
  expect((inside?.from ?? Number.NaN) > 0 && (inside?.to ?? Number.NaN) < 240).toBe(true);
  const above = shapeOf(20, { low: 0, high: 10 });
  expect(above?.at).toBeGreaterThan(above?.to ?? Number.NaN);
  const below = shapeOf(-5, { high: 10 });
  expect(below).toMatchObject({ from: 0 });
  expect(below?.at).toBeLessThan(below?.to ?? Number.NaN);
  expect(shapeOf(3, { low: 5 })).toMatchObject({ to: 240 });
  expect(shapeOf(Number.NaN, { low: 0, high: 1 })).toBeUndefined();
  expect(shapeOf(3, {})).toBeUndefined();
});

it("[PG21] peers are the same component on other machines of the type, strongest evidence first", () => {
  const component = (asset: string, path: string, evidence: number) =>
    ({ assetUid: asset as AssetUid, component: path, evidence }) as ComponentAnswer;
  const one = component("a", "spindle", 12);
  const many = Array.from({ length: 9 }, (_, at) => component(`m${at}`, "spindle", at));
  const all = [component("a", "tool", 3), one, component("oven", "spindle", 20), component("b", "tool", 7), ...many];
  const { shown, count } = peersOf(one, all, (uid) => (uid === "oven" ? "oven" : "mill"));
  expect(count).toBe(9);
  expect(shown.map(({ assetUid }) => assetUid)).toEqual(["m8", "m7", "m6", "m5", "m4", "m3", "m2", "m1"]);
  expect(peersOf(one, all, () => undefined).count).toBe(0);
});
