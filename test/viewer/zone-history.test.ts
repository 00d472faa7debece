/** Risk of zones over time on a page: rule LV41 in docs/rules/live-risk.md. */
import { beforeEach, expect, it } from "vitest";
import "../../twin-viewer/src/i18n/live-risk-catalogue.ts";
import { historyOf } from "../../twin-viewer/src/data/zone-history-api.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { wordsOf } from "../../twin-viewer/src/screens/safety/live/risk-span-words.ts";
import { safetyAnswer } from "../fakes/viewer/safety.ts";

const answer = safetyAnswer("/api/v1/safety/zones/history") as Parameters<typeof historyOf>[0];
const { fromMs, toMs, lines, others } = historyOf(answer);
const minutes = (line: number) =>
  lines[line]?.spans.map((one) => [(one.fromMs - fromMs) / 60_000, one.level, one.isUnknown]);

beforeEach(() => {
  language.value = "en";
});

it("[LV41] all zones together come first, then each that has something of its own; the others are counted", () => {
  expect((toMs - fromMs) / 60_000).toBe(480);
  expect(lines.map(({ zone }) => zone)).toEqual([undefined, "cell-rob-01", "aisle-middle"]);
  // The pause of the edge was everywhere: it makes no line of its own.
  expect(others).toBe(1);
  expect(minutes(0)).toEqual([
    [0, 0, false],
    [60, 0.7, false],
    [90, 0.3, false],
    [200, null, true],
    [230, 0.9, true],
    [300, 0, true],
  ]);
  expect(minutes(2)).toEqual([
    [0, 0, false],
    [200, null, true],
    [230, 0, true],
  ]);
});

it("[LV41] a span says level, causes and what is unknown, in both languages, and never that a place is clear", () => {
  const said = () => lines.flatMap(({ spans }) => spans.map(wordsOf));
  const en = said();
  expect(en.slice(0, 6)).toEqual([
    "nothing reported",
    "raised: temperature too high",
    "notice: another safety alert",
    "unknown: nobody judged",
    "high: interlock bypassed · gas at an alarm level · unknown in part",
    "nothing reported · unknown in part",
  ]);
  language.value = "zh";
  const zh = said();
  expect(zh[4]).toBe("高：安全联锁被旁路 · 气体浓度达到报警值 · 部分未知");
  for (const word of ["clear", "safe ", "green"]) expect(en.join(" ").toLowerCase()).not.toContain(word);
  expect(zh.join(" ")).not.toMatch(/无风险|正常/);
});
