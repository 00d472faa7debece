/** The due list in the maintenance room (rule PG18 in docs/rules/page.md). */
import { beforeEach, expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { DueAnswer } from "../../twin-viewer/src/data/due-api.ts";
import { meterText, partText, stopText, whenText, windowText } from "../../twin-viewer/src/data/due-words.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";

const NOW = Date.UTC(2026, 10, 28, 9);
const DAY_MS = 86_400_000;
const day = (days: number) => new Date(NOW + days * DAY_MS).toISOString();
const WORDS = { zh: "密封圈", en: "Seal" };

const entry = (more: Partial<DueAnswer> = {}): DueAnswer => ({
  key: "plan/grease/LTH-1",
  source: "plan",
  assetUid: "urn:a" as AssetUid,
  component: null,
  title: WORDS,
  state: "later",
  due: { at: day(10), earliest: day(8), latest: day(13) },
  criteria: [],
  lastDone: null,
  work: null,
  alertUid: null,
  lastsMin: 60,
  responsible: null,
  parts: [],
  stop: null,
  window: null,
  noWindow: "no-plan-known",
  ...more,
});

beforeEach(() => {
  language.value = "en";
});

it("[PG18] an expected day stands with its interval, and one without an interval is about that day", () => {
  const when = (due: DueAnswer["due"], source: DueAnswer["source"] = "plan") =>
    whenText(entry({ due, source }), "UTC", NOW);
  expect(when({ at: day(10), earliest: day(8), latest: day(13) })).toBe(
    "2026-12-08 [2026-12-06 – 2026-12-11] · in 10 d",
  );
  expect(when({ at: day(10), earliest: day(8), latest: null })).toBe("2026-12-08 [2026-12-06 – open] · in 10 d");
  expect(when({ at: day(10), earliest: null, latest: null })).toBe("about 2026-12-08 · in 10 d");
  expect(when({ at: day(-4), earliest: day(-4), latest: day(-4) })).toBe("2026-11-24 · 4 d ago");
  expect(when({ at: null, earliest: null, latest: null })).toBe("time not known");
  // Near ones have a clock: a day would say the same three times.
  const hour = (hours: number) => new Date(Math.floor(NOW / DAY_MS) * DAY_MS + hours * 3_600_000).toISOString();
  expect(when({ at: hour(13), earliest: hour(12), latest: hour(26) })).toMatch(
    /^today 13:00 \[today 12:00 – tomorrow 02:00\] · /,
  );
  language.value = "zh";
  expect(when({ at: day(10), earliest: null, latest: null })).toContain("约 2026-12-08");
});

it("[PG18] what was used stands with the rate that the forecast goes by, and with time that nobody saw", () => {
  const meter = {
    by: "hours",
    every: 500,
    used: 425,
    perDay: 10.2,
    basisDays: 28,
    unseenS: 7_200,
    unknown: null,
  } as const;
  expect(meterText(meter)).toBe("425 of 500 h · 10.2 a day (from 28 d) · 2 h without data");
  expect(meterText({ ...meter, perDay: null, unseenS: 60 })).toBe("425 of 500 h");
  expect(meterText({ ...meter, by: "calendar" })).toBe("425 of 500 days");
  expect(meterText({ ...meter, used: null, unknown: "no-meter" })).toContain("no meter");
});

it("[PG18] a part that is short says so, when it would come, and that it is too late", () => {
  const part = { part: "SEAL-1", name: WORDS, quantity: 2, onHand: 1, short: 1, arrives: day(14), isLate: true };
  expect(partText(part, "UTC")).toBe("2 × Seal · ! 1 short · ordered now, here on 2026-12-12 · too late");
  expect(partText({ ...part, short: 0, arrives: null, isLate: false }, "UTC")).toBe("2 × Seal · 1 on hand");
});

it("[PG18] a proposed window stands with its reason, or why there is none", () => {
  const window = { from: day(1), to: day(1.1), basis: "outside-shifts", title: null } as const;
  const at = (days: number) => windowText(entry({ window: { ...window, from: day(days) } }), "UTC", NOW);
  expect([at(0.125), at(1), at(2), at(-1)]).toEqual([
    "today 12:00 · outside of shifts",
    "tomorrow 09:00 · outside of shifts",
    "2026-11-30 09:00 · outside of shifts",
    "2026-11-27 09:00 · outside of shifts",
  ]);
  expect(windowText(entry({ window: { ...window, title: WORDS } }), "UTC", NOW)).toContain("Seal");
  expect(windowText(entry(), "UTC", NOW)).toBe("no plan of production known");
  language.value = "zh";
  expect([at(0.125), at(1)]).toEqual(["今天 12:00 · 班次之外", "明天 09:00 · 班次之外"]);
});

it("[UP20] says what a stop costs, with its basis, and what the work costs where its length is known", () => {
  const stop = { line: "A", share: 0.25, piecesPerHour: 20, lostPieces: 10 };
  expect(stopText(entry())).toBe("");
  expect(stopText(entry({ stop }))).toBe(
    "a stop costs line A about 5.0 pieces an hour (bottleneck for 25 % of the last day) · about 10 pieces in this work",
  );
  language.value = "zh";
  expect(stopText(entry({ stop: { ...stop, lostPieces: null } }))).toBe(
    "停机使产线 A 每小时约少产 5.0 件（最近一天有 25 % 的时间是瓶颈）",
  );
});
