/** Times of suppressions over reloads and steps of the clock (docs/rules/alert.md). */
import { expect, it } from "vitest";
import { Suppressions } from "../../../edge/alerts/suppressions.ts";
import { BenchPlant, batchOf, configOf, S, T0 } from "../detect/bench-plant.ts";

it("[A109] a reload hides nothing again, and a clock that is set back lengthens neither time", () => {
  const labels = [2, 3].map((value) => ({ value, zh: String(value), en: String(value) }));
  const tags = [{ signal: "item-state", type: "enum", labels, role: "item-state" } as const];
  const plant = new BenchPlant([{ label: "OVN-01", kind: "oven", tags }]);
  const rest = { id: "rest", rules: ["*"], of: { kinds: ["oven"] }, tags: { state: { role: "item-state" } } };
  const written = { suppressions: [{ ...rest, when: "state == 2", afterS: 10, atMostS: 100 }] };
  const made = (before?: Suppressions) => new Suppressions(configOf(written).suppressions, plant.context, before);
  const isHidden = (suppressions: Suppressions) =>
    suppressions.of({ rule: "x/high", assetUid: plant.uid("OVN-01") }) === "rest";
  const state = (suppressions: Suppressions, value: number, second: number) =>
    suppressions.observe(batchOf([{ ref: plant.ref("OVN-01", "item-state"), value, at: T0 + second * S }]));
  const first = made();
  state(first, 2, 1);
  const hidden = (second: number) => {
    first.tick(T0 + second * S);
    return isHidden(first);
  };
  expect([hidden(1), hidden(102)]).toEqual([true, false]);
  const second = made(first);
  state(second, 2, 102);
  expect(isHidden(second)).toBe(false);
  // An hour back, while the condition holds; then it is over, and the clock goes back once more.
  expect([hidden(-3600), hidden(-3501), hidden(-3500)]).toEqual([true, true, false]);
  state(first, 3, 103);
  expect([hidden(-7200), hidden(-7191), hidden(-7190)]).toEqual([true, true, false]);
});
