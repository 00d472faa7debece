import { expect, it } from "vitest";
import { defectWords } from "../../edge/contracts/quality/cause-words.ts";
import {
  defectOfRule,
  isOpenDefect,
  openDefect,
  showDefect,
  shownCase,
} from "../../twin-viewer/src/data/loop-focus.ts";
import { rankedRows, vitalCount } from "../../twin-viewer/src/screens/quality/loop/pareto-rows.ts";

const row = (name: string, bad: number, cost: number | null) => ({
  ...{ name, of: null, text: null, bad, pieces: 100, cost },
});

it("[QY32] rows of a Pareto are in order with shares that add up to the whole, by pieces or by cost", () => {
  const rows = [row("a", 2, 90), row("b", 6, 10), row("c", 2, null)];
  const byCount = rankedRows(rows, "count");
  expect(byCount.map(({ row: { name }, share }) => [name, share])).toEqual([
    ["b", 0.6],
    ["a", 0.2],
    ["c", 0.2],
  ]);
  expect(byCount.at(-1)?.cumulated).toBeCloseTo(1, 12);
  expect(vitalCount(byCount)).toBe(2);
  const byCost = rankedRows(rows, "cost");
  expect(byCost.map(({ row: { name }, share }) => [name, share])).toEqual([
    ["a", 0.9],
    ["b", 0.1],
    ["c", 0],
  ]);
  expect(vitalCount(byCost)).toBe(1);
  expect(rankedRows([row("a", 0, null)], "count")).toMatchObject([{ share: 0, cumulated: 0 }]);
});

it("[QY32] a defect is called as the inspection plan calls its feature", () => {
  const of = { operation: "OP60", feature: "blemishes", side: "high" } as const;
  expect(defectWords({ ...of, featureName: { zh: "外观缺陷", en: "Blemishes" } })).toEqual({
    zh: "OP60 外观缺陷 偏大",
    en: "OP60 Blemishes too large",
  });
  expect(defectWords(of).en).toBe("OP60 blemishes too large");
});

it("[QY33] an alert of a cause names the class whose page it opens", () => {
  expect(defectOfRule("quality/cause/OP60-blemishes-high")).toBe("OP60-blemishes-high");
  expect(defectOfRule("quality/bore")).toBeUndefined();
  showDefect("OP60-blemishes-high", "w-1");
  expect([isOpenDefect("OP60 blemishes high"), isOpenDefect("OP60 blemishes low")]).toEqual([true, false]);
  showDefect("OP60 blemishes low");
  expect([isOpenDefect("OP60 blemishes low"), shownCase.value]).toEqual([true, ""]);
  openDefect.value = null;
  expect(isOpenDefect("OP60 blemishes low")).toBe(false);
});
